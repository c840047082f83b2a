import { ofIntegers, signedBetween, unsignedBetween, type Bounds } from './bounds.ts';
import { LOW_BITS, trailingZeros, type Width } from './width.ts';

/*
 * What division and modulo give, from what is known of their operands. By zero, division gives 0 and modulo the dividend. UDF-12.
 */

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const magnitude = (a: bigint): bigint => (a < 0n ? -a : a);

export const divide = (w: Width, a: Bounds, b: Bounds): Bounds => {
  if (b.unsignedMax === 0n) return unsignedBetween(w, 0n, 0n);
  const most = a.unsignedMax / max(b.unsignedMin, 1n);
  return unsignedBetween(w, b.unsignedMin === 0n ? 0n : a.unsignedMin / b.unsignedMax, most);
};

export const modulo = (w: Width, a: Bounds, b: Bounds): Bounds => {
  // Bits below the lowest one that the divisor may have are those of the dividend.
  const kept = LOW_BITS[trailingZeros(w, b.ones | b.unknown)];
  const isWithinOneTurn = b.isConstant && b.unsignedMin > 0n && a.unsignedMin / b.unsignedMin === a.unsignedMax / b.unsignedMin;
  const most = b.unsignedMin === 0n ? a.unsignedMax : min(a.unsignedMax, b.unsignedMax - 1n);
  return ofIntegers(
    w, a.ones & kept, (a.unknown & kept) | (w.max ^ kept), isWithinOneTurn ? a.unsignedMin % b.unsignedMin : 0n,
    isWithinOneTurn ? a.unsignedMax % b.unsignedMin : most, w.signedMin, w.signedMax,
  );
};

/** The ends of the negative and of the positive divisors. */
const divisorEnds = (b: Bounds): readonly bigint[] => [
  ...(b.signedMin < 0n ? [b.signedMin, min(b.signedMax, -1n)] : []),
  ...(b.signedMax > 0n ? [max(b.signedMin, 1n), b.signedMax] : []),
];

export const divideSigned = (w: Width, a: Bounds, b: Bounds): Bounds => {
  // Among divisors of one sign the quotient is greatest and least at the ends. The least number by -1 wraps around.
  const quotients = divisorEnds(b).flatMap((divisor) => [a.signedMin / divisor, a.signedMax / divisor]);
  if (b.signedMin <= 0n && b.signedMax >= 0n) quotients.push(0n);
  return signedBetween(w, quotients.reduce(min), quotients.reduce(max));
};

export const moduloSigned = (w: Width, a: Bounds, b: Bounds): Bounds => {
  const mayBeZero = b.signedMin <= 0n && b.signedMax >= 0n;
  const most = max(magnitude(b.signedMin), magnitude(b.signedMax)) - 1n;
  const low = mayBeZero ? a.signedMin : max(a.signedMin, -most);
  const high = mayBeZero ? a.signedMax : min(a.signedMax, most);
  return signedBetween(w, min(low, 0n), max(high, 0n));
};
