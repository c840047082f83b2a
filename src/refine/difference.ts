import type { Capability, Contents, Entry, EntryLine, Env, FloatingPoint, FrameContents, Line, Page, Processor, Quantum, Registers, Slot, Space, State, Table } from '../model/state.ts';
import type { Vector } from '../model/vector.ts';

/** The first place where two states differ, and both values as text. */
export interface Difference {
  /** For example `pages.17.writers`. */
  readonly path: string;
  readonly want: string;
  readonly got: string;
}

/*
 * Equality of rows, identity first: what two states share is not looked at. Rows that
 * both sides made anew are compared field by field, so identity never decides alone.
 */

const sameList = <T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean => {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !same(a[i], b[i])) return false;
  return true;
};

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean => {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

const sameCapability = (a: Capability, b: Capability): boolean => a.rights === b.rights && sameNumbers(a.name, b.name);

const sameSlot = (a: Slot, b: Slot): boolean => a === b || (a !== null && b !== null && sameCapability(a, b));

const sameRegisters = (a: Registers, b: Registers): boolean =>
  a === b || (a.eax === b.eax && a.ecx === b.ecx && a.edx === b.edx && a.ebx === b.ebx && a.esp === b.esp && a.ebp === b.ebp
    && a.esi === b.esi && a.edi === b.edi && a.eip === b.eip && a.eflags === b.eflags);

export const sameEnv = (a: Env, b: Env): boolean =>
  a.status === b.status && a.generation === b.generation && a.directory === b.directory && a.uarea === b.uarea
  && sameRegisters(a.registers, b.registers) && sameNumbers(a.floatingPoint, b.floatingPoint) && sameList(a.capabilities, b.capabilities, sameSlot);

export const samePage = (a: Page, b: Page): boolean =>
  a.status === b.status && a.readers === b.readers && a.writers === b.writers && a.pins === b.pins
  && a.readersLimit === b.readersLimit && a.writersLimit === b.writersLimit && sameList(a.acl, b.acl, sameSlot);

export const sameContents = (a: FrameContents, b: FrameContents): boolean => {
  if (a === null || b === null) return a === b;
  return sameList<Line>(a, b, sameNumbers);
};

const sameEntry = (a: Entry | null, b: Entry | null): boolean => {
  if (a === null || b === null) return a === b;
  return a.present === b.present && a.frame === b.frame && a.writable === b.writable && a.writeThrough === b.writeThrough
    && a.cacheDisable === b.cacheDisable && a.accessed === b.accessed && a.dirty === b.dirty && a.software === b.software && a.payload === b.payload;
};

const sameEntryLine = (a: EntryLine, b: EntryLine): boolean => sameList(a, b, sameEntry);

const sameTable = (a: Table, b: Table): boolean => a.region === b.region && a.frame === b.frame && sameList(a.lines, b.lines, sameEntryLine);

export const sameSpace = (a: Space | null, b: Space | null): boolean => {
  if (a === null || b === null) return a === b;
  return a.uareaTable === b.uareaTable && sameNumbers(a.uareas, b.uareas) && sameList(a.tables, b.tables, sameTable);
};

export const sameQuantum = (a: Quantum, b: Quantum): boolean => a.used === b.used && a.env === b.env && a.ticks === b.ticks && sameSlot(a.guard, b.guard);

const sameUnit = (a: FloatingPoint | null, b: FloatingPoint | null): boolean => a === b || (a !== null && b !== null && sameNumbers(a, b));

const sameProcessor = (a: Processor, b: Processor): boolean =>
  a === b || (a.clock === b.clock && a.running === b.running && a.quantum === b.quantum && a.deadline === b.deadline
    && sameRegisters(a.registers, b.registers) && sameUnit(a.unit, b.unit));

/** Index of the first row that differs, -1 if none does. Both vectors have the same length. */
const differingRow = <Row>(want: Vector<Row>, got: Vector<Row>, same: (a: Row, b: Row) => boolean): number => {
  const a = want.chunks;
  const b = got.chunks;
  for (let c = 0; c < a.length; c++) {
    const left = a[c];
    const right = b[c];
    if (left === right) continue;
    const first = c * 16;
    const end = Math.min(16, want.length - first);
    for (let i = 0; i < end; i++) if (left[i] !== right[i] && !same(left[i], right[i])) return first + i;
  }
  return -1;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** The innermost difference of two values that differ; it names the whole value where the shapes part. */
const innermost = (path: string, want: unknown, got: unknown): Difference => {
  if (isRecord(want) && isRecord(got)) {
    for (const key of new Set([...Object.keys(want), ...Object.keys(got)])) {
      if (differs(want[key], got[key])) return innermost(`${path}.${key}`, want[key], got[key]);
    }
  }
  return { path, want: JSON.stringify(want) ?? 'undefined', got: JSON.stringify(got) ?? 'undefined' };
};

const differs = (want: unknown, got: unknown): boolean => {
  if (want === got) return false;
  if (!isRecord(want) || !isRecord(got)) return true;
  const keys = Object.keys(want);
  return keys.length !== Object.keys(got).length || keys.some((key) => differs(want[key], got[key]));
};

const vectorDifference = <Row>(name: string, want: Vector<Row>, got: Vector<Row>, same: (a: Row, b: Row) => boolean): Difference | null => {
  if (want === got) return null;
  if (want.length !== got.length) return { path: `${name}.length`, want: String(want.length), got: String(got.length) };
  const index = differingRow(want, got, same);
  if (index < 0) return null;
  const row = (v: Vector<Row>): Row => v.chunks[Math.trunc(index / 16)][index % 16];
  return innermost(`${name}.${index}`, row(want), row(got));
};

/** The first difference of two states, null if they are equal in content. */
export const firstDifference = (want: State, got: State): Difference | null => {
  if (want === got) return null;
  if (want.boot !== got.boot && differs(want.boot, got.boot)) return innermost('boot', want.boot, got.boot);
  return (sameProcessor(want.processor, got.processor) ? null : innermost('processor', want.processor, got.processor))
    ?? vectorDifference('envs', want.envs, got.envs, sameEnv)
    ?? vectorDifference('pages', want.pages, got.pages, samePage)
    ?? vectorDifference('quanta', want.quanta, got.quanta, sameQuantum)
    ?? vectorDifference('spaces', want.spaces, got.spaces, sameSpace)
    ?? vectorDifference<Contents | null>('contents', want.contents, got.contents, sameContents);
};
