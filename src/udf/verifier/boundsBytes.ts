import { Bounds, normalised, anything, withBits } from './bounds.ts';
import { W64, type Width } from './width.ts';

/*
 * What is known of parts of a number, and of a number that is made longer or turned around. UDF-14 to UDF-16.
 */

/** The lowest bits of a number. */
export const truncated = (from: Width, to: Width, a: Bounds): Bounds => {
  if (from === to || a.unsignedMax <= to.signedMax) return a;
  const shift = BigInt(to.bits);
  const isWithinOneTurn = a.unsignedMin >> shift === a.unsignedMax >> shift;
  const fits = a.signedMin >= to.signedMin && a.signedMax <= to.signedMax;
  return (
    normalised(
      to, a.ones & to.max, a.unknown & to.max, isWithinOneTurn ? a.unsignedMin & to.max : 0n, isWithinOneTurn ? a.unsignedMax & to.max : to.max,
      fits ? a.signedMin : to.signedMin, fits ? a.signedMax : to.signedMax,
    ) ?? anything(to)
  );
};

/** A number of `from` bits with zeros above. */
export const zeroExtended = (from: Width, a: Bounds): Bounds =>
  a.unsignedMax <= from.signedMax ? a : new Bounds(a.ones, a.unknown, a.unsignedMin, a.unsignedMax, a.unsignedMin, a.unsignedMax);

/** A number of `from` bits with its sign above. */
export const signExtended = (from: Width, to: Width, a: Bounds): Bounds => {
  if (a.unsignedMax <= from.signedMax) return a;
  const longer = (bits: bigint): bigint => BigInt.asUintN(to.bits, BigInt.asIntN(from.bits, bits));
  return normalised(to, longer(a.ones), longer(a.unknown), 0n, to.max, a.signedMin, a.signedMax) ?? anything(to);
};

/** The bytes of a natural of the width in reverse order. */
export const reversedBytes = (w: Width, value: bigint): bigint => {
  let rest = value;
  let turned = 0n;
  for (let i = 0; i < w.bits; i += 8) {
    turned = (turned << 8n) | (rest & 0xffn);
    rest >>= 8n;
  }
  return turned;
};

/** A 64-bit number with nothing above the width, its bytes in reverse order: what is known of its bits is all that remains. */
export const reversed = (w: Width, a: Bounds): Bounds => withBits(W64, reversedBytes(w, a.ones), reversedBytes(w, a.unknown));
