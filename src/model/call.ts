import type { CallName } from '../abi/calls.ts';
import type { ErrorName } from '../abi/errors.ts';
import type { EnvIndex, VirtualAddress } from '../abi/words.ts';
import type { Edit } from './edit.ts';
import type { Registers, State } from './state.ts';

/** One check of a call, as data: the rule that states it, the error that it gives, and whether it passes. */
export interface Guard<Args> {
  readonly rule: string;
  readonly error: ErrorName;
  readonly test: (s: State, a: Args) => boolean;
}

/** A range of argument bytes. */
export interface ByteRange {
  readonly address: VirtualAddress;
  readonly length: number;
}

/** How many rows a call is charged for. */
export interface Rows<Args> {
  /** Rows that are asked for: charged unless a count is refused. */
  readonly asked: (r: Registers) => number;
  /** Rows that the effect works on: charged only if the call is accepted. */
  readonly done: (s: State, a: Args) => number;
}

/** One check of each element of a range; `at` counts elements from 0. */
export interface ElementGuard<Args> {
  readonly rule: string;
  readonly error: ErrorName;
  readonly test: (s: State, a: Args, at: number) => boolean;
}

/** What a call on a range does element by element, each judged in the state that the earlier ones leave. */
export interface Elements<Args> {
  readonly count: (a: Args) => number;
  /** The checks of one element, in the page's order; all of an element's come before any of the next one's. */
  readonly guards: readonly ElementGuard<Args>[];
  /** Carries out an element that its guards have passed; a later one may still refuse the call, and then nothing has happened. */
  readonly apply: (e: Edit, a: Args, at: number) => void;
  /** What is left to the end of the call. */
  readonly settle: (before: State, e: Edit, a: Args) => void;
}

/**
 * A call of the interface. ENT-3: counts, fetch, guards in order, effect.
 * The effect starts from a state whose clock and result registers are those of
 * the accepted call, and cannot fail. Words are looked at only in the registers
 * that the functions are given, so that a call can be performed with others
 * than those of the processor.
 */
export interface Call<Args> {
  readonly name: CallName;
  /** Checked on the registers, before anything is fetched. */
  readonly counts: readonly Guard<Registers>[];
  /** Checked on every range that is not empty, before anything is fetched; null if the call has no range. */
  readonly range: Guard<ByteRange> | null;
  /** The ranges of argument bytes, in the order in which they are fetched. */
  readonly fetch: (r: Registers) => readonly ByteRange[];
  /** The ranges of result bytes, probed for writing after the others; the effect writes them. ENT-9. */
  readonly results: (r: Registers) => readonly ByteRange[];
  /** The arguments; `bytes` are those of the ranges, joined; `caller` is a row index. */
  readonly decode: (r: Registers, bytes: readonly number[], caller: EnvIndex) => Args;
  readonly guards: readonly Guard<Args>[];
  /** Null if the call has no elements, or no checks of them. */
  readonly elements: Elements<Args> | null;
  /** The value returned in EDX, from the state before the effect; null if the call has none. */
  readonly value: ((s: State, a: Args) => number) | null;
  readonly effect: (s: State, a: Args) => State;
  /** The effect rules that took place between the state that was judged and the one that the effect left, those of fetching apart; the first names what happened. */
  readonly effects: (s: State, a: Args, next: State) => readonly string[];
  readonly rows: Rows<Args>;
}

const NO_RANGES: readonly ByteRange[] = [];
export const noRanges = (): readonly ByteRange[] => NO_RANGES;
export const NO_COUNTS: readonly Guard<Registers>[] = [];
const none = (): number => 0;
export const NO_ROWS = { asked: none, done: none };
