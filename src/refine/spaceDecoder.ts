import { KERNBASE, REGION_BYTES, UADDRS, UTOP, UVPT, UWINDOWS } from '../abi/addressMap.ts';
import { Broken } from '../abi/broken.ts';
import type { FrameMap } from '../abi/frameMap.ts';
import type { Geometry } from '../abi/geometry.ts';
import { ENTRY } from '../abi/layout.ts';
import { envIndex, type EnvIndex, frameNumber, type FrameNumber } from '../abi/words.ts';
import { NULL_FRAME, type Env, type Page, type Space, type Table } from '../model/state.ts';
import { decodeTableLines, redecodeTableLine } from './decodeFrames.ts';
import { FRAME_LINES, FRAME_WORDS } from './lineKinds.ts';
import type { VectorEdit } from './vectorEdit.ts';
import { firstNonZero } from './zeros.ts';

/** Directory indices of the regions that LAY-3 and LAY-16 name. */
export const REGION = {
  utop: UTOP / REGION_BYTES, windows: UWINDOWS / REGION_BYTES, uareas: UADDRS / REGION_BYTES,
  self: Math.floor(UVPT / REGION_BYTES), kernel: KERNBASE / REGION_BYTES,
} as const;

/** LAY-12 and LAY-16: the flags of an entry for a user table or u-area, of a read-only one, and of the kernel table. */
export const FLAGS_TABLE = ENTRY.present | ENTRY.writable | ENTRY.user | ENTRY.accessed | ENTRY.dirty;
export const FLAGS_READ_ONLY = ENTRY.present | ENTRY.user | ENTRY.accessed | ENTRY.dirty;
export const FLAGS_KERNEL = ENTRY.present | ENTRY.writable | ENTRY.accessed | ENTRY.dirty;

const FLAG_MASK = 0xfff;
const NO_OWNER = -1;
const NO_SPACE: Space = { uareaTable: NULL_FRAME, uareas: [], tables: [] };

/** The tables of the round that spaces are decoded against: rows as RAM has them now. */
export interface Rows {
  readonly pages: VectorEdit<Page, FrameNumber>;
  readonly envs: VectorEdit<Env, EnvIndex>;
  readonly spaces: VectorEdit<Space | null, FrameNumber>;
}

/**
 * Address spaces from directories and tables. A round collects what is dirty, then
 * `finish` decodes directories before tables, so that a line of a table is read by
 * the directory entry that names it now.
 */
export class SpaceDecoder {
  readonly #words: Int32Array;
  readonly #g: Geometry;
  readonly #map: FrameMap;
  readonly #rows: Rows;
  /** For each frame the index of the RAM word (a directory entry) that last named it as a table. */
  readonly #owners: Int32Array;
  readonly #directories: FrameNumber[] = [];
  readonly #tableLines: number[] = [];
  readonly #uareas: FrameNumber[] = [];
  readonly #suspects: FrameNumber[] = [];

  constructor(words: Int32Array, g: Geometry, map: FrameMap, rows: Rows) {
    this.#words = words;
    this.#g = g;
    this.#map = map;
    this.#rows = rows;
    this.#owners = new Int32Array(g.frames).fill(NO_OWNER);
  }

  /** Takes over the owners of tables from the state that the next round starts from. */
  restart(spaces: readonly (readonly (Space | null)[])[]): void {
    this.#owners.fill(NO_OWNER);
    for (let c = 0; c < spaces.length; c++) {
      for (let i = 0; i < spaces[c].length; i++) {
        const space = spaces[c][i];
        if (space === null) continue;
        const first = (c * 16 + i) * FRAME_WORDS;
        this.#owners[space.uareaTable] = first + REGION.uareas;
        for (const table of space.tables) this.#owners[table.frame] = first + table.region;
      }
    }
  }

  markDirectory(frame: FrameNumber): void {
    if (!this.#directories.includes(frame)) this.#directories.push(frame);
  }

  /** A line, by number, of a frame that was a table before and is one still. */
  markTableLine(line: number): void {
    this.#tableLines.push(line);
  }

  markUareas(directory: FrameNumber): void {
    if (!this.#uareas.includes(directory)) this.#uareas.push(directory);
  }

  /** A frame that became a table or ceased to be one: after the round its directory entries must agree. */
  markSuspect(frame: FrameNumber): void {
    this.#suspects.push(frame);
  }

  /** The space of a frame that is a directory no more. Its tables must have gone elsewhere. */
  drop(directory: FrameNumber): void {
    const space = this.#rows.spaces.get(directory);
    if (space === null) return;
    this.#suspectTables(space);
    this.#rows.spaces.set(directory, null);
  }

  finish(): void {
    if (this.#directories.length > 0) {
      for (const frame of this.#directories) this.#decodeDirectory(frame);
      this.#directories.length = 0;
    }
    if (this.#tableLines.length > 0) {
      for (const line of this.#tableLines) this.#decodeTableLine(line);
      this.#tableLines.length = 0;
    }
    if (this.#uareas.length > 0) {
      for (const directory of this.#uareas) this.#decodeUareas(directory);
      this.#uareas.length = 0;
    }
    if (this.#suspects.length > 0) {
      for (const frame of this.#suspects) this.#checkSuspect(frame);
      this.#suspects.length = 0;
    }
  }

  /** Forgets a round that ended in a failure. */
  abandon(): void {
    const lists = [this.#directories, this.#tableLines, this.#uareas, this.#suspects];
    for (const list of lists) if (list.length > 0) list.length = 0;
  }

  #suspectTables(space: Space): void {
    this.#suspects.push(space.uareaTable);
    for (const table of space.tables) this.#suspects.push(table.frame);
  }

  /** Whether the directory entry that last named the frame as a table names it still. */
  #isOwned(frame: FrameNumber): boolean {
    const at = this.#owners[frame];
    if (at === NO_OWNER) return false;
    const word = this.#words[at];
    return word >>> 12 === frame && (word & ENTRY.present) !== 0 && this.#rows.pages.get(Math.trunc(at / FRAME_WORDS)).status === 'directory';
  }

  #checkSuspect(frame: FrameNumber): void {
    const table = this.#rows.pages.get(frame).status === 'table';
    if (table !== this.#isOwned(frame)) {
      throw new Broken('STA-4', table ? `frame ${frame} is a table that no directory names` : `frame ${frame} is named as a table and is none`);
    }
  }

  /** LAY-12: the frame that a directory entry names as a table; one table belongs to one entry. */
  #tableFrame(at: number): FrameNumber {
    const word = this.#words[at];
    const frame = frameNumber(word >>> 12);
    if ((word & FLAG_MASK) !== FLAGS_TABLE || frame >= this.#g.frames) throw new Broken('LAY-12', `directory entry 0x${(word >>> 0).toString(16)} at physical ${at * 4}`);
    if (this.#rows.pages.get(frame).status !== 'table') throw new Broken('STA-4', `the directory entry at physical ${at * 4} names frame ${frame}, which is no table`);
    if (this.#owners[frame] !== at) {
      if (this.#isOwned(frame)) throw new Broken('STA-4', `table frame ${frame} is named by two directory entries`);
      this.#owners[frame] = at;
    }
    return frame;
  }

  #decodeDirectory(directory: FrameNumber): void {
    const words = this.#words;
    const first = directory * FRAME_WORDS;
    const old = this.#rows.spaces.get(directory) ?? NO_SPACE;
    const tables: Table[] = [];
    let next = 0;
    const end = first + REGION.utop;
    for (let at = firstNonZero(words, first, end); at < end; at = firstNonZero(words, at + 1, end)) {
      const region = at - first;
      const frame = this.#tableFrame(at);
      while (next < old.tables.length && old.tables[next].region < region) next++;
      const before = next < old.tables.length && old.tables[next].region === region ? old.tables[next] : null;
      if (before !== null && before.frame === frame) tables.push(before);
      else tables.push({ region, frame, lines: decodeTableLines(words, frame, this.#g.frames) });
    }
    this.#checkFixed(directory);
    const uareaTable = this.#tableFrame(first + REGION.uareas);
    if (old !== NO_SPACE) this.#suspectTables(old);
    if (old.uareaTable !== uareaTable) this.markUareas(directory);
    const same = old.uareaTable === uareaTable && tables.length === old.tables.length && tables.every((t, i) => t === old.tables[i]);
    if (!same) this.#rows.spaces.set(directory, { uareaTable, uareas: old.uareas, tables });
  }

  /** LAY-16: what every directory has at and above UTOP, but for its u-area table. */
  #checkFixed(directory: FrameNumber): void {
    const first = directory * FRAME_WORDS;
    for (let region = REGION.utop; region < FRAME_WORDS; region++) {
      if (region === REGION.uareas) continue;
      const want = region === REGION.windows ? this.#map.windowTable * 4096 + FLAGS_TABLE
        : region === REGION.self ? directory * 4096 + FLAGS_READ_ONLY
          : region === REGION.kernel ? this.#map.kernelTable * 4096 + FLAGS_KERNEL : 0;
      if (this.#words[first + region] !== want) throw new Broken('LAY-16', `entry ${region} of directory ${directory} is 0x${(this.#words[first + region] >>> 0).toString(16)}`);
    }
  }

  #decodeTableLine(line: number): void {
    const frame = frameNumber(Math.trunc(line / FRAME_LINES));
    if (!this.#isOwned(frame)) throw new Broken('STA-4', `frame ${frame} is a table that no directory names`);
    const at = this.#owners[frame];
    const directory = frameNumber(Math.trunc(at / FRAME_WORDS));
    const region = at % FRAME_WORDS;
    if (region === REGION.uareas) {
      this.markUareas(directory);
      return;
    }
    const space = this.#rows.spaces.get(directory);
    const index = space === null ? -1 : space.tables.findIndex((t) => t.region === region);
    if (space === null || index < 0) throw new Broken('STA-4', `table frame ${frame} belongs to no space`);
    const old = space.tables[index];
    const lines = redecodeTableLine(this.#words, frame, line % FRAME_LINES, this.#g.frames, old.lines);
    if (lines === old.lines) return;
    const tables = space.tables.slice();
    tables[index] = { region, frame, lines };
    this.#rows.spaces.set(directory, { uareaTable: space.uareaTable, uareas: space.uareas, tables });
  }

  #refuseUarea(directory: FrameNumber, first: number, i: number): never {
    throw new Broken('LAY-16', `entry ${i} of the u-area table of space ${directory} is 0x${(this.#words[first + i] >>> 0).toString(16)}`);
  }

  /** LAY-16, STA-8: entry i is env i's u-area exactly if env i is live in this space. */
  #decodeUareas(directory: FrameNumber): void {
    const space = this.#rows.spaces.get(directory);
    if (space === null) return;
    const first = space.uareaTable * FRAME_WORDS;
    const uareas: EnvIndex[] = [];
    for (let i = 0; i < this.#g.envs; i++) {
      const env = this.#rows.envs.get(i);
      const bound = env.status === 'live' && env.directory === directory;
      if (this.#words[first + i] >>> 0 !== (bound ? env.uarea * 4096 + FLAGS_TABLE : 0)) this.#refuseUarea(directory, first, i);
      if (bound) uareas.push(envIndex(i));
    }
    const beyond = firstNonZero(this.#words, first + this.#g.envs, first + FRAME_WORDS);
    if (beyond < first + FRAME_WORDS) this.#refuseUarea(directory, first, beyond - first);
    if (uareas.length === space.uareas.length && uareas.every((e, i) => e === space.uareas[i])) return;
    this.#rows.spaces.set(directory, { uareaTable: space.uareaTable, uareas, tables: space.tables });
  }
}
