import { areEqual, exactly, includes, meet, ofIntegers, type Bounds } from './bounds.ts';
import { signExtended, truncated, zeroExtended } from './boundsBytes.ts';
import { W32, W64, type Width } from './width.ts';

/** Greater differences from the length than this bound nothing that matters, and are forgotten. */
const LENGTH_BOUND_MAX = 2 ** 20;

/**
 * What is known of a 64-bit number, and how it is related to others of the same state.
 *
 * Two numbers with one root are a known distance apart: number − root = offset, modulo 2^64, or for the lower halves only
 * modulo 2^32. So what narrows one narrows the other. All constants have the root zero. An object stands for one value in a
 * state: a number that need not be equal to another one must be another object, even if the same is known of it.
 */
export class AbstractNumber {
  readonly full: Bounds;
  /** Of the lower half. It is the same object as `full` when that is less than 2^31. */
  readonly lower: Bounds;
  readonly root: AbstractNumber;
  readonly offset: bigint;
  readonly relatedBits: 32 | 64;
  /** The number is at most the length of the metadata plus this; Infinity if no such bound is known. Both are taken as naturals. */
  readonly lengthBound: number;
  /** The number is the lower half of this one times 2^32: the first of the two shifts by which compilers extend a half. */
  readonly raised: AbstractNumber | null;

  constructor(full: Bounds, lower: Bounds, root: AbstractNumber | null, offset: bigint, relatedBits: 32 | 64, lengthBound: number, raised: AbstractNumber | null) {
    this.full = full;
    this.lower = lower;
    this.root = root ?? this;
    this.offset = offset;
    this.relatedBits = relatedBits;
    this.lengthBound = lengthBound <= LENGTH_BOUND_MAX ? lengthBound : Infinity;
    this.raised = raised;
  }

  get isConstant(): boolean {
    return this.full.isConstant;
  }
}

/** What the lower half of a number is, as far as the whole number tells. */
const lowerOf = (full: Bounds): Bounds => truncated(W64, W32, full);

const zeroBounds = exactly(W64, 0n);

/** The constant 0, which is the root of all constants. */
export const ZERO = new AbstractNumber(zeroBounds, zeroBounds, null, 0n, 64, Infinity, null);

/** A natural below 2^64. */
export const constant = (value: bigint): AbstractNumber => {
  const full = exactly(W64, value);
  return new AbstractNumber(full, value <= W32.signedMax ? full : exactly(W32, value & W32.max), ZERO, value, 64, Infinity, null);
};

/** A number that is related to no other one. */
export const unrelated = (full: Bounds, lower: Bounds, lengthBound = Infinity): AbstractNumber =>
  full.isConstant ? constant(full.unsignedMin) : new AbstractNumber(full, lower, null, 0n, 64, lengthBound, null);

export const ofFull = (full: Bounds): AbstractNumber => unrelated(full, lowerOf(full));

/** A number with nothing in its upper half. */
export const ofLower = (lower: Bounds): AbstractNumber => unrelated(zeroExtended(W32, lower), lower);

const anyOfWidth = (w: Width): Bounds => ofIntegers(W64, 0n, w.max, 0n, w.max, W64.signedMin, W64.signedMax);
const anyWithSign = (w: Width): Bounds => ofIntegers(W64, 0n, W64.max, 0n, W64.max, w.signedMin, w.signedMax);

/** Any number of so many bits, with zeros or its sign above. Each call gives a number of its own. */
export const anyNumber = (w: Width, isSigned: boolean): AbstractNumber => ofFull(isSigned && w !== W64 ? anyWithSign(w) : anyOfWidth(w));

/** A number of which the same is known as of another one, a constant away from it. */
export const related = (full: Bounds, lower: Bounds, to: AbstractNumber, distance: bigint, relatedBits: 32 | 64, lengthBound: number): AbstractNumber => {
  if (full.isConstant) return constant(full.unsignedMin);
  return new AbstractNumber(full, lower, to.root, BigInt.asUintN(64, to.offset + distance), relatedBits, lengthBound, null);
};

/** Whole and half made consistent with each other; null if no number fits both. */
const consistent = (full: Bounds, lower: Bounds): readonly [Bounds, Bounds] | null => {
  if (full.isConstant && includes(W32, lower, full.unsignedMin & W32.max)) return [full, lowerOf(full)];
  const half = meet(W32, lower, lowerOf(full));
  if (half === null) return null;
  const upper = full.unsignedMin >> 32n;
  if (upper === full.unsignedMax >> 32n) {
    const whole = meet(W64, full, shiftedInto(upper, half));
    return whole === null ? null : [whole, half];
  }
  const bits = half.unknown | (full.unknown & ~W32.max);
  const ones = half.ones | (full.ones & ~W32.max);
  if (bits === full.unknown && ones === full.ones) return [full, half];
  const whole = meet(W64, full, ofIntegers(W64, ones, bits, 0n, W64.max, W64.signedMin, W64.signedMax));
  return whole === null ? null : [whole, half];
};

/** The numbers with a known upper half and a lower one of which these bounds hold. */
const shiftedInto = (upper: bigint, lower: Bounds): Bounds => {
  if (upper === 0n) return zeroExtended(W32, lower);
  const above = upper << 32n;
  return ofIntegers(W64, above | lower.ones, lower.unknown, above | lower.unsignedMin, above | lower.unsignedMax, W64.signedMin, W64.signedMax);
};

/**
 * The number with more known of it, in all other respects the same; itself if that is nothing new; null if no number is left.
 * One of `full` and `lower` says no less than the number's own.
 */
export const narrowed = (number: AbstractNumber, full: Bounds, lower: Bounds, lengthBound: number): AbstractNumber | null => {
  const bound = Math.min(number.lengthBound, lengthBound);
  if (full === number.full && lower === number.lower && bound === number.lengthBound) return number;
  // Of a number below 2^31, whole and half are one.
  const both = lower === number.full ? ([full, full] as const) : consistent(full, lower);
  if (both === null) return null;
  const [whole, half] = both;
  if (areEqual(whole, number.full) && areEqual(half, number.lower) && bound === number.lengthBound) return number;
  if (whole.isConstant) return constant(whole.unsignedMin);
  return new AbstractNumber(whole, half, number.root, number.offset, number.relatedBits, bound, number.raised);
};

/** A number with its lower half known by itself as well. Bounds that no number fits have passed unnoticed; then the whole alone is kept. */
export const ofFullAndLower = (full: Bounds, lower: Bounds): AbstractNumber => {
  const both = consistent(full, lower);
  return both === null ? ofFull(full) : unrelated(both[0], both[1]);
};

/** The lower half of a number, as 32-bit operations leave it; the number itself if it has nothing above. */
export const lowerHalf = (number: AbstractNumber): AbstractNumber =>
  number.full.unsignedMax <= W32.max ? number : related(zeroExtended(W32, number.lower), number.lower, number, 0n, 32, Infinity);

/** The lower half with its sign extended; the number itself if it is that already. */
export const signedLowerHalf = (number: AbstractNumber): AbstractNumber =>
  number.full.signedMin >= W32.signedMin && number.full.signedMax <= W32.signedMax
    ? number
    : related(signExtended(W32, W64, number.lower), number.lower, number, 0n, 32, Infinity);

/** A number with what holds of another one that is equal to it, or whose lower half is. */
export const asEqual = (number: AbstractNumber, other: AbstractNumber, equalBits: 32 | 64): AbstractNumber | null => {
  const lower = meet(W32, number.lower, other.lower);
  const full = equalBits === 32 ? number.full : meet(W64, number.full, other.full);
  if (lower === null || full === null) return null;
  return narrowed(number, full, lower, equalBits === 32 ? Infinity : other.lengthBound);
};
