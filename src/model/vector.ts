/**
 * A persistent vector in chunks of sixteen: unchanged chunks are shared between
 * states, so comparison and copying cost what changed and not what exists.
 */
export interface Vector<Row> {
  readonly length: number;
  readonly chunks: readonly (readonly Row[])[];
}

const CHUNK = 16;

/** The row at an index; the index must lie inside the vector. */
export const get = <Row>(vector: Vector<Row>, index: number): Row => vector.chunks[Math.trunc(index / CHUNK)][index % CHUNK];

const NO_ROWS: readonly number[] = [];

/** The index of each row that is not identical in two vectors of the same length, ascending. */
export const changedIndices = <Row>(before: Vector<Row>, after: Vector<Row>): readonly number[] => {
  if (before === after) return NO_ROWS;
  const rows: number[] = [];
  for (let c = 0; c < after.chunks.length; c++) {
    const was = before.chunks[c];
    const is = after.chunks[c];
    if (was === is) continue;
    for (let i = 0, index = c * CHUNK; i < is.length && index < after.length; i++, index++) if (was[i] !== is[i]) rows.push(index);
  }
  return rows;
};

/** A vector whose every row is the same constant; all chunks are one shared chunk, the last one included. */
export const filled = <Row>(length: number, row: Row): Vector<Row> => {
  const chunk: Row[] = [];
  for (let i = 0; i < CHUNK; i++) chunk.push(row);
  const chunks: Row[][] = [];
  for (let i = 0; i < length; i += CHUNK) chunks.push(chunk);
  return { length, chunks };
};

/** The vector with one row replaced; returns the same vector when the row is identical. */
export const set = <Row>(vector: Vector<Row>, index: number, row: Row): Vector<Row> => {
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
export const mapped = <Row>(vector: Vector<Row>, change: (row: Row) => Row): Vector<Row> => {
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
