import type { Entry, Space, Table } from '../model/state.ts';
import type { Vector } from '../model/vector.ts';

/** Visits the rows that are not identical, by shared chunks. */
export const changedRows = <Row>(before: Vector<Row>, after: Vector<Row>, visit: (index: number, was: Row, is: Row) => void): void => {
  if (before === after) return;
  for (let c = 0; c < after.chunks.length; c++) {
    const was = before.chunks[c];
    const is = after.chunks[c];
    if (was === is) continue;
    for (let i = 0; i < is.length; i++) if (was[i] !== is[i]) visit(c * 16 + i, was[i], is[i]);
  }
};

const tableAt = (space: Space | null, region: number): Table | null => {
  if (space !== null) for (const table of space.tables) if (table.region === region) return table;
  return null;
};

const changedLines = (region: number, was: Table | null, is: Table | null, visit: (page: number, was: Entry | null, is: Entry | null) => void): void => {
  for (let line = 0; line < 64; line++) {
    const before = was === null ? null : was.lines[line];
    const after = is === null ? null : is.lines[line];
    if (before === after) continue;
    for (let i = 0; i < 16; i++) {
      const a = before === null ? null : before[i];
      const b = after === null ? null : after[i];
      if (a !== b) visit(region * 1024 + line * 16 + i, a, b);
    }
  }
};

/** Visits the page entries of a space that are not identical; a space or table that is absent has only empty entries. */
export const changedEntries = (was: Space | null, is: Space | null, visit: (page: number, was: Entry | null, is: Entry | null) => void): void => {
  if (was === is) return;
  for (const table of was?.tables ?? []) {
    const other = tableAt(is, table.region);
    if (other !== table && other?.lines !== table.lines) changedLines(table.region, table, other, visit);
  }
  for (const table of is?.tables ?? []) if (tableAt(was, table.region) === null) changedLines(table.region, null, table, visit);
};
