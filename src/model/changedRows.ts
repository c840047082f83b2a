import type { State } from './state.ts';
import type { Vector } from './vector.ts';

/** Two states, and the index of each row that is not identical in them, ascending. Looked for once for all that ask. */
export interface ChangedRows {
  readonly before: State;
  readonly after: State;
  readonly envs: readonly number[];
  readonly pages: readonly number[];
  readonly contents: readonly number[];
  readonly spaces: readonly number[];
  readonly quanta: readonly number[];
}

const NO_ROWS: readonly number[] = [];

const indices = <Row>(before: Vector<Row>, after: Vector<Row>): readonly number[] => {
  if (before === after) return NO_ROWS;
  const rows: number[] = [];
  for (let c = 0; c < after.chunks.length; c++) {
    const old = before.chunks[c];
    const chunk = after.chunks[c];
    if (old === chunk) continue;
    for (let i = 0; i < chunk.length && c * chunk.length + i < after.length; i++) {
      if (old[i] !== chunk[i]) rows.push(c * chunk.length + i);
    }
  }
  return rows;
};

export const changedRows = (before: State, after: State): ChangedRows => ({
  before, after, envs: indices(before.envs, after.envs), pages: indices(before.pages, after.pages), contents: indices(before.contents, after.contents),
  spaces: indices(before.spaces, after.spaces), quanta: indices(before.quanta, after.quanta),
});
