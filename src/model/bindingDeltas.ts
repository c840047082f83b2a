import type { FrameNumber } from '../abi/words.ts';
import type { ChangedRows } from './changedRows.ts';
import { EMPTY_ENTRY_LINE, EMPTY_TABLE_LINES, type EntryLine, type Space, type State, type Table } from './state.ts';
import { get } from './vector.ts';

/** How many uses of a frame the address spaces and environments record, or by how much that changed. */
export interface Uses {
  readers: number;
  writers: number;
  pins: number;
  /** Page tables and u-area tables in that frame. */
  tables: number;
}

/** Uses by frame; frames without an entry have none. */
export type UseMap = Map<FrameNumber, Uses>;

const usesOf = (map: UseMap, frame: FrameNumber): Uses => {
  const known = map.get(frame);
  if (known !== undefined) return known;
  const fresh: Uses = { readers: 0, writers: 0, pins: 0, tables: 0 };
  map.set(frame, fresh);
  return fresh;
};

const addLine = (map: UseMap, line: EntryLine, sign: number): void => {
  if (line === EMPTY_ENTRY_LINE) return;
  for (const entry of line) {
    if (entry === null || !entry.present) continue;
    const uses = usesOf(map, entry.frame);
    uses.readers += sign;
    if (entry.writable) uses.writers += sign;
  }
};

const addTable = (map: UseMap, table: Table, sign: number): void => {
  usesOf(map, table.frame).tables += sign;
  if (table.lines !== EMPTY_TABLE_LINES) for (const line of table.lines) addLine(map, line, sign);
};

/** Adds or takes away everything that a space uses. STA-3, STA-4. */
const addSpace = (map: UseMap, space: Space | null, sign: number): void => {
  if (space === null) return;
  usesOf(map, space.uareaTable).tables += sign;
  for (const table of space.tables) addTable(map, table, sign);
};

const addTableChange = (map: UseMap, before: Table, after: Table): void => {
  if (before === after || before.lines === after.lines) return;
  for (let i = 0; i < after.lines.length; i++) {
    if (before.lines[i] === after.lines[i]) continue;
    addLine(map, before.lines[i], -1);
    addLine(map, after.lines[i], 1);
  }
};

const addSpaceChange = (map: UseMap, before: Space | null, after: Space | null): void => {
  if (before === null || after === null || before.uareaTable !== after.uareaTable || before.tables.length !== after.tables.length) {
    addSpace(map, before, -1);
    addSpace(map, after, 1);
    return;
  }
  for (let i = 0; i < after.tables.length; i++) {
    const old = before.tables[i];
    const table = after.tables[i];
    if (old.frame === table.frame && old.region === table.region) addTableChange(map, old, table);
    else {
      addTable(map, old, -1);
      addTable(map, table, 1);
    }
  }
};

/** Bindings and tables of all spaces. */
export const spaceUses = (s: State, map: UseMap): void => {
  for (let frame = 0; frame < s.spaces.length; frame++) addSpace(map, get(s.spaces, frame), 1);
};

export const spaceUsesBetween = ({ before, after, spaces }: ChangedRows, map: UseMap): void => {
  for (const frame of spaces) addSpaceChange(map, get(before.spaces, frame), get(after.spaces, frame));
};

/** Pins of u-areas. */
export const uareaUses = (s: State, map: UseMap): void => {
  for (let index = 0; index < s.envs.length; index++) {
    const env = get(s.envs, index);
    if (env.status === 'live') usesOf(map, env.uarea).pins += 1;
  }
};

export const uareaUsesBetween = ({ before, after, envs }: ChangedRows, map: UseMap): void => {
  for (const index of envs) {
    const old = get(before.envs, index);
    const env = get(after.envs, index);
    if (old.status === env.status && old.uarea === env.uarea) continue;
    if (old.status === 'live') usesOf(map, old.uarea).pins -= 1;
    if (env.status === 'live') usesOf(map, env.uarea).pins += 1;
  }
};
