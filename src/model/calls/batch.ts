import { BATCH_COUNT_MAX, BATCH_RECORD_WORDS } from '../../abi/calls.ts';
import { type EnvIndex, virtualAddress } from '../../abi/words.ts';
import { NO_ROWS, noRanges, type Call } from '../call.ts';
import { wordsOfBytes } from '../digits.ts';
import type { Registers } from '../state.ts';
import { isInUserSpace } from '../targets.ts';

/** Nothing of the records is judged by the batch itself: what they ask for is judged when each is performed. */
export interface BatchArgs {
  readonly caller: EnvIndex;
}

/** A call number and six words. */
export type BatchRecord = readonly number[];

const RECORD_BYTES = 4 * BATCH_RECORD_WORDS;
const EFFECTS: readonly string[] = ['BAT-3', 'BAT-6', 'ENT-1'];

const plain = (word: number): number => word;

/** The records that the fetched bytes hold. */
export const recordsIn = (bytes: readonly number[]): readonly BatchRecord[] => {
  const words = wordsOfBytes(bytes, plain);
  const records: BatchRecord[] = [];
  for (let at = 0; at < words.length; at += BATCH_RECORD_WORDS) records.push(words.slice(at, at + BATCH_RECORD_WORDS));
  return records;
};

/** The registers with which the caller would make the call by itself. LAY-1. */
export const registersOfCall = ([eax, ebx, ecx, edx, esi, edi, ebp]: BatchRecord, { esp, eip, eflags }: Registers): Registers => ({
  eax, ecx, edx, ebx, esp, ebp, esi, edi, eip, eflags,
});

/** batch (records*, n). Its effect is what the records do; they follow once it is accepted. BAT-3. */
export const batch: Call<BatchArgs> = {
  name: 'batch',
  counts: [{ rule: 'BAT-1', error: 'E_INVAL', test: (_s, r) => r.ecx <= BATCH_COUNT_MAX }],
  range: { rule: 'BAT-2', error: 'E_FAULT', test: isInUserSpace },
  fetch: (r) => [{ address: virtualAddress(r.ebx), length: RECORD_BYTES * r.ecx }],
  results: noRanges,
  decode: (_r, _bytes, caller) => ({ caller }),
  guards: [],
  elements: null,
  value: null,
  effect: (s) => s,
  effects: () => EFFECTS,
  rows: NO_ROWS,
};
