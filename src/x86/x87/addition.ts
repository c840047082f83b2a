import { Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { noteDenormals, settleNans } from './nans.ts';
import { precisionOf, round, roundingMode, shiftRight } from './rounding.ts';
import { Rounding } from './statusBits.ts';

/** FADD, FSUB: `to` := a + b or a - b. The operands are used up. */
export function add(fpu: Fpu, a: Extended, b: Extended, negated: boolean, to: Extended): void {
  const kindA = a.kind();
  const kindB = b.kind();
  if (settleNans(fpu, a, kindA, b, kindB, to)) return;
  if (negated) b.sign ^= 1;
  if (kindA === Kind.Infinity && kindB === Kind.Infinity && a.sign !== b.sign) {
    fpu.invalid(to);
    return;
  }
  noteDenormals(fpu, kindA, kindB);
  if (kindA === Kind.Infinity || kindB === Kind.Infinity) to.setInfinity(kindA === Kind.Infinity ? a.sign : b.sign);
  else if (kindA === Kind.Zero && kindB === Kind.Zero) to.set(a.sign === b.sign ? a.sign : signOfZero(fpu), 0, 0, 0);
  else if (kindA === Kind.Zero || kindB === Kind.Zero) roundAlone(fpu, kindA === Kind.Zero ? b : a, to);
  else addFinite(fpu, a, b, to);
}

/** A difference of equal numbers is negative only when rounding down. */
function signOfZero(fpu: Fpu): number {
  return roundingMode(fpu) === Rounding.Down ? 1 : 0;
}

function roundAlone(fpu: Fpu, x: Extended, to: Extended): void {
  to.copy(x);
  to.normalise();
  fpu.extra = 0;
  round(fpu, to, precisionOf(fpu));
}

/** Whether the magnitude of a is below that of b; both are normalised. */
function isBelow(a: Extended, b: Extended): boolean {
  if (a.exponent !== b.exponent) return a.exponent < b.exponent;
  if (a.high !== b.high) return a.high >>> 0 < b.high >>> 0;
  return a.low >>> 0 < b.low >>> 0;
}

function addFinite(fpu: Fpu, a: Extended, b: Extended, to: Extended): void {
  a.normalise();
  b.normalise();
  const swapped = isBelow(a, b);
  const large = swapped ? b : a;
  const small = swapped ? a : b;
  fpu.extra = 0;
  shiftRight(fpu, small, large.exponent - small.exponent);
  to.copy(large);
  if (large.sign === small.sign) addMagnitude(fpu, to, small);
  else subtractMagnitude(fpu, to, small);
  if ((to.high | to.low | fpu.extra) === 0) to.set(signOfZero(fpu), 0, 0, 0);
  else round(fpu, to, precisionOf(fpu));
}

function addMagnitude(fpu: Fpu, to: Extended, small: Extended): void {
  const low = (to.low >>> 0) + (small.low >>> 0);
  const high = (to.high >>> 0) + (small.high >>> 0) + (low > 0xffffffff ? 1 : 0);
  to.low = low | 0;
  to.high = high | 0;
  if (high <= 0xffffffff) return;
  shiftRight(fpu, to, 1);
  to.high |= 1 << 31;
  to.exponent++;
}

/** What lies below the smaller number's significand borrows from the larger one. */
function subtractMagnitude(fpu: Fpu, to: Extended, small: Extended): void {
  const borrow = fpu.extra !== 0 ? 1 : 0;
  fpu.extra = -fpu.extra | 0;
  const low = (to.low >>> 0) - (small.low >>> 0) - borrow;
  to.high = ((to.high >>> 0) - (small.high >>> 0) - (low < 0 ? 1 : 0)) | 0;
  to.low = low | 0;
  normaliseWithExtra(fpu, to);
}

function normaliseWithExtra(fpu: Fpu, x: Extended): void {
  while (x.high === 0 && (x.low | fpu.extra) !== 0) {
    x.high = x.low;
    x.low = fpu.extra;
    fpu.extra = 0;
    x.exponent -= 32;
  }
  const distance = Math.clz32(x.high);
  if (distance === 0 || distance === 32) return;
  x.high = (x.high << distance) | (x.low >>> (32 - distance));
  x.low = (x.low << distance) | (fpu.extra >>> (32 - distance));
  fpu.extra <<= distance;
  x.exponent -= distance;
}
