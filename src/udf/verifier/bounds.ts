import { bitLength, LOW_BITS, W32, W64, type Width } from './width.ts';

/**
 * What is known of a number of some width: bits, an unsigned and a signed interval. All three hold, and each is as
 * narrow as the others make it. Immutable, so that what is equal may be shared. Bits by two masks: "Sound, Precise, and
 * Fast Abstract Interpretation with Tristate Numbers", Vishwanathan et al., CGO 2022.
 */
export class Bounds {
  /** Bits known to be one. */
  readonly ones: bigint;
  /** Bits of which nothing is known. */
  readonly unknown: bigint;
  readonly unsignedMin: bigint;
  readonly unsignedMax: bigint;
  readonly signedMin: bigint;
  readonly signedMax: bigint;
  readonly isConstant: boolean;

  constructor(ones: bigint, unknown: bigint, unsignedMin: bigint, unsignedMax: bigint, signedMin: bigint, signedMax: bigint) {
    this.ones = ones;
    this.unknown = unknown;
    this.unsignedMin = unsignedMin;
    this.unsignedMax = unsignedMax;
    this.signedMin = signedMin;
    this.signedMax = signedMax;
    this.isConstant = unsignedMin === unsignedMax;
  }
}

const anyOf = (w: Width): Bounds => new Bounds(0n, w.max, 0n, w.max, w.signedMin, w.signedMax);
const ANY_64 = anyOf(W64);
const ANY_32 = anyOf(W32);

/** Any number of the width. */
export const anything = (w: Width): Bounds => (w === W64 ? ANY_64 : w === W32 ? ANY_32 : anyOf(w));

/** Exactly this number, a natural of the width. */
export const exactly = (w: Width, value: bigint): Bounds => {
  const signed = value > w.signedMax ? value - w.span : value;
  return new Bounds(value, 0n, value, value, signed, signed);
};

/** The least number from `from` on whose known bits are as given; null if there is none of the width. */
const leastMatching = (w: Width, ones: bigint, unknown: bigint, from: bigint): bigint | null => {
  const wrong = (from ^ ones) & (w.max ^ unknown);
  if (wrong === 0n) return from;
  const at = bitLength(wrong) - 1;
  const upTo = LOW_BITS[at + 1];
  // Raising the highest wrong bit to one is enough; if it must become zero, the next free zero above it is raised.
  if (((ones >> BigInt(at)) & 1n) === 1n) return (from & ~upTo) | (ones & upTo);
  const free = unknown & ~from & ~upTo;
  if (free === 0n) return null;
  const raised = free & -free;
  return (from & ~(2n * raised - 1n)) | raised | (ones & (raised - 1n));
};

/** The greatest number up to `to` whose known bits are as given: the least one seen from above, with all bits turned over. */
const greatestMatching = (w: Width, ones: bigint, unknown: bigint, to: bigint): bigint | null => {
  const turned = leastMatching(w, w.max ^ unknown ^ ones, unknown, w.max ^ to);
  return turned === null ? null : w.max ^ turned;
};

/** Bounds of the numbers that have these bits and lie in both intervals, made consistent; null if there is no such number. */
export const normalised = (
  w: Width, ones: bigint, unknown: bigint, unsignedMin: bigint, unsignedMax: bigint, signedMin: bigint, signedMax: bigint,
): Bounds | null => {
  if (signedMin > signedMax) return null;
  let min = unsignedMin;
  let max = unsignedMax;
  if (signedMin >= 0n || signedMax < 0n) {
    const from = signedMin < 0n ? signedMin + w.span : signedMin;
    const to = signedMax < 0n ? signedMax + w.span : signedMax;
    if (from > min) min = from;
    if (to < max) max = to;
  } else if (max < signedMin + w.span) {
    if (signedMax < max) max = signedMax; // No negative number is in the unsigned interval.
  } else if (min > signedMax) {
    if (signedMin + w.span > min) min = signedMin + w.span; // Nothing but negative numbers is.
  }
  if (min > max) return null;
  if (unknown !== w.max) {
    const least = leastMatching(w, ones, unknown, min);
    const greatest = greatestMatching(w, ones, unknown, max);
    if (least === null || greatest === null || least > greatest) return null;
    min = least;
    max = greatest;
  }
  // Both ends have the known bits, so what they begin with in common contradicts none of them.
  const below = LOW_BITS[bitLength(min ^ max)];
  const bits = ones | (min & ~below);
  const free = unknown & below;
  if (max <= w.signedMax) return new Bounds(bits, free, min, max, min, max);
  if (min > w.signedMax) return new Bounds(bits, free, min, max, min - w.span, max - w.span);
  return new Bounds(bits, free, min, max, signedMin, signedMax);
};

/**
 * What an operation gives: known bits, and the integers that it would give without a bound on their size, between two
 * numbers when the operands are taken as unsigned, between two others when as signed. Taken modulo the span.
 */
export const ofIntegers = (
  w: Width, ones: bigint, unknown: bigint, unsignedFrom: bigint, unsignedTo: bigint, signedFrom: bigint, signedTo: bigint,
): Bounds => {
  let unsignedMin = BigInt.asUintN(w.bits, unsignedFrom);
  let unsignedMax = BigInt.asUintN(w.bits, unsignedTo);
  if (unsignedMin > unsignedMax || unsignedTo - unsignedFrom > w.max) {
    unsignedMin = 0n;
    unsignedMax = w.max;
  }
  let signedMin = BigInt.asIntN(w.bits, signedFrom);
  let signedMax = BigInt.asIntN(w.bits, signedTo);
  if (signedMin > signedMax || signedTo - signedFrom > w.max) {
    signedMin = w.signedMin;
    signedMax = w.signedMax;
  }
  // Bounds of no number may have passed unnoticed; whatever is said of the result then is true.
  return normalised(w, ones, unknown, unsignedMin, unsignedMax, signedMin, signedMax) ?? anything(w);
};

/** An unsigned interval, and nothing else known. */
export const unsignedBetween = (w: Width, min: bigint, max: bigint): Bounds => ofIntegers(w, 0n, w.max, min, max, w.signedMin, w.signedMax);

/** A signed interval, and nothing else known. */
export const signedBetween = (w: Width, min: bigint, max: bigint): Bounds => ofIntegers(w, 0n, w.max, 0n, w.max, min, max);

/** Known bits, and nothing else known. */
export const withBits = (w: Width, ones: bigint, unknown: bigint): Bounds => ofIntegers(w, ones, unknown, 0n, w.max, w.signedMin, w.signedMax);

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const greatest = (a: bigint, b: bigint): bigint => (a > b ? a : b);

export const areEqual = (a: Bounds, b: Bounds): boolean =>
  a === b ||
  (a.unsignedMin === b.unsignedMin && a.unsignedMax === b.unsignedMax && a.signedMin === b.signedMin && a.signedMax === b.signedMax &&
    a.ones === b.ones && a.unknown === b.unknown);

/** What holds of a number of which both hold: `a` itself if `b` adds nothing; null if there is no such number. */
export const meet = (w: Width, a: Bounds, b: Bounds): Bounds | null => {
  if (a === b) return a;
  if (b.isConstant) return includes(w, a, b.unsignedMin) ? (a.isConstant ? a : b) : null;
  if (a.isConstant) return includes(w, b, a.unsignedMin) ? a : null;
  if (((a.ones ^ b.ones) & ~(a.unknown | b.unknown)) !== 0n) return null;
  const both = normalised(
    w, a.ones | b.ones, a.unknown & b.unknown, greatest(a.unsignedMin, b.unsignedMin), least(a.unsignedMax, b.unsignedMax),
    greatest(a.signedMin, b.signedMin), least(a.signedMax, b.signedMax),
  );
  return both !== null && areEqual(both, a) ? a : both;
};

/** What holds of a number of which one of the two holds: one of them itself if it covers the other. */
export const join = (a: Bounds, b: Bounds): Bounds => {
  if (a === b) return a;
  const unknown = a.unknown | b.unknown | (a.ones ^ b.ones);
  const either = new Bounds(
    a.ones & ~unknown, unknown, least(a.unsignedMin, b.unsignedMin), greatest(a.unsignedMax, b.unsignedMax),
    least(a.signedMin, b.signedMin), greatest(a.signedMax, b.signedMax),
  );
  return areEqual(either, a) ? a : areEqual(either, b) ? b : either;
};

/** Whether a natural of the width is one of these numbers. */
export const includes = (w: Width, bounds: Bounds, value: bigint): boolean => {
  if (value < bounds.unsignedMin || value > bounds.unsignedMax || (value & ~bounds.unknown) !== bounds.ones) return false;
  // Of numbers that are not negative, both intervals are one.
  if (bounds.signedMin === bounds.unsignedMin && bounds.signedMax === bounds.unsignedMax) return true;
  const signed = BigInt.asIntN(w.bits, value);
  return signed >= bounds.signedMin && signed <= bounds.signedMax;
};
