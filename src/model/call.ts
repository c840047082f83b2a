import type { CallName } from '../abi/calls.ts';
import type { ErrorName } from '../abi/errors.ts';
import type { Registers, State } from './state.ts';

/** One check of a call, as data: the rule that states it, the error that it gives, and whether it passes. */
export interface Guard<Args> {
  readonly rule: string;
  readonly error: ErrorName;
  readonly test: (s: State, a: Args) => boolean;
}

/** A range of argument bytes. */
export interface ByteRange {
  readonly address: number;
  readonly length: number;
}

/** How many rows a call is charged for. */
export interface Rows<Args> {
  /** Rows that are asked for: charged unless a count is refused. */
  readonly asked: (r: Registers) => number;
  /** Rows that the effect works on: charged only if the call is accepted. */
  readonly done: (s: State, a: Args) => number;
}

/**
 * A call of the interface. ENT-3: counts, fetch, guards in order, effect.
 * The effect starts from a state whose clock and result registers are those of
 * the accepted call, and cannot fail.
 */
export interface Call<Args> {
  readonly name: CallName;
  /** Checked on the registers, before anything is fetched. */
  readonly counts: readonly Guard<Registers>[];
  /** Checked on every range that is not empty, before anything is fetched; null if the call fetches nothing. */
  readonly range: Guard<ByteRange> | null;
  /** The ranges of argument bytes, in the order in which they are fetched. */
  readonly fetch: (r: Registers) => readonly ByteRange[];
  /** The arguments; `bytes` are those of the ranges, joined; `caller` is a row index. */
  readonly decode: (r: Registers, bytes: readonly number[], caller: number) => Args;
  readonly guards: readonly Guard<Args>[];
  /** The value returned in EDX; null if the call has none. */
  readonly value: ((s: State, a: Args) => number) | null;
  readonly effect: (s: State, a: Args) => State;
  /** The effect rules that took place between two states, those of fetching apart; the first names what happened. */
  readonly effects: (s: State, a: Args, next: State) => readonly string[];
  readonly rows: Rows<Args>;
}

const NO_RANGES: readonly ByteRange[] = [];
export const fetchNothing = (): readonly ByteRange[] => NO_RANGES;
export const NO_COUNTS: readonly Guard<Registers>[] = [];
const none = (): number => 0;
export const NO_ROWS = { asked: none, done: none };
