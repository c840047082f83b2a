import type { ErrorName } from '../abi/errors.ts';
import type { State } from './state.ts';

/** Why the kernel was entered; everything else it may look at is in the state at the trap. */
export interface Trap {
  readonly vector: number;
  /** Error code pushed by the processor, 0 if the vector has none. */
  readonly errorCode: number;
  /** CR2 for vector 14, else 0. */
  readonly address: number;
}

/** What the model says of one kernel entry. */
export interface Outcome {
  readonly next: State;
  /** Call name, 'unknown', 'exception', 'slice-end' or 'idle'. */
  readonly event: string;
  /** The guard that refused, or the effect rule that names what happened (for coverage and reports). */
  readonly rule: string;
  /** The error of a refusal; null when not refused. */
  readonly error: ErrorName | null;
  /** Effect rules that took place, for coverage. */
  readonly effects: readonly string[];
}
