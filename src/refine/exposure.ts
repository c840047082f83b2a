import type { FrameMap } from '../abi/frameMap.ts';
import { envRowBytes, PAGE_ROW_BYTES, QUANTUM_ROW_BYTES } from '../abi/layout.ts';
import { SUBSYSTEMS } from '../abi/subsystems.ts';
import type { Subsystem } from '../abi/subsystems.ts';
import { envIndex, type EnvIndex, frameNumber, type FrameNumber } from '../abi/words.ts';
import { directoryWord, envRowWords, kernelFramesOf, pageRowWords, quantumRowWords, sysinfoWords, uareaTableWord } from '../model/exposedRows.ts';
import { entryWord } from '../model/pageEntries.ts';
import { EMPTY_ENTRY_LINE } from '../model/state.ts';
import type { EntryLine, Env, Space, State, Table } from '../model/state.ts';
import type { Vector } from '../model/vector.ts';
import type { Machine } from '../x86/machine.ts';
import type { Difference } from './difference.ts';
import { FRAME_LINES, FRAME_WORDS, LINE_WORDS } from './lineKinds.ts';
import { REGION } from './spaceDecoder.ts';
import { rowAt } from './vectorEdit.ts';
import { walkSpace } from './walk.ts';
import { areZero, firstNonZero } from './zeros.ts';

const hex = (word: number): string => `0x${(word >>> 0).toString(16)}`;

/** Calls `visit` for the rows that are not identical to those before; for every row if there is no before. */
const eachChanged = <Row>(want: Vector<Row>, before: Vector<Row> | null, visit: (row: Row, index: number, old: Row | null) => Difference | null): Difference | null => {
  if (want === before) return null;
  for (let c = 0; c < want.chunks.length; c++) {
    const chunk = want.chunks[c];
    const old = before === null ? null : before.chunks[c];
    if (chunk === old) continue;
    for (let i = 0; i < chunk.length && c * LINE_WORDS + i < want.length; i++) {
      if (old !== null && chunk[i] === old[i]) continue;
      const difference = visit(chunk[i], c * LINE_WORDS + i, old === null ? null : old[i]);
      if (difference !== null) return difference;
    }
  }
  return null;
};

/**
 * P21: the bytes that users can read equal the encoding of the model's state. The
 * encoders are the model's, so decoding and encoding cannot agree on nonsense.
 */
class Exposure {
  readonly #words: Int32Array;
  readonly #want: State;
  readonly #before: State | null;
  readonly #map: FrameMap;

  constructor(machine: Machine, want: State, before: State | null) {
    this.#words = machine.ram.words;
    this.#want = want;
    this.#before = before;
    this.#map = kernelFramesOf(want.boot.geometry);
  }

  /** The first difference; what is constant after boot is looked at only where everything is. */
  difference(): Difference | null {
    const constants = this.#before === null ? this.#constants() : null;
    if (constants !== null) return constants;
    for (const name of SUBSYSTEMS) {
      const difference = EXPOSED[name](this);
      if (difference !== null) return difference;
    }
    return null;
  }

  quanta(): Difference | null {
    return eachChanged(this.#want.quanta, this.#before === null ? null : this.#before.quanta, (quantum, index) =>
      this.#compare('quanta', index, this.#map.quantaFirst * FRAME_WORDS + (index * QUANTUM_ROW_BYTES) / 4, quantumRowWords(quantum)));
  }

  pages(): Difference | null {
    return eachChanged(this.#want.pages, this.#before === null ? null : this.#before.pages, (page, frame) =>
      this.#compare('pages', frame, this.#map.pagesFirst * FRAME_WORDS + (frame * PAGE_ROW_BYTES) / 4, pageRowWords(page)));
  }

  spaces(): Difference | null {
    return eachChanged(this.#want.spaces, this.#before === null ? null : this.#before.spaces, (space, directory, old) =>
      (space === null ? null : this.#space(space, frameNumber(directory), old)));
  }

  envs(): Difference | null {
    return eachChanged(this.#want.envs, this.#before === null ? null : this.#before.envs, (env, index, old) => this.#env(env, envIndex(index), old));
  }

  #compare(table: string, index: number, at: number, want: readonly number[]): Difference | null {
    for (let i = 0; i < want.length; i++) if (this.#words[at + i] >>> 0 !== want[i]) return this.#wrong(`${table}.${index}`, i, at + i, want[i]);
    return null;
  }

  #wrong(path: string, index: number, at: number, want: number): Difference {
    return { path: `exposed.${path}.word${index}`, want: hex(want), got: hex(this.#words[at]) };
  }

  /** Zeros from a word of RAM up to the end of a table's last frame. */
  #zeros(path: string, from: number, endFrame: number): Difference | null {
    const at = firstNonZero(this.#words, from, endFrame * FRAME_WORDS);
    return at === endFrame * FRAME_WORDS ? null : this.#wrong(path, at - from, at, 0);
  }

  /** Sysinfo, and what lies past the rows of each table in the frames that are exposed with it. */
  #constants(): Difference | null {
    const g = this.#want.boot.geometry;
    const map = this.#map;
    const sysinfo = sysinfoWords(g);
    const end = (first: number, rows: number, bytes: number): number => first * FRAME_WORDS + (rows * bytes) / 4;
    return this.#compare('sysinfo', 0, map.sysinfo * FRAME_WORDS, sysinfo)
      ?? this.#zeros('sysinfo.rest', map.sysinfo * FRAME_WORDS + sysinfo.length, map.quantaFirst)
      ?? this.#zeros('quanta.rest', end(map.quantaFirst, g.quanta, QUANTUM_ROW_BYTES), map.envsFirst)
      ?? this.#zeros('envs.rest', end(map.envsFirst, g.envs, envRowBytes(g.capabilitySlots)), map.pagesFirst)
      ?? this.#zeros('pages.rest', end(map.pagesFirst, g.frames, PAGE_ROW_BYTES), map.pad);
  }

  #env(env: Env, index: EnvIndex, old: Env | null): Difference | null {
    if (old !== null && old.status === env.status && old.generation === env.generation && old.directory === env.directory
      && old.uarea === env.uarea && old.capabilities === env.capabilities) return null;
    const words = envRowWords(this.#want, index);
    const difference = this.#compare('envs', index, this.#map.envsFirst * FRAME_WORDS + index * words.length, words);
    if (difference !== null || old === null || old.uarea === env.uarea || env.directory === 0) return difference;
    const space = rowAt(this.#want.spaces, env.directory);
    return space === null ? null : this.#uareas(space, env.directory);
  }

  #space(space: Space, directory: FrameNumber, old: Space | null): Difference | null {
    const sameTables = old !== null && old.uareaTable === space.uareaTable && sameFrames(old.tables, space.tables);
    return (sameTables ? null : this.#directory(space, directory))
      ?? (old !== null && old.uareas === space.uareas && old.uareaTable === space.uareaTable ? null : this.#uareas(space, directory))
      ?? this.#tables(space, directory, old === null ? [] : old.tables);
  }

  /** The words of a directory below UTOP are zero but where tables hang; above it the model says each. */
  #directory(space: Space, directory: FrameNumber): Difference | null {
    const first = directory * FRAME_WORDS;
    let region = 0;
    while (region < FRAME_WORDS) {
      const want = directoryWord(this.#want, space, directory, region);
      if (this.#words[first + region] >>> 0 !== want) return this.#wrong(`directory.${directory}`, region, first + region, want);
      region++;
      if (region < REGION.utop) region = this.#afterZeros(first, region, nextTable(space, region));
    }
    return null;
  }

  #uareas(space: Space, directory: FrameNumber): Difference | null {
    const first = space.uareaTable * FRAME_WORDS;
    let index = 0;
    while (index < FRAME_WORDS) {
      const want = uareaTableWord(this.#want, space, envIndex(index));
      if (this.#words[first + index] >>> 0 !== want) return this.#wrong(`uareaTable.${directory}`, index, first + index, want);
      index = this.#afterZeros(first, index + 1, nextUarea(space, index + 1));
    }
    return null;
  }

  /** The first word of a frame in [from, end) that is not zero and so must be looked at; `end` if there is none. */
  #afterZeros(frameFirst: number, from: number, end: number): number {
    return firstNonZero(this.#words, frameFirst + from, frameFirst + end) - frameFirst;
  }

  /** The lines that are not those of the table with the same frame before; all lines of a table that is new. */
  #tables(space: Space, directory: FrameNumber, old: readonly Table[]): Difference | null {
    for (const table of space.tables) {
      const before = linesBefore(old, table);
      if (table.lines === before) continue;
      for (let l = 0; l < FRAME_LINES; l++) {
        if (before !== null && table.lines[l] === before[l]) continue;
        const difference = this.#line(directory, table, l, table.lines[l]);
        if (difference !== null) return difference;
      }
    }
    return null;
  }

  /** The words of a line of a table; and since what is exposed is no user page, none lets a user write to it. */
  #line(directory: FrameNumber, table: Table, line: number, entries: EntryLine): Difference | null {
    const first = table.frame * FRAME_WORDS + line * LINE_WORDS;
    if (entries === EMPTY_ENTRY_LINE && areZero(this.#words, first, first + LINE_WORDS)) return null;
    for (let i = 0; i < LINE_WORDS; i++) {
      const entry = entries[i];
      const want = entry === null ? 0 : entryWord(entry);
      if (this.#words[first + i] >>> 0 !== want) return this.#wrong(tablePath(directory, table), line * LINE_WORDS + i, first + i, want);
      if (entry === null || !entry.present || !entry.writable) continue;
      const { status } = rowAt(this.#want.pages, entry.frame);
      if (status !== 'user') return { path: tablePath(directory, table), want: 'not writable', got: `user-writable ${status} frame ${entry.frame}` };
    }
    return null;
  }
}

/** The lines of the table with the same region and frame before, null if there was none. */
const linesBefore = (old: readonly Table[], table: Table): readonly EntryLine[] | null => {
  for (const other of old) if (other.region === table.region && other.frame === table.frame) return other.lines;
  return null;
};

/** The first region from `from` on that has a table; where the fixed ones begin if none below has. */
const nextTable = (space: Space, from: number): number => {
  for (const { region } of space.tables) if (region >= from) return region;
  return REGION.utop;
};

/** The first row from `from` on whose u-area is bound in the space; the end of the table if there is none. */
const nextUarea = (space: Space, from: number): number => {
  for (const index of space.uareas) if (index >= from) return index;
  return FRAME_WORDS;
};

const sameFrames = (a: readonly Table[], b: readonly Table[]): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i].region !== b[i].region || a[i].frame !== b[i].frame) return false;
  return true;
};

/** What each subsystem exposes. */
const EXPOSED: Readonly<Record<Subsystem, (exposure: Exposure) => Difference | null>> = {
  time: (exposure) => exposure.quanta(),
  memory: (exposure) => exposure.pages() ?? exposure.spaces(),
  environments: (exposure) => exposure.envs(),
};

const tablePath = (directory: FrameNumber, table: Table): string => `directory.${directory}.table.${table.region}`;

/** What the real tables let users write that is not a user page; by a walk of every space. */
const writableExposure = (machine: Machine, want: State): Difference | null => {
  for (let directory = 0; directory < want.spaces.length; directory++) {
    if (rowAt(want.spaces, directory) === null) continue;
    const found: Difference[] = [];
    walkSpace(machine, frameNumber(directory), (va, frame, userAccess, writable) => {
      if (!userAccess || !writable || found.length > 0) return;
      const status = frame < want.pages.length ? rowAt(want.pages, frame).status : 'absent';
      if (status !== 'user') found.push({ path: `exposed.directory.${directory}.${hex(va)}`, want: 'not writable', got: `user-writable ${status} frame ${frame}` });
    });
    if (found.length > 0) return found[0];
  }
  return null;
};

/**
 * The first exposed word that is not what the model's state says. With a previous
 * state only rows that are not identical to its rows are looked at; with null, all.
 */
export const exposureDifference = (machine: Machine, want: State, previous: State | null): Difference | null => {
  if (want === previous) return null;
  return new Exposure(machine, want, previous).difference() ?? (previous === null ? writableExposure(machine, want) : null);
};
