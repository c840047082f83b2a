import type { CallName } from '../abi/calls.ts';
import type { ErrorName } from '../abi/errors.ts';
import { type VirtualAddress, virtualAddress } from '../abi/words.ts';
import type { State } from './state.ts';

/** Why the kernel was entered; everything else it may look at is in the state at the trap. */
export interface Trap {
  readonly vector: number;
  /** Error code pushed by the processor, 0 if the vector has none. */
  readonly errorCode: number;
  /** CR2 for vector 14, else NO_ADDRESS. */
  readonly address: VirtualAddress;
}

/** What a trap reports, and the exception frame holds (LAY-10), where no address was at fault. */
export const NO_ADDRESS = virtualAddress(0);

/** A record of a batch that was attempted, told as if it had been a call of its own. BAT-3. */
export interface Act {
  /** Null if the record names no call. */
  readonly call: CallName | null;
  /** The guard that refused, BAT-4 for a forbidden record, ENT-5 for a missing byte (BAT-5), or the effect rule that names what happened. */
  readonly rule: string;
  /** The error of a record that was refused; null when it was done. */
  readonly error: ErrorName | null;
  /** The state that the earlier records left, with the record's words in the registers where a call has them. */
  readonly before: State;
  /** The state with the clock and the result registers of the call by itself; of a missing byte, as of a refusal with E_FAULT. */
  readonly after: State;
}

/** What the model says of one kernel entry. */
export interface Outcome {
  readonly next: State;
  /** Call name, 'unknown', 'exception', 'lent', 'slice-end' or 'idle'. */
  readonly event: string;
  /** The guard that refused, or the effect rule that names what happened (for coverage and reports). */
  readonly rule: string;
  /** The error of a refusal; null when not refused. */
  readonly error: ErrorName | null;
  /** Effect rules that took place, for coverage. */
  readonly effects: readonly string[];
  /** The records that a batch attempted, in order; null for every other entry, and for a batch that was itself refused or lacked a byte. */
  readonly acts: readonly Act[] | null;
}
