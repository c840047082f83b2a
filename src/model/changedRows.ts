import type { EnvIndex, FrameNumber, QuantumIndex } from '../abi/words.ts';
import type { State } from './state.ts';
import { changedIndices } from './vector.ts';

/** Two states, and the index of each row that is not identical in them, ascending. Looked for once for all that ask. */
export interface ChangedRows {
  readonly before: State;
  readonly after: State;
  readonly envs: readonly EnvIndex[];
  readonly pages: readonly FrameNumber[];
  readonly contents: readonly FrameNumber[];
  readonly spaces: readonly FrameNumber[];
  readonly quanta: readonly QuantumIndex[];
}

export const changedRows = (before: State, after: State): ChangedRows => ({
  before, after, envs: changedIndices(before.envs, after.envs), pages: changedIndices(before.pages, after.pages), contents: changedIndices(before.contents, after.contents),
  spaces: changedIndices(before.spaces, after.spaces), quanta: changedIndices(before.quanta, after.quanta),
});
