import { BIAS, Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { noteDenormals, settleNan } from './nans.ts';
import { roundSignificand, shiftRight } from './rounding.ts';
import { IE, PE } from './statusBits.ts';

/** The exponent with which the significand is a whole number. */
const WHOLE = BIAS + 63;

/** Loads a signed word. */
export function fromInteger(x: Extended, value: number): void {
  x.setInteger(value < 0 ? 1 : 0, 0, value < 0 ? -value | 0 : value);
}

/** Loads a signed quadword. */
export function fromQuadword(x: Extended, upper: number, lower: number): void {
  if (upper >= 0) x.setInteger(0, upper, lower);
  else x.setInteger(1, lower === 0 ? -upper | 0 : ~upper, -lower | 0);
}

/** Rounds a finite number below 2^64 to a whole number: then its significand is that number. False if it reaches 2^64. */
function roundToWhole(fpu: Fpu, x: Extended): boolean {
  x.normalise();
  fpu.extra = 0;
  shiftRight(fpu, x, WHOLE - x.exponent);
  x.exponent = WHOLE;
  roundSignificand(fpu, x, 64);
  return x.exponent === WHOLE;
}

/** FRNDINT: rounds to a whole number in place. */
export function roundToInteger(fpu: Fpu, x: Extended): void {
  const kind = x.kind();
  if (settleNan(fpu, x, kind)) return;
  noteDenormals(fpu, kind, kind);
  if (kind === Kind.Infinity || kind === Kind.Zero || x.exponent >= WHOLE) return;
  roundToWhole(fpu, x);
  if (fpu.extra !== 0) fpu.flags |= PE;
  if ((x.high | x.low) === 0) x.exponent = 0;
  else x.normalise();
}

/** Whether a magnitude does not fit into a signed number of `bits` bits. */
function exceeds(x: Extended, bits: number): boolean {
  const high = x.high >>> 0;
  const low = x.low >>> 0;
  if (bits === 64) return high > 0x80000000 || (high === 0x80000000 && (x.sign === 0 || low !== 0));
  return high !== 0 || low > 2 ** (bits - 1) - (x.sign === 0 ? 1 : 0);
}

/** FIST: makes `x.high` and `x.low` the whole number of `bits` bits, or the integer indefinite if it does not fit. */
export function toInteger(fpu: Fpu, x: Extended, bits: number): void {
  const kind = x.kind();
  if (kind === Kind.Zero) return;
  if (kind >= Kind.Infinity || x.exponent > WHOLE || !roundToWhole(fpu, x) || exceeds(x, bits)) {
    fpu.roundedUp = false;
    integerIndefinite(fpu, x, bits);
    return;
  }
  if (fpu.extra !== 0) fpu.flags |= PE;
  if (x.sign === 0) return;
  x.high = x.low === 0 ? -x.high | 0 : ~x.high;
  x.low = -x.low | 0;
}

/** The smallest number of `bits` bits stands for what cannot be said (SDM vol. 1, table 8-10). */
export function integerIndefinite(fpu: Fpu, x: Extended, bits: number): void {
  fpu.flags |= IE;
  x.high = bits === 64 ? 1 << 31 : -1;
  x.low = bits === 64 ? 0 : -(2 ** (bits - 1));
}
