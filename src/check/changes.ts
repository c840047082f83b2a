import { EMPTY_TABLE_LINES } from '../model/state.ts';
import type { Entry, EntryLine, Space, State, Table } from '../model/state.ts';
import { changedIndices, get } from '../model/vector.ts';

/** A page entry that is not identical in two states; a space or table that is absent has only empty entries. */
export interface EntryChange {
  /** Frame of the directory of the space. */
  readonly directory: number;
  readonly page: number;
  readonly was: Entry | null;
  readonly is: Entry | null;
}

/** What is not identical in two states: row indices of each table, ascending, and page entries. */
export interface Changes {
  readonly before: State;
  readonly after: State;
  readonly envs: readonly number[];
  readonly pages: readonly number[];
  readonly contents: readonly number[];
  readonly quanta: readonly number[];
  readonly spaces: readonly number[];
  readonly entries: readonly EntryChange[];
}

const NO_ENTRIES: readonly EntryChange[] = [];

const tableAt = (space: Space | null, region: number): Table | null => {
  if (space !== null) for (const table of space.tables) if (table.region === region) return table;
  return null;
};

const addLine = (directory: number, first: number, was: EntryLine, is: EntryLine, out: EntryChange[]): void => {
  for (let i = 0; i < 16; i++) if (was[i] !== is[i]) out.push({ directory, page: first + i, was: was[i], is: is[i] });
};

const addLines = (directory: number, region: number, was: Table | null, is: Table | null, out: EntryChange[]): void => {
  const before = was === null ? EMPTY_TABLE_LINES : was.lines;
  const after = is === null ? EMPTY_TABLE_LINES : is.lines;
  if (before === after) return;
  for (let line = 0; line < 64; line++) {
    if (before[line] !== after[line]) addLine(directory, region * 1024 + line * 16, before[line], after[line], out);
  }
};

const addEntries = (directory: number, was: Space | null, is: Space | null, out: EntryChange[]): void => {
  if (was !== null) for (const table of was.tables) addLines(directory, table.region, table, tableAt(is, table.region), out);
  if (is !== null) for (const table of is.tables) if (tableAt(was, table.region) === null) addLines(directory, table.region, null, table, out);
};

const entriesOf = (before: State, after: State, spaces: readonly number[]): readonly EntryChange[] => {
  if (spaces.length === 0) return NO_ENTRIES;
  const entries: EntryChange[] = [];
  for (const directory of spaces) addEntries(directory, get(before.spaces, directory), get(after.spaces, directory), entries);
  return entries;
};

const compute = (before: State, after: State): Changes => {
  const spaces = changedIndices(before.spaces, after.spaces);
  return {
    before, after, envs: changedIndices(before.envs, after.envs), pages: changedIndices(before.pages, after.pages),
    contents: changedIndices(before.contents, after.contents), quanta: changedIndices(before.quanta, after.quanta), spaces,
    entries: entriesOf(before, after, spaces),
  };
};

let last: Changes | null = null;

/**
 * What is not identical in two states. The theorems of one entry ask for the
 * same pair one after another, so the last answer is kept; it is a function of
 * the two immutable states alone.
 */
export const changesBetween = (before: State, after: State): Changes => {
  if (last !== null && last.before === before && last.after === after) return last;
  last = compute(before, after);
  return last;
};
