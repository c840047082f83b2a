import type { State } from './state.ts';
import { changedIndices } from './vector.ts';

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

export const changedRows = (before: State, after: State): ChangedRows => ({
  before, after, envs: changedIndices(before.envs, after.envs), pages: changedIndices(before.pages, after.pages), contents: changedIndices(before.contents, after.contents),
  spaces: changedIndices(before.spaces, after.spaces), quanta: changedIndices(before.quanta, after.quanta),
});
