import { areEqual, includes, normalised, unsignedBetween, withBits, type Bounds } from '../../../src/udf/verifier/bounds.ts';
import type { Width } from '../../../src/udf/verifier/width.ts';

/*
 * Numbers so small that all of them can be looked at, and what can be known of one of them. Sets of them are masks: bit v
 * stands for v.
 */

/** Shifts take their counts modulo the width, so it is a power of two. */
export const W4: Width = { bits: 4, max: 15n, span: 16n, signedMin: -8n, signedMax: 7n };

export const ALL = Array.from({ length: 16 }, (_, value) => value);

export const setOf = (values: readonly number[]): number => values.reduce((set, value) => set | (1 << value), 0);
export const has = (set: number, value: number): boolean => ((set >> value) & 1) === 1;
export const membersOf = (bounds: Bounds): readonly number[] => ALL.filter((value) => includes(W4, bounds, BigInt(value)));

/** Known bits: each one, zero, one or unknown. */
export const KNOWN_BITS = ALL.flatMap((unknown) => ALL.filter((ones) => (ones & unknown) === 0).map((ones) => ({ ones: BigInt(ones), unknown: BigInt(unknown) })));

/** Intervals of naturals. */
export const INTERVALS = ALL.flatMap((min) => ALL.filter((max) => max >= min).map((max) => ({ min: BigInt(min), max: BigInt(max) })));

const signedInterval = (min: bigint, max: bigint): readonly Bounds[] => {
  const bounds = normalised(W4, 0n, 15n, 0n, 15n, min - 8n, max - 8n);
  return bounds === null ? [] : [bounds];
};

/** All tristate numbers, and all unsigned and signed intervals, each with its members. */
export const PURE: readonly { readonly bounds: Bounds; readonly members: readonly number[]; readonly set: number }[] = [
  ...KNOWN_BITS.map(({ ones, unknown }) => withBits(W4, ones, unknown)),
  ...INTERVALS.map(({ min, max }) => unsignedBetween(W4, min, max)),
  ...INTERVALS.flatMap(({ min, max }) => signedInterval(min, max)),
]
  .filter((one, index, all) => all.findIndex((other) => areEqual(one, other)) === index)
  .map((bounds) => ({ bounds, members: membersOf(bounds), set: setOf(membersOf(bounds)) }));
