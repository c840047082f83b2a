import * as fc from 'fast-check';
import { ENTRIES_PER_TABLE, PAD, PAGE_BYTES, REGION_BYTES, UADDRS } from '../../src/abi/addressMap.ts';
import { TICKS_MAX } from '../../src/abi/costs.ts';
import { INITIAL_FLOATING_POINT } from '../../src/abi/floatingPoint.ts';
import { frameMapOf } from '../../src/abi/frameMap.ts';
import { LIMIT_ALL, LIMIT_NONE, LIMIT_ONE, SMALL } from '../../src/abi/geometry.ts';
import type { Geometry } from '../../src/abi/geometry.ts';
import { ENV_ID_GENERATION_UNIT, RIGHTS_ALL } from '../../src/abi/layout.ts';
import { EFLAGS_BIRTH } from '../../src/abi/vectors.ts';
import { envId, envIndex, frameNumber, type FrameNumber, pageEntryWord, quantumIndex } from '../../src/abi/words.ts';
import { PAD_CODE, PAD_HANDLER } from '../../src/check/pad.ts';
import { EMPTY_ENTRY_LINE, EMPTY_TABLE_LINES, FREE_PAGE, FREE_QUANTUM, NO_ENTRY, NO_FLOATING_POINT, NULL_FRAME, ZERO_CONTENTS, ZERO_LINE, ZERO_REGISTERS } from '../../src/model/state.ts';
import type { Capability, Contents, Entry, Env, EntryLine, FloatingPoint, FrameContents, Page, Quantum, Registers, Slot, Space, State, Table } from '../../src/model/state.ts';
import { filled, set } from '../../src/model/vector.ts';
import type { Vector } from '../../src/model/vector.ts';

/**
 * Well-formed abstract states made directly: tables, bindings, counts, lists and
 * registers are chosen freely and put together so that STA-1 to STA-8 and FPU-1 hold. No
 * transition of the model takes part, so states are among them that no sequence
 * of calls reaches (a space without the pad, for one).
 */
const FRESH: Env = { status: 'free', generation: 1, directory: NULL_FRAME, uarea: NULL_FRAME, capabilities: [], registers: ZERO_REGISTERS, floatingPoint: NO_FLOATING_POINT };
const LINE_ENTRIES = 16;

/** Reads choices from a list of words that begins again when it is used up. */
class Choices {
  readonly #words: readonly number[];
  #at = 0;

  constructor(words: readonly number[]) {
    this.#words = words;
  }

  below(n: number): number {
    const round = Math.floor(this.#at / this.#words.length);
    return (this.#words[this.#at++ % this.#words.length] + round * 7919) % n;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
}

/** What is being put together: rows by index, entries by space and page number. */
class Builder {
  readonly choose: Choices;
  readonly geometry: Geometry;
  readonly envs = new Map<number, Env>();
  readonly pages = new Map<number, Page>();
  readonly contents = new Map<number, Contents>();
  readonly entries = new Map<number, Map<number, Entry>>();
  readonly uareaTables = new Map<number, number>();
  readonly tables = new Map<number, Map<number, number>>();
  readonly #pool: number[];

  constructor(choose: Choices) {
    this.choose = choose;
    this.geometry = { ...SMALL, readersLimit: choose.of([LIMIT_ALL, LIMIT_ALL, LIMIT_ONE]), writersLimit: choose.of([LIMIT_ALL, LIMIT_ONE, LIMIT_NONE]) };
    const { kernelFrames } = frameMapOf(this.geometry);
    this.#pool = Array.from({ length: this.geometry.frames - kernelFrames }, (_, i) => kernelFrames + i);
    for (let frame = 0; frame < kernelFrames; frame++) this.pages.set(frame, { ...FREE_PAGE, status: 'kernel' });
  }

  /** A free frame, anywhere in the pool. */
  take(): number {
    return this.#pool.splice(this.choose.below(this.#pool.length), 1)[0];
  }

  get framesLeft(): number {
    return this.#pool.length;
  }

  capability(rights: number): Capability {
    return { rights, name: Array.from({ length: this.choose.below(4) }, () => this.choose.below(3)) };
  }

  slots(count: number): Slot[] {
    const first: Slot = this.capability(RIGHTS_ALL);
    const rest = Array.from({ length: count - 1 }, (): Slot => (this.choose.chance(40) ? null : this.capability(this.choose.of([7, 7, 1, 4, 5, 0]))));
    return [first, ...rest];
  }

  words(first: readonly number[]): Contents {
    const line = [...first, ...ZERO_LINE].slice(0, LINE_ENTRIES);
    const other = this.choose.chance(50) ? ZERO_LINE : Array.from({ length: LINE_ENTRIES }, () => this.choose.below(2 ** 31));
    const canonical = (words: readonly number[]): readonly number[] => (words.every((word) => word === 0) ? ZERO_LINE : words);
    const lines = [canonical(line), canonical(other), ...ZERO_CONTENTS.slice(2)];
    return lines.every((each) => each === ZERO_LINE) ? ZERO_CONTENTS : lines;
  }

  userPage(pins: number): Page {
    const limits = pins > 0 ? [LIMIT_ALL] : [LIMIT_ALL, LIMIT_ALL, LIMIT_ONE];
    const acl = this.slots(this.geometry.aclEntries);
    return { status: 'user', readers: 0, writers: 0, pins, readersLimit: this.choose.of(limits), writersLimit: this.choose.of([...limits, LIMIT_NONE]), acl };
  }

  /** A directory with its table of u-areas; nothing else yet. */
  space(): number {
    const directory = this.take();
    const uareaTable = this.take();
    this.pages.set(directory, { ...FREE_PAGE, status: 'directory' });
    this.pages.set(uareaTable, { ...FREE_PAGE, status: 'table' });
    this.uareaTables.set(directory, uareaTable);
    this.entries.set(directory, new Map());
    this.tables.set(directory, new Map());
    return directory;
  }

  table(directory: number, region: number): void {
    const tables = this.tables.get(directory);
    if (tables === undefined || tables.has(region)) return;
    const frame = this.take();
    this.pages.set(frame, { ...FREE_PAGE, status: 'table' });
    tables.set(region, frame);
  }

  /** Binds a frame if the place is free and the limits allow it. */
  bind(directory: number, page: number, frame: number, writable: boolean): void {
    const entries = this.entries.get(directory);
    const row = this.pages.get(frame);
    if (entries === undefined || row === undefined || entries.has(page)) return;
    const fits = (count: number, limit: number): boolean => limit === LIMIT_ALL || count <= limit;
    const counted = { ...row, readers: row.readers + 1, writers: row.writers + (writable ? 1 : 0) };
    if (row.status === 'user' && !(fits(counted.readers, row.readersLimit) && fits(counted.writers, row.writersLimit))) return;
    this.pages.set(frame, counted);
    const accessed = this.choose.chance(50);
    entries.set(page, {
      present: true, frame: frameNumber(frame), writable, writeThrough: this.choose.chance(10), cacheDisable: this.choose.chance(10), accessed,
      dirty: accessed && writable && this.choose.chance(50), software: this.choose.below(8), payload: NO_ENTRY,
    });
  }
}

const registersOf = (choose: Choices, index: number): Registers =>
  ({ ...ZERO_REGISTERS, eax: choose.below(2 ** 31), ebp: choose.below(2 ** 31), esp: UADDRS + (index + 1) * PAGE_BYTES, eip: PAD, eflags: EFLAGS_BIRTH });

/** The initial state, or one whose registers, all of them empty, hold something. */
const floatingPointOf = (choose: Choices): FloatingPoint =>
  (choose.chance(50) ? INITIAL_FLOATING_POINT : INITIAL_FLOATING_POINT.map((word, i) => (i % 5 === 3 && i > 7 ? choose.below(2 ** 31) : word)));

const addEnvs = (b: Builder): number[] => {
  const { choose, geometry } = b;
  const last = 2 ** geometry.generationBits - 1;
  const spaces: number[] = [];
  const live: number[] = [];
  for (let index = 0; index < geometry.envs; index++) {
    if (!choose.chance(55) || b.framesLeft < 16) {
      b.envs.set(index, choose.chance(30) ? { ...FRESH, status: 'retired', generation: last } : { ...FRESH, generation: 1 + choose.below(last) });
      continue;
    }
    const directory = spaces.length > 0 && choose.chance(25) ? choose.of(spaces) : b.space();
    spaces.push(directory);
    const uarea = b.take();
    b.pages.set(uarea, b.userPage(1));
    b.contents.set(uarea, b.words([choose.of([1, 1, 0, 7]), choose.of([PAD_HANDLER, 0]), 0]));
    b.envs.set(index, { status: 'live', generation: 1 + choose.below(last), directory: frameNumber(directory), uarea: frameNumber(uarea), capabilities: b.slots(geometry.capabilitySlots), registers: registersOf(choose, index), floatingPoint: floatingPointOf(choose) });
    live.push(index);
  }
  return live;
};

const addBindings = (b: Builder): void => {
  const { choose } = b;
  const { pad } = frameMapOf(b.geometry);
  const padRegion = Math.floor(PAD / REGION_BYTES);
  for (const directory of b.tables.keys()) {
    if (choose.chance(85)) {
      b.table(directory, padRegion);
      b.bind(directory, PAD / PAGE_BYTES, pad, false);
    }
    if (choose.chance(70)) b.table(directory, choose.of([0, 1, 2, 900]));
  }
  const uareas = new Set(b.contents.keys());
  for (let count = choose.below(6); count > 0 && b.framesLeft > 0; count--) {
    const frame = b.take();
    b.pages.set(frame, b.userPage(0));
    b.contents.set(frame, b.words([choose.below(2 ** 31)]));
  }
  for (let attempt = 0; attempt < 14; attempt++) {
    const directory = choose.of([...b.tables.keys(), 0]);
    const regions = [...(b.tables.get(directory)?.keys() ?? [])];
    if (regions.length === 0) continue;
    const page = choose.of(regions) * ENTRIES_PER_TABLE + choose.of([0, 1, 2, 15, 16, 1022]);
    if (choose.chance(15) && b.entries.get(directory)?.has(page) === false) {
      b.entries.get(directory)?.set(page, { ...NO_BINDING, payload: pageEntryWord(2 * (1 + choose.below(1000))) });
    } else b.bind(directory, page, choose.of([...b.contents.keys()]), choose.chance(50));
  }
  for (const [frame, page] of b.pages) {
    if (page.status !== 'user' || page.readers > 0 || uareas.has(frame)) continue;
    b.pages.delete(frame);
    b.contents.delete(frame);
  }
};

const NO_BINDING: Entry = { present: false, frame: NULL_FRAME, writable: false, writeThrough: false, cacheDisable: false, accessed: false, dirty: false, software: 0, payload: NO_ENTRY };

const tableOf = (region: number, frame: number, entries: ReadonlyMap<number, Entry>): Table => {
  const lineOf = (line: number): EntryLine => {
    const words = Array.from({ length: LINE_ENTRIES }, (_, i) => entries.get(region * ENTRIES_PER_TABLE + line * LINE_ENTRIES + i) ?? null);
    return words.every((word) => word === null) ? EMPTY_ENTRY_LINE : words;
  };
  const lines = Array.from({ length: ENTRIES_PER_TABLE / LINE_ENTRIES }, (_, line) => lineOf(line));
  return { region, frame: frameNumber(frame), lines: lines.every((line) => line === EMPTY_ENTRY_LINE) ? EMPTY_TABLE_LINES : lines };
};

const vectorOf = <Row, Index extends number>(length: number, absent: Row, rows: ReadonlyMap<number, Row>): Vector<Row, Index> => {
  let vector: Vector<Row, Index> = filled(length, absent);
  for (const [index, row] of rows) vector = set(vector, index, row);
  return vector;
};

const spacesOf = (b: Builder): Map<number, Space | null> =>
  new Map([...b.uareaTables].map(([directory, uareaTable]) => {
    const uareas = [...b.envs].filter(([, env]) => env.status === 'live' && env.directory === directory).map(([index]) => envIndex(index));
    const tables = [...(b.tables.get(directory) ?? [])].toSorted(([a], [z]) => a - z);
    return [directory, { uareaTable: frameNumber(uareaTable), uareas, tables: tables.map(([region, frame]) => tableOf(region, frame, b.entries.get(directory) ?? new Map())) }];
  }));

/** Puts a state together from a list of words. */
export const wellFormedState = (words: readonly number[]): State => {
  const choose = new Choices(words);
  const b = new Builder(choose);
  const live = addEnvs(b);
  addBindings(b);
  const idOf = (index: number): number => (b.envs.get(index)?.generation ?? 0) * ENV_ID_GENERATION_UNIT + index;
  const quanta = new Map<number, Quantum>();
  for (let row = 0; row < b.geometry.quanta && live.length > 0; row++) if (choose.chance(50)) quanta.set(row, { used: true, env: envId(idOf(choose.of(live))), ticks: choose.below(TICKS_MAX + 1), guard: b.capability(RIGHTS_ALL) });
  const clock = choose.below(100_000);
  const rows = [...quanta.keys()];
  const running = rows.length === 0 || choose.chance(15) ? -1 : choose.of(live);
  const runner = b.envs.get(running);
  const unit = runner !== undefined && choose.chance(30) ? runner.floatingPoint : null;
  if (runner !== undefined) b.envs.set(running, { ...runner, registers: ZERO_REGISTERS, floatingPoint: unit === null ? runner.floatingPoint : NO_FLOATING_POINT });
  const { geometry } = b;
  return {
    boot: { geometry, principals: [], quanta: [], pad: PAD_CODE },
    envs: vectorOf(geometry.envs, FRESH, b.envs),
    pages: vectorOf(geometry.frames, FREE_PAGE, b.pages),
    contents: vectorOf<FrameContents, FrameNumber>(geometry.frames, null, b.contents),
    spaces: vectorOf<Space | null, FrameNumber>(geometry.frames, null, spacesOf(b)),
    quanta: vectorOf(geometry.quanta, FREE_QUANTUM, quanta),
    processor: { clock, running: envIndex(running), quantum: quantumIndex(running < 0 ? 0 : choose.of(rows)), deadline: clock + 1 + choose.below(TICKS_MAX * geometry.tickCycles), registers: running < 0 ? ZERO_REGISTERS : registersOf(choose, running), unit },
  };
};

/** The words of one state, as an arbitrary that shrinks towards small choices. */
export const stateWords: fc.Arbitrary<number[]> = fc.array(fc.nat(), { minLength: 251, maxLength: 251, size: 'max' });
