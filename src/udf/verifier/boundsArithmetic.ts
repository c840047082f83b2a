import { ofIntegers, type Bounds } from './bounds.ts';
import { LOW_BITS, trailingZeros, type Width } from './width.ts';

/*
 * What addition, multiplication and the bitwise operations give, from what is known of their operands. UDF-11.
 */

/** The bits that may be one. */
const possible = (bounds: Bounds): bigint => bounds.ones | bounds.unknown;

/**
 * Known bits of a sum of three numbers, the last one a carry: a carry into a position only grows with the operands, so it is
 * known where the least and the greatest operands agree about it.
 */
const sumBits = (w: Width, aOnes: bigint, aUnknown: bigint, bOnes: bigint, bUnknown: bigint, carry: bigint): bigint => {
  const aMost = aOnes | aUnknown;
  const bMost = bOnes | bUnknown;
  const carriesLeast = (aOnes + bOnes + carry) ^ aOnes ^ bOnes;
  const carriesMost = (aMost + bMost + carry) ^ aMost ^ bMost;
  return (aUnknown | bUnknown | (carriesLeast ^ carriesMost)) & w.max;
};

/** Whether nothing is known of any bit from the lowest unknown one down; of a sum the intervals then say whatever the bits would. */
const areLowBitsUnknown = (a: Bounds, b: Bounds): boolean => {
  const unknown = a.unknown | b.unknown;
  return (unknown & (unknown + 1n)) === 0n;
};

export const add = (w: Width, a: Bounds, b: Bounds): Bounds => {
  const unknown = areLowBitsUnknown(a, b) ? w.max : sumBits(w, a.ones, a.unknown, b.ones, b.unknown, 0n);
  return ofIntegers(
    w, unknown === w.max ? 0n : (a.ones + b.ones) & w.max & ~unknown, unknown, a.unsignedMin + b.unsignedMin, a.unsignedMax + b.unsignedMax,
    a.signedMin + b.signedMin, a.signedMax + b.signedMax,
  );
};

export const subtract = (w: Width, a: Bounds, b: Bounds): Bounds => {
  const bZeros = w.max ^ possible(b); // To subtract is to add the complement and one.
  const unknown = areLowBitsUnknown(a, b) ? w.max : sumBits(w, a.ones, a.unknown, bZeros, b.unknown, 1n);
  return ofIntegers(
    w, unknown === w.max ? 0n : (a.ones + bZeros + 1n) & w.max & ~unknown, unknown, a.unsignedMin - b.unsignedMax, a.unsignedMax - b.unsignedMin,
    a.signedMin - b.signedMax, a.signedMax - b.signedMin,
  );
};

const least = (numbers: readonly bigint[]): bigint => numbers.reduce((a, b) => (a < b ? a : b));
const greatest = (numbers: readonly bigint[]): bigint => numbers.reduce((a, b) => (a > b ? a : b));

export const multiply = (w: Width, a: Bounds, b: Bounds): Bounds => {
  // Of 2^i·x and 2^j·y, with k low bits of x and l of y known, the lowest i + j + min(k, l) bits of the product are known.
  const aZeros = trailingZeros(w, possible(a));
  const bZeros = trailingZeros(w, possible(b));
  const aKnown = trailingZeros(w, a.unknown);
  const bKnown = trailingZeros(w, b.unknown);
  const known = LOW_BITS[Math.min(w.bits, aZeros + bZeros + Math.min(aKnown - aZeros, bKnown - bZeros))];
  const corners = [a.signedMin * b.signedMin, a.signedMin * b.signedMax, a.signedMax * b.signedMin, a.signedMax * b.signedMax];
  return ofIntegers(
    w, (a.ones * b.ones) & known, w.max ^ known, a.unsignedMin * b.unsignedMin, a.unsignedMax * b.unsignedMax, least(corners), greatest(corners),
  );
};

/** The least result of a mask: where it takes away the lowest bits only, greater numbers give greater results. */
const leastMasked = (w: Width, a: Bounds, mask: Bounds): bigint => {
  if (!mask.isConstant) return 0n;
  const cleared = w.max ^ mask.ones;
  return (cleared & (cleared + 1n)) === 0n ? a.unsignedMin & mask.ones : 0n;
};

export const and = (w: Width, a: Bounds, b: Bounds): Bounds => {
  const ones = a.ones & b.ones;
  const max = a.unsignedMax < b.unsignedMax ? a.unsignedMax : b.unsignedMax;
  return ofIntegers(w, ones, (possible(a) & possible(b)) ^ ones, leastMasked(w, a, b), max, w.signedMin, w.signedMax);
};

export const or = (w: Width, a: Bounds, b: Bounds): Bounds => {
  const ones = a.ones | b.ones;
  const min = a.unsignedMin > b.unsignedMin ? a.unsignedMin : b.unsignedMin;
  return ofIntegers(w, ones, (possible(a) | possible(b)) ^ ones, min, w.max, w.signedMin, w.signedMax);
};

export const xor = (w: Width, a: Bounds, b: Bounds): Bounds => {
  const unknown = a.unknown | b.unknown;
  return ofIntegers(w, (a.ones ^ b.ones) & ~unknown, unknown, 0n, w.max, w.signedMin, w.signedMax);
};
