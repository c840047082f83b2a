import type { Vector } from '../model/vector.ts';

const CHUNK_SHIFT = 4;
const CHUNK_MASK = 15;

/** The row at an index that lies inside the vector. */
export const rowAt = <Row>(vector: Vector<Row>, index: number): Row => vector.chunks[index >> CHUNK_SHIFT][index & CHUNK_MASK];

/** A vector of the given rows, in chunks of sixteen. */
export const vectorOf = <Row>(rows: readonly Row[]): Vector<Row> => {
  const chunks: (readonly Row[])[] = [];
  for (let i = 0; i < rows.length; i += CHUNK_MASK + 1) chunks.push(rows.slice(i, i + CHUNK_MASK + 1));
  return { length: rows.length, chunks };
};

/**
 * One round of changes to a vector: each chunk that changes is copied once, and a
 * round without changes gives the same vector back. Reused from step to step.
 */
export class VectorEdit<Row> {
  #base: Vector<Row> | null = null;
  #length = 0;
  #chunks: readonly (readonly Row[])[] = [];
  #copy: Row[][] | null = null;

  begin(base: Vector<Row>): void {
    this.#base = base;
    this.#length = base.length;
    this.#chunks = base.chunks;
    this.#copy = null;
  }

  get(index: number): Row {
    return this.#chunks[index >> CHUNK_SHIFT][index & CHUNK_MASK];
  }

  set(index: number, row: Row): void {
    const at = index >> CHUNK_SHIFT;
    if (this.#chunks[at][index & CHUNK_MASK] === row) return;
    const base = this.#base;
    if (base === null) return;
    if (this.#copy === null) {
      // The chunks that are not copied below stay those of the base and are never written.
      this.#copy = base.chunks.slice() as Row[][];
      this.#chunks = this.#copy;
    }
    if (this.#copy[at] === base.chunks[at]) this.#copy[at] = base.chunks[at].slice();
    this.#copy[at][index & CHUNK_MASK] = row;
  }

  done(): Vector<Row> {
    const base = this.#base;
    this.#base = null;
    if (base !== null && this.#copy === null) return base;
    return { length: this.#length, chunks: this.#chunks };
  }
}
