import { Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { toInteger } from './integerFormats.ts';
import { IE, PE } from './statusBits.ts';
import { significandOf } from './wide.ts';

/* Packed decimal: eighteen digits, two a byte, and a sign byte (SDM vol. 1, 4.7). A number keeps its sign in `sign`. */

const DIGITS = 18;
const DIGITS_END = 10n ** BigInt(DIGITS);

/** FBLD: the number that ten bytes say; digits above 9 count as what their bits are. */
export function fromDecimal(x: Extended, sign: number, bytes: readonly number[]): void {
  let value = 0n;
  for (let i = DIGITS / 2 - 1; i >= 0; i--) value = value * 100n + BigInt((bytes[i] >> 4) * 10 + (bytes[i] & 15));
  x.setInteger(sign, Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value)));
}

/** FBSTP: the ten bytes of a number, rounded to a whole one as rounding control says; x is used up. */
export function toDecimal(fpu: Fpu, x: Extended): number[] {
  const { sign } = x;
  const kind = x.kind();
  x.sign = 0;
  // Rounding down and up depend on the sign, which the conversion gets back for that.
  const value = magnitude(fpu, x, kind, sign);
  if (value < 0n || value >= DIGITS_END) {
    fpu.flags = (fpu.flags & ~PE) | IE;
    fpu.roundedUp = false;
    return decimalIndefinite();
  }
  const digits = value.toString().padStart(DIGITS, '0');
  const bytes = Array.from({ length: DIGITS / 2 }, (_, i) => Number.parseInt(digits.slice(DIGITS - 2 * i - 2, DIGITS - 2 * i), 16));
  return [...bytes, sign << 7];
}

/** The rounded magnitude, -1 if there is none. */
function magnitude(fpu: Fpu, x: Extended, kind: Kind, sign: number): bigint {
  if (kind >= Kind.Infinity) return -1n;
  x.sign = sign;
  toInteger(fpu, x, 64);
  if ((fpu.flags & IE) !== 0) return -1n;
  const value = BigInt.asIntN(64, significandOf(x));
  return value < 0n ? -value : value;
}

/** The bytes that stand for what cannot be said (SDM vol. 1, table 4-4). */
export function decimalIndefinite(): number[] {
  return [0, 0, 0, 0, 0, 0, 0, 0xc0, 0xff, 0xff];
}
