import { BATCH_RECORD_WORDS, CALLS, type CallName } from '../../src/abi/calls.ts';
import type { State } from '../../src/model/state.ts';
import type { Outcome } from '../../src/model/trap.ts';
import { call, SCRATCH, store } from './machine.ts';

/** The seven words of a record. */
export const recordOf = (number: number, ...words: readonly number[]): readonly number[] =>
  Array.from({ length: BATCH_RECORD_WORDS }, (_, i) => (i === 0 ? number : (words[i - 1] ?? 0)));
export const record = (name: CallName, ...words: readonly number[]): readonly number[] => recordOf(CALLS[name].number, ...words);

export const storedRecords = (s: State, at: number, records: readonly (readonly number[])[]): State => store(s, at, ...records.flat());

/** A batch whose records lie in A's u-area. */
export const batched = (s: State, ...records: readonly (readonly number[])[]): Outcome =>
  call(storedRecords(s, SCRATCH, records), 'batch', SCRATCH, records.length);
