import { areEqual, includes, meet, normalised, withBits, type Bounds } from './bounds.ts';
import type { Relation } from './evaluate.ts';
import type { Width } from './width.ts';

/** Operands of a condition, after it. Those of which nothing new is known are the same objects as before. */
export interface Operands {
  readonly a: Bounds;
  readonly b: Bounds;
}

const unsignedWithin = (w: Width, a: Bounds, min: bigint, max: bigint): Bounds | null => {
  if (min <= a.unsignedMin && max >= a.unsignedMax) return a;
  return normalised(
    w, a.ones, a.unknown, min > a.unsignedMin ? min : a.unsignedMin, max < a.unsignedMax ? max : a.unsignedMax, a.signedMin, a.signedMax,
  );
};

const signedWithin = (w: Width, a: Bounds, min: bigint, max: bigint): Bounds | null => {
  if (min <= a.signedMin && max >= a.signedMax) return a;
  return normalised(
    w, a.ones, a.unknown, a.unsignedMin, a.unsignedMax, min > a.signedMin ? min : a.signedMin, max < a.signedMax ? max : a.signedMax,
  );
};

const both = (a: Bounds | null, b: Bounds | null): Operands | null => (a === null || b === null ? null : { a, b });
const turned = (operands: Operands | null): Operands | null => (operands === null ? null : { a: operands.b, b: operands.a });

/** a ≥ b + least, as unsigned numbers. */
const unsignedAbove = (w: Width, a: Bounds, b: Bounds, least: bigint): Operands | null =>
  both(unsignedWithin(w, a, b.unsignedMin + least, w.max), unsignedWithin(w, b, 0n, a.unsignedMax - least));

/** a ≥ b + least, as signed numbers. */
const signedAbove = (w: Width, a: Bounds, b: Bounds, least: bigint): Operands | null =>
  both(signedWithin(w, a, b.signedMin + least, w.signedMax), signedWithin(w, b, w.signedMin, a.signedMax - least));

/** A number that is not the value: it matters where the value is at an end of an interval. */
const without = (w: Width, a: Bounds, value: bigint): Bounds | null => {
  if (!includes(w, a, value)) return a;
  const signed = BigInt.asIntN(w.bits, value);
  const unsignedMin = a.unsignedMin === value ? value + 1n : a.unsignedMin;
  const unsignedMax = a.unsignedMax === value ? value - 1n : a.unsignedMax;
  const signedMin = a.signedMin === signed ? signed + 1n : a.signedMin;
  const signedMax = a.signedMax === signed ? signed - 1n : a.signedMax;
  if (unsignedMin === a.unsignedMin && unsignedMax === a.unsignedMax && signedMin === a.signedMin && signedMax === a.signedMax) return a;
  return unsignedMin > unsignedMax ? null : normalised(w, a.ones, a.unknown, unsignedMin, unsignedMax, signedMin, signedMax);
};

const different = (w: Width, a: Bounds, b: Bounds): Operands | null =>
  both(b.isConstant ? without(w, a, b.unsignedMin) : a, a.isConstant ? without(w, b, a.unsignedMin) : b);

const withKnown = (w: Width, a: Bounds, ones: bigint, zeros: bigint): Bounds | null => meet(w, a, withBits(w, ones, w.max & ~(ones | zeros)));

const isOneBit = (bits: bigint): boolean => (bits & (bits - 1n)) === 0n;

/** Some bit is set in both. If only one can be, it is. */
const sharing = (w: Width, a: Bounds, b: Bounds): Operands | null => {
  const common = (a.ones | a.unknown) & (b.ones | b.unknown);
  if (common === 0n) return null;
  return isOneBit(common) ? both(withKnown(w, a, common, 0n), withKnown(w, b, common, 0n)) : both(without(w, a, 0n), without(w, b, 0n));
};

/** No bit is set in both. */
const disjoint = (w: Width, a: Bounds, b: Bounds): Operands | null => both(withKnown(w, a, 0n, b.ones), withKnown(w, b, 0n, a.ones));

const equal = (w: Width, a: Bounds, b: Bounds): Operands | null => {
  const common = meet(w, a, b);
  return common === null ? null : { a: common, b: areEqual(common, b) ? b : common };
};

/** What the operands of a condition are where it holds; null if it holds nowhere. UDF-17. */
export const narrowing = (relation: Relation, w: Width, a: Bounds, b: Bounds): Operands | null => {
  switch (relation) {
    case 'JEQ': return equal(w, a, b);
    case 'JNE': return different(w, a, b);
    case 'JGT': return unsignedAbove(w, a, b, 1n);
    case 'JGE': return unsignedAbove(w, a, b, 0n);
    case 'JLT': return turned(unsignedAbove(w, b, a, 1n));
    case 'JLE': return turned(unsignedAbove(w, b, a, 0n));
    case 'JSGT': return signedAbove(w, a, b, 1n);
    case 'JSGE': return signedAbove(w, a, b, 0n);
    case 'JSLT': return turned(signedAbove(w, b, a, 1n));
    case 'JSLE': return turned(signedAbove(w, b, a, 0n));
    case 'JSET': return sharing(w, a, b);
    case 'JCLEAR': return disjoint(w, a, b);
    default: return relation satisfies never;
  }
};
