import { Broken } from '../abi/broken.ts';
import { SAVE_AREA_BYTES } from '../abi/frameMap.ts';
import type { FrameMap } from '../abi/frameMap.ts';
import type { Geometry } from '../abi/geometry.ts';
import { envRowBytes, QUANTUM_ROW_BYTES } from '../abi/layout.ts';
import { envIndex, type EnvIndex, frameNumber, type FrameNumber, type QuantumIndex } from '../abi/words.ts';
import type { Env, FrameContents, Page, PageStatus, Processor, Quantum, Space, State } from '../model/state.ts';
import { FREE_QUANTUM, ZERO_CONTENTS } from '../model/state.ts';
import type { Constants } from './constants.ts';
import { CORE_PLACES } from './corePlaces.ts';
import { decodeContents, redecodeContentsLine } from './decodeFrames.ts';
import { decodeEnv, decodePage, decodeQuantum } from './decodeRows.ts';
import { decodeFloatingPoint, decodeSaveArea } from './decodeSaveArea.ts';
import { FRAME_LINES, FRAME_WORDS, LINE, LINE_BYTES, LINE_WORDS } from './lineKinds.ts';
import { SpaceDecoder } from './spaceDecoder.ts';
import { VectorEdit } from './vectorEdit.ts';

const QUANTA_PER_LINE = LINE_BYTES / QUANTUM_ROW_BYTES;
const SAVE_LINES = SAVE_AREA_BYTES / LINE_BYTES;

/** Everything fixed that decoding needs. */
export interface DecodeContext {
  readonly words: Int32Array;
  readonly geometry: Geometry;
  readonly map: FrameMap;
  readonly kinds: Uint8Array;
  readonly constants: Constants;
}

/**
 * One round of decoding: from the tables of an earlier state and the lines that were
 * written since to the tables of the state now. Collects first and decodes each row
 * once; keeps nothing from round to round but where page tables hang.
 */
export class Round {
  readonly #words: Int32Array;
  readonly #g: Geometry;
  readonly #map: FrameMap;
  readonly #kinds: Uint8Array;
  readonly #constants: Constants;
  readonly #envRowWords: number;
  readonly #envs = new VectorEdit<Env, EnvIndex>();
  readonly #pages = new VectorEdit<Page, FrameNumber>();
  readonly #contents = new VectorEdit<FrameContents, FrameNumber>();
  readonly #spaces = new VectorEdit<Space | null, FrameNumber>();
  readonly #quanta = new VectorEdit<Quantum, QuantumIndex>();
  readonly #spaceDecoder: SpaceDecoder;
  readonly #dirtyEnvs: EnvIndex[] = [];
  readonly #envMark: Uint8Array;
  /** Frames whose status changed, and what they were. */
  readonly #changed: FrameNumber[] = [];
  readonly #before: PageStatus[] = [];
  readonly #changedMark: Uint8Array;
  /** The state that the owners of page tables belong to. */
  #last: State | null = null;

  constructor(context: DecodeContext) {
    const { words, geometry, map, kinds, constants } = context;
    this.#words = words;
    this.#g = geometry;
    this.#map = map;
    this.#kinds = kinds;
    this.#constants = constants;
    this.#envRowWords = envRowBytes(geometry.capabilitySlots) / 4;
    this.#envMark = new Uint8Array(geometry.envs);
    this.#changedMark = new Uint8Array(geometry.frames);
    this.#spaceDecoder = new SpaceDecoder(words, geometry, map, { pages: this.#pages, envs: this.#envs, spaces: this.#spaces });
  }

  begin(previous: State): void {
    this.#envs.begin(previous.envs);
    this.#pages.begin(previous.pages);
    this.#contents.begin(previous.contents);
    this.#spaces.begin(previous.spaces);
    this.#quanta.begin(previous.quanta);
    // A round that threw left its lists behind; they must not reach into this one.
    this.#forgetLists();
    this.#spaceDecoder.abandon();
    if (previous !== this.#last) this.#spaceDecoder.restart(previous.spaces.chunks);
    this.#last = null;
  }

  /** The env row as decoded so far; after `finish`, as it is now. */
  env(index: EnvIndex): Env {
    return this.#envs.get(index);
  }

  /** Decodes what was marked: envs, then frames that changed their use, then spaces. */
  decodeMarked(): void {
    for (const index of this.#dirtyEnvs) this.#takeEnv(index);
    for (let i = 0; i < this.#changed.length; i++) this.#takeChanged(this.#changed[i], this.#before[i]);
    this.#spaceDecoder.finish();
    this.#forgetLists();
  }

  /** The state of the round; `previous` itself if nothing in it changed. */
  finish(previous: State, processor: Processor): State {
    const envs = this.#envs.done();
    const pages = this.#pages.done();
    const contents = this.#contents.done();
    const spaces = this.#spaces.done();
    const quanta = this.#quanta.done();
    const same = envs === previous.envs && pages === previous.pages && contents === previous.contents && spaces === previous.spaces
      && quanta === previous.quanta && processor === previous.processor;
    this.#last = same ? previous : { boot: previous.boot, envs, pages, contents, spaces, quanta, processor };
    return this.#last;
  }

  #forgetLists(): void {
    if (this.#dirtyEnvs.length > 0) {
      for (const index of this.#dirtyEnvs) this.#envMark[index] = 0;
      this.#dirtyEnvs.length = 0;
    }
    if (this.#changed.length > 0) {
      for (const frame of this.#changed) this.#changedMark[frame] = 0;
      this.#changed.length = 0;
      this.#before.length = 0;
    }
  }

  /** First pass: page rows, because what a pool frame holds is said by its new row. */
  takePageLine(line: number): void {
    if (this.#kinds[line] !== LINE.page) return;
    const frame = frameNumber(line - this.#map.pagesFirst * FRAME_LINES);
    const old = this.#pages.get(frame);
    const row = decodePage(this.#words, line * LINE_WORDS, this.#g, frame < this.#map.kernelFrames, old);
    if (row === old) return;
    this.#pages.set(frame, row);
    if (row.status === old.status) return;
    this.#changedMark[frame] = 1;
    this.#changed.push(frame);
    this.#before.push(old.status);
  }

  /** Second pass: everything else. Rows that need several lines are only marked. */
  takeLine(line: number): void {
    switch (this.#kinds[line]) {
      case LINE.constant: return this.#constants.requireLine(this.#words, line, 0, 0);
      case LINE.processor: return this.#takeCoreLine(line, CORE_PLACES.processorFrom, CORE_PLACES.processorTo);
      case LINE.stack: return this.#takeCoreLine(line, CORE_PLACES.stackFrom, CORE_PLACES.stackTo);
      case LINE.quantum: return this.#takeQuantumLine(line);
      case LINE.env: return this.#markEnv(envIndex(Math.trunc(((line - this.#map.envsFirst * FRAME_LINES) * LINE_WORDS) / this.#envRowWords)));
      case LINE.save: return this.#markEnv(envIndex(Math.trunc((line - this.#map.saveFirst * FRAME_LINES) / SAVE_LINES)));
      case LINE.pool: return this.#takePoolLine(line);
      default: return undefined;
    }
  }

  /** A line of the core frame of which only the words of [from, to) may change. */
  #takeCoreLine(line: number, from: number, to: number): void {
    const first = this.#map.core * FRAME_WORDS;
    this.#constants.requireLine(this.#words, line, first + from / 4, first + to / 4);
  }

  #takeQuantumLine(line: number): void {
    const first = (line - this.#map.quantaFirst * FRAME_LINES) * QUANTA_PER_LINE;
    for (let i = first; i < first + QUANTA_PER_LINE; i++) {
      const at = this.#map.quantaFirst * FRAME_WORDS + (i * QUANTUM_ROW_BYTES) / 4;
      // A line may reach past the last row; what lies there is a free row for ever.
      const row = decodeQuantum(this.#words, at, i < this.#g.quanta ? this.#quanta.get(i) : FREE_QUANTUM);
      if (i < this.#g.quanta) this.#quanta.set(i, row);
      else if (row.used) this.#refuseRow(i);
    }
  }

  #markEnv(index: EnvIndex): void {
    if (this.#envMark[index] !== 0) return;
    this.#envMark[index] = 1;
    this.#dirtyEnvs.push(index);
  }

  #takePoolLine(line: number): void {
    const frame = frameNumber(Math.trunc(line / FRAME_LINES));
    // A frame that changed its use is decoded whole, once, by `finish`.
    if (this.#changedMark[frame] !== 0) return;
    const { status } = this.#pages.get(frame);
    if (status === 'user') {
      this.#contents.set(frame, redecodeContentsLine(this.#words, frame, line % FRAME_LINES, this.#contents.get(frame) ?? ZERO_CONTENTS));
    } else if (status === 'directory') this.#spaceDecoder.markDirectory(frame);
    else if (status === 'table') this.#spaceDecoder.markTableLine(line);
  }

  #takeEnv(index: EnvIndex): void {
    const { envsFirst, saveFirst } = this.#map;
    const old = this.#envs.get(index);
    const area = saveFirst * FRAME_WORDS + (index * SAVE_AREA_BYTES) / 4;
    const registers = decodeSaveArea(this.#words, area, old.registers);
    const floatingPoint = decodeFloatingPoint(this.#words, area, old.floatingPoint);
    const row = decodeEnv(this.#words, envsFirst * FRAME_WORDS + index * this.#envRowWords, index, this.#g, registers, floatingPoint, old);
    if (row === old) return;
    this.#envs.set(index, row);
    if (row.status === old.status && row.directory === old.directory && row.uarea === old.uarea) return;
    // Its entry in a u-area table says the same thing again and must change with it.
    if (old.directory !== 0) this.#spaceDecoder.markUareas(old.directory);
    if (row.directory !== 0) this.#spaceDecoder.markUareas(row.directory);
  }

  #takeChanged(frame: FrameNumber, before: PageStatus): void {
    const { status } = this.#pages.get(frame);
    if (status === 'user') this.#contents.set(frame, decodeContents(this.#words, frame));
    else if (before === 'user') this.#contents.set(frame, null);
    if (status === 'directory') this.#spaceDecoder.markDirectory(frame);
    else if (before === 'directory') this.#spaceDecoder.drop(frame);
    if (status === 'table' || before === 'table') this.#spaceDecoder.markSuspect(frame);
  }

  #refuseRow(index: number): never {
    throw new Broken('LAY-8', `quantum row ${index} is used but lies past the table`);
  }
}
