import { ENTRIES_PER_TABLE, PAGE_BYTES, REGION_BYTES } from '../abi/addressMap.ts';
import { Broken } from '../abi/broken.ts';
import { ENTRY } from '../abi/layout.ts';
import { type EnvIndex, type FrameNumber, pageEntryWord, type PageEntryWord, type VirtualAddress } from '../abi/words.ts';
import { has, quotient, remainder, weightIf } from './digits.ts';
import { EMPTY_ENTRY_LINE, EMPTY_TABLE_LINES, NO_ENTRY, NULL_FRAME, type Entry, type EntryLine, type Space, type State, type Table } from './state.ts';
import { get } from './vector.ts';

const LINE_ENTRIES = 16;
const SOFTWARE_VALUES = 8;

export const regionOf = (va: VirtualAddress): number => quotient(va, REGION_BYTES);
const indexOf = (va: VirtualAddress): number => remainder(quotient(va, PAGE_BYTES), ENTRIES_PER_TABLE);

/** The address space at a directory. STA-8. */
export const spaceAt = (s: State, directory: FrameNumber): Space => {
  const space = get(s.spaces, directory);
  if (space === null) throw new Broken('STA-8', `no address space at frame ${directory}`);
  return space;
};

export const tableAt = (space: Space, region: number): Table | null => {
  for (const table of space.tables) if (table.region === region) return table;
  return null;
};

/** The entry at an index of a table. */
export const entryIn = (table: Table, index: number): Entry | null => table.lines[Math.trunc(index / LINE_ENTRIES)][index % LINE_ENTRIES];

/** The entry of an address below UTOP; null where the word is 0 or there is no table. */
export const entryAt = (space: Space, va: VirtualAddress): Entry | null => {
  const table = tableAt(space, regionOf(va));
  return table === null ? null : entryIn(table, indexOf(va));
};

const withEntryInLine = (line: EntryLine, at: number, entry: Entry | null): EntryLine => {
  const copy = line.slice();
  copy[at] = entry;
  if (entry !== null) return copy;
  for (const other of copy) if (other !== null) return copy;
  return EMPTY_ENTRY_LINE;
};

const withLine = (lines: readonly EntryLine[], at: number, line: EntryLine): readonly EntryLine[] => {
  const copy = lines.slice();
  copy[at] = line;
  if (line !== EMPTY_ENTRY_LINE) return copy;
  for (const other of copy) if (other !== EMPTY_ENTRY_LINE) return copy;
  return EMPTY_TABLE_LINES;
};

const withTables = (space: Space, tables: readonly Table[]): Space => ({ uareaTable: space.uareaTable, uareas: space.uareas, tables });

/** The space with the entry of an address replaced; without a table there is nothing to replace. */
export const withEntry = (space: Space, va: VirtualAddress, entry: Entry | null): Space => {
  const region = regionOf(va);
  const at = space.tables.findIndex((table) => table.region === region);
  if (at < 0) return space;
  const table = space.tables[at];
  const index = indexOf(va);
  if (entryIn(table, index) === entry) return space;
  const lineAt = Math.trunc(index / LINE_ENTRIES);
  const line = withEntryInLine(table.lines[lineAt], index % LINE_ENTRIES, entry);
  const tables = space.tables.slice();
  tables[at] = { region, frame: table.frame, lines: withLine(table.lines, lineAt, line) };
  return withTables(space, tables);
};

/** The space with an empty table for a region that has none. */
export const withTable = (space: Space, region: number, frame: FrameNumber): Space => {
  const tables = space.tables.filter((table) => table.region < region);
  tables.push({ region, frame, lines: EMPTY_TABLE_LINES });
  for (const table of space.tables) if (table.region > region) tables.push(table);
  return withTables(space, tables);
};

export const withoutTable = (space: Space, region: number): Space => withTables(space, space.tables.filter((table) => table.region !== region));

/** The space with the u-area of a row bound; rows stay in ascending order. */
export const withUarea = (space: Space, row: EnvIndex): Space => ({
  uareaTable: space.uareaTable, uareas: [...space.uareas.filter((other) => other < row), row, ...space.uareas.filter((other) => other > row)], tables: space.tables,
});

/** Calls `visit` for each binding of a table. */
export const eachBinding = (table: Table, visit: (entry: Entry) => void): void => {
  for (const line of table.lines) {
    if (line === EMPTY_ENTRY_LINE) continue;
    for (const entry of line) if (entry !== null && entry.present) visit(entry);
  }
};

export const isEmptyTable = (table: Table): boolean => table.lines.every((line) => line === EMPTY_ENTRY_LINE || line.every((entry) => entry === null));

/** The binding that a word asks for, its frame chosen. LAY-12. */
export const bindingOf = (pte: PageEntryWord, frame: FrameNumber): Entry => ({
  present: true, frame, writable: has(pte, ENTRY.writable), writeThrough: has(pte, ENTRY.writeThrough),
  cacheDisable: has(pte, ENTRY.cacheDisable), accessed: has(pte, ENTRY.accessed), dirty: has(pte, ENTRY.dirty),
  software: remainder(quotient(pte, ENTRY.softwareUnit), SOFTWARE_VALUES), payload: NO_ENTRY,
});

/** The entry that holds a word of the library's own. LAY-12. */
export const payloadOf = (word: PageEntryWord): Entry | null =>
  word === 0
    ? null
    : { present: false, frame: NULL_FRAME, writable: false, writeThrough: false, cacheDisable: false, accessed: false, dirty: false, software: 0, payload: word };

/** The same entry as before, if what replaces it says nothing new. */
export const settledEntry = (old: Entry | null, entry: Entry | null): Entry | null =>
  old !== null && entry !== null && entryWord(old) === entryWord(entry) ? old : entry;

/** The entry after an access: accessed, by a write also dirty. MEM-8. */
export const used = (entry: Entry, write: boolean): Entry => {
  if (entry.accessed && (entry.dirty || !write)) return entry;
  return {
    present: entry.present, frame: entry.frame, writable: entry.writable, writeThrough: entry.writeThrough,
    cacheDisable: entry.cacheDisable, accessed: true, dirty: entry.dirty || write, software: entry.software, payload: entry.payload,
  };
};

/** The word of an entry. LAY-12. */
export const entryWord = (entry: Entry | null): PageEntryWord => {
  if (entry === null) return NO_ENTRY;
  if (!entry.present) return entry.payload;
  return pageEntryWord(
    entry.frame * PAGE_BYTES + ENTRY.present + ENTRY.user + weightIf(entry.writable, ENTRY.writable) +
    weightIf(entry.writeThrough, ENTRY.writeThrough) + weightIf(entry.cacheDisable, ENTRY.cacheDisable) +
    weightIf(entry.accessed, ENTRY.accessed) + weightIf(entry.dirty, ENTRY.dirty) + entry.software * ENTRY.softwareUnit,
  );
};
