import type { RowNumber, Vector } from '../model/vector.ts';

const CHUNK_SHIFT = 4;
const CHUNK_MASK = 15;

/** The row at an index that lies inside the vector. */
export const rowAt = <Row, Index extends number>(vector: Vector<Row, Index>, index: RowNumber<Index>): Row =>
  vector.chunks[index >> CHUNK_SHIFT][index & CHUNK_MASK];

/**
 * One round of changes to a vector: the list of chunks is copied once, and a round
 * without changes gives the same vector back. Reused from step to step.
 */
export class VectorEdit<Row, Index extends number> {
  #base: Vector<Row, Index> = { length: 0, chunks: [] };
  #chunks: readonly (readonly Row[])[] = [];
  #copy: (readonly Row[])[] | null = null;

  begin(base: Vector<Row, Index>): void {
    this.#base = base;
    this.#chunks = base.chunks;
    this.#copy = null;
  }

  get(index: RowNumber<Index>): Row {
    return this.#chunks[index >> CHUNK_SHIFT][index & CHUNK_MASK];
  }

  set(index: RowNumber<Index>, row: Row): void {
    const at = index >> CHUNK_SHIFT;
    const chunk = this.#chunks[at];
    if (chunk[index & CHUNK_MASK] === row) return;
    if (this.#copy === null) {
      this.#copy = this.#base.chunks.slice();
      this.#chunks = this.#copy;
    }
    const fresh = chunk.slice();
    fresh[index & CHUNK_MASK] = row;
    this.#copy[at] = fresh;
  }

  done(): Vector<Row, Index> {
    return this.#copy === null ? this.#base : { length: this.#base.length, chunks: this.#copy };
  }
}
