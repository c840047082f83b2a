import type { Plain } from '../abi/words.ts';

/**
 * A persistent vector in chunks of sixteen: unchanged chunks are shared between
 * states, so comparison and copying cost what changed and not what exists.
 * `Index` is the brand of its row numbers, of which nothing is stored.
 */
declare const indexedBy: unique symbol;
export interface Vector<Row, Index extends number = number> {
  [indexedBy]?(index: Index): void;
  readonly length: number;
  readonly chunks: readonly (readonly Row[])[];
}

const CHUNK = 16;

/** A row number as it is counted, or with the brand of the vector; with another brand it is none. */
export type RowNumber<Index extends number> = NoInfer<Index> | Plain;

/** The row at an index; the index must lie inside the vector. */
export const get = <Row, Index extends number>(vector: Vector<Row, Index>, index: RowNumber<Index>): Row => vector.chunks[Math.trunc(index / CHUNK)][index % CHUNK];

const NO_ROWS: readonly never[] = [];

/** The index of each row that is not identical in two vectors of the same length, ascending. */
export const changedIndices = <Row, Index extends number>(before: Vector<Row, Index>, after: Vector<Row, Index>): readonly Index[] => {
  if (before === after) return NO_ROWS;
  const rows: Index[] = [];
  for (let c = 0; c < after.chunks.length; c++) {
    const was = before.chunks[c];
    const is = after.chunks[c];
    if (was === is) continue;
    for (let i = 0, index = c * CHUNK; i < is.length && index < after.length; i++, index++) if (was[i] !== is[i]) rows.push(index as Index);
  }
  return rows;
};

/** A vector whose every row is the same constant; all chunks are one shared chunk, the last one included. */
export const filled = <Row, Index extends number>(length: number, row: Row): Vector<Row, Index> => {
  const chunk: Row[] = [];
  for (let i = 0; i < CHUNK; i++) chunk.push(row);
  const chunks: Row[][] = [];
  for (let i = 0; i < length; i += CHUNK) chunks.push(chunk);
  return { length, chunks };
};

/** The vector with one row replaced; returns the same vector when the row is identical. */
export const set = <Row, Index extends number>(vector: Vector<Row, Index>, index: RowNumber<Index>, row: Row): Vector<Row, Index> => {
  const at = Math.trunc(index / CHUNK);
  const chunk = vector.chunks[at];
  if (chunk[index % CHUNK] === row) return vector;
  const copy = chunk.slice();
  copy[index % CHUNK] = row;
  const chunks = vector.chunks.slice();
  chunks[at] = copy;
  return { length: vector.length, chunks };
};

/** The vector with every row replaced by what `change` makes of it; chunks in which nothing changes are shared. */
export const mapped = <Row, Index extends number>(vector: Vector<Row, Index>, change: (row: Row) => Row): Vector<Row, Index> => {
  let chunks: (readonly Row[])[] | null = null;
  for (let at = 0; at < vector.chunks.length; at++) {
    const old = vector.chunks[at];
    const chunk = old.map(change);
    if (chunk.every((row, i) => row === old[i])) continue;
    chunks ??= vector.chunks.slice();
    chunks[at] = chunk;
  }
  return chunks === null ? vector : { length: vector.length, chunks };
};
