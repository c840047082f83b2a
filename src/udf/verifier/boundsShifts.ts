import { and } from './boundsArithmetic.ts';
import { exactly, ofIntegers, type Bounds } from './bounds.ts';
import { LOW_BITS, trailingZeros, type Width } from './width.ts';

/*
 * What shifts give, from what is known of the number and of the count, which is taken modulo the width. UDF-13.
 */

const countOf = (w: Width, count: Bounds): Bounds => (count.unsignedMax < BigInt(w.bits) ? count : and(w, count, exactly(w, BigInt(w.bits - 1))));

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

export const shiftLeft = (w: Width, a: Bounds, by: Bounds): Bounds => {
  const { unsignedMin: least, unsignedMax: most } = countOf(w, by);
  const zeros = LOW_BITS[Math.min(w.bits, trailingZeros(w, a.ones | a.unknown) + Number(least))];
  const isKnown = least === most;
  return ofIntegers(
    w, isKnown ? (a.ones << least) & w.max : 0n, isKnown ? (a.unknown << least) & w.max : w.max ^ zeros, a.unsignedMin << least, a.unsignedMax << most,
    min(a.signedMin << least, a.signedMin << most), max(a.signedMax << least, a.signedMax << most),
  );
};

export const shiftRight = (w: Width, a: Bounds, by: Bounds): Bounds => {
  const { unsignedMin: least, unsignedMax: most } = countOf(w, by);
  const isKnown = least === most;
  return ofIntegers(
    w, isKnown ? a.ones >> least : 0n, isKnown ? a.unknown >> least : w.max, a.unsignedMin >> most, a.unsignedMax >> least, w.signedMin, w.signedMax,
  );
};

const shiftedSign = (w: Width, bits: bigint, by: bigint): bigint => BigInt.asUintN(w.bits, BigInt.asIntN(w.bits, bits) >> by);

export const shiftRightSigned = (w: Width, a: Bounds, by: Bounds): Bounds => {
  const { unsignedMin: least, unsignedMax: most } = countOf(w, by);
  const low = min(a.signedMin >> least, a.signedMin >> most);
  const high = max(a.signedMax >> least, a.signedMax >> most);
  if (least !== most) return ofIntegers(w, 0n, w.max, 0n, w.max, low, high);
  return ofIntegers(w, shiftedSign(w, a.ones, least), shiftedSign(w, a.unknown, least), 0n, w.max, low, high);
};
