import { BIAS, Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { noteDenormals, settleNans } from './nans.ts';
import { precisionOf, round } from './rounding.ts';

const WORD = 0x100000000;

/** The upper word of the product of two unsigned words, unsigned. */
function multiplyHigh(a: number, b: number): number {
  const lowA = a & 0xffff;
  const highA = a >>> 16;
  const lowB = b & 0xffff;
  const highB = b >>> 16;
  const first = highA * lowB + ((lowA * lowB) >>> 16);
  const second = lowA * highB + (first & 0xffff);
  return highA * highB + (first >>> 16) + (second >>> 16);
}

/** FMUL: `to` := a * b. The operands are used up. */
export function multiply(fpu: Fpu, a: Extended, b: Extended, to: Extended): void {
  const kindA = a.kind();
  const kindB = b.kind();
  if (settleNans(fpu, a, kindA, b, kindB, to)) return;
  const sign = a.sign ^ b.sign;
  const infinite = kindA === Kind.Infinity || kindB === Kind.Infinity;
  const zero = kindA === Kind.Zero || kindB === Kind.Zero;
  if (infinite && zero) {
    fpu.invalid(to);
    return;
  }
  noteDenormals(fpu, kindA, kindB);
  if (infinite) to.setInfinity(sign);
  else if (zero) to.set(sign, 0, 0, 0);
  else {
    a.normalise();
    b.normalise();
    multiplyFinite(fpu, a, b, to);
    to.sign = sign;
    round(fpu, to, precisionOf(fpu));
  }
}

/** The product of two normalised significands: its upper 64 bits in `to`, what is below them in `fpu.extra`. */
function multiplyFinite(fpu: Fpu, a: Extended, b: Extended, to: Extended): void {
  const low = Math.imul(a.low, b.low);
  const second = multiplyHigh(a.low, b.low) + (Math.imul(a.low, b.high) >>> 0) + (Math.imul(a.high, b.low) >>> 0);
  const third = multiplyHigh(a.low, b.high) + multiplyHigh(a.high, b.low) + (Math.imul(a.high, b.high) >>> 0) + Math.floor(second / WORD);
  const fourth = multiplyHigh(a.high, b.high) + Math.floor(third / WORD);
  to.set(0, a.exponent + b.exponent - BIAS + 1, fourth | 0, third | 0);
  fpu.extra = (second | 0) | (low !== 0 ? 1 : 0);
  if (to.high < 0) return;
  to.high = (to.high << 1) | (to.low >>> 31);
  to.low = (to.low << 1) | (fpu.extra >>> 31);
  fpu.extra <<= 1;
  to.exponent--;
}
