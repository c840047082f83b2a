import { BIAS, EXPONENT_MAX, Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { settleNan } from './nans.ts';
import { round } from './rounding.ts';

/* Conversions between the registers' format and the two shorter ones (SDM vol. 1, 4.2.2). */

const SINGLE_BIAS = 127;
const SINGLE_MAX = 0xff;
const DOUBLE_BIAS = 1023;
const DOUBLE_MAX = 0x7ff;

/** Gives a number of a shorter format the exponent of the longer one; its significand lacks the integer bit. */
function widen(x: Extended, exponent: number, bias: number, max: number): void {
  if (exponent === 0) {
    if ((x.high | x.low) === 0) {
      x.exponent = 0;
      return;
    }
    // A denormal's exponent is that of the smallest normal numbers; it becomes a normal number here.
    x.exponent = BIAS - bias + 1;
    x.normalise();
    x.wasDenormal = true;
    return;
  }
  x.high |= 1 << 31;
  x.exponent = exponent === max ? EXPONENT_MAX : exponent - bias + BIAS;
}

/** Loads an IEEE single. A signalling NaN stays one. */
export function fromSingle(x: Extended, bits: number): void {
  x.set(bits >>> 31, 0, (bits & 0x7fffff) << 8, 0);
  widen(x, (bits >>> 23) & SINGLE_MAX, SINGLE_BIAS, SINGLE_MAX);
}

/** Loads an IEEE double from its upper and lower word. A signalling NaN stays one. */
export function fromDouble(x: Extended, upper: number, lower: number): void {
  x.set(upper >>> 31, 0, ((upper & 0xfffff) << 11) | (lower >>> 21), lower << 11);
  widen(x, (upper >>> 20) & DOUBLE_MAX, DOUBLE_BIAS, DOUBLE_MAX);
}

/** Rounds to `precision` bits and the exponents of a shorter format; then `x.exponent` has that format's bias. */
function narrow(fpu: Fpu, x: Extended, precision: number, bias: number, max: number): void {
  const kind = x.kind();
  if (settleNan(fpu, x, kind) || kind === Kind.Infinity) x.exponent = max;
  else if (kind !== Kind.Zero) {
    x.normalise();
    x.exponent += bias - BIAS;
    fpu.extra = 0;
    round(fpu, x, precision, max);
  }
}

/** The IEEE single nearest to `x`, which is used up. */
export function toSingle(fpu: Fpu, x: Extended): number {
  narrow(fpu, x, 24, SINGLE_BIAS, SINGLE_MAX);
  return (x.sign << 31) | (x.exponent << 23) | ((x.high >>> 8) & 0x7fffff);
}

/** Makes `x.high` and `x.low` the words of the IEEE double nearest to `x`. */
export function toDouble(fpu: Fpu, x: Extended): void {
  narrow(fpu, x, 53, DOUBLE_BIAS, DOUBLE_MAX);
  const lower = (x.high << 21) | (x.low >>> 11);
  x.high = (x.sign << 31) | (x.exponent << 20) | ((x.high >>> 11) & 0xfffff);
  x.low = lower;
}
