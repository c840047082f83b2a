import { BIAS, Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { fromInteger } from './integerFormats.ts';
import { noteDenormals, settleNan, settleNans } from './nans.ts';
import { round } from './rounding.ts';
import { ZE } from './statusBits.ts';

/** More steps than lead from the smallest number to the largest. */
const STEPS_MAX = 0x10000;

/** A number truncated to a whole one; at most `STEPS_MAX` of either sign. */
function wholeSteps(x: Extended): number {
  const bits = x.exponent - BIAS + 1;
  if (bits <= 0) return 0;
  const magnitude = bits > 16 ? STEPS_MAX : x.high >>> (32 - bits);
  return x.sign === 0 ? magnitude : -magnitude;
}

/** FSCALE: a := a * 2^trunc(b). The result is rounded to 64 bits whatever precision control says. */
export function scale(fpu: Fpu, a: Extended, b: Extended): void {
  const kindA = a.kind();
  const kindB = b.kind();
  if (settleNans(fpu, a, kindA, b, kindB, a)) return;
  if (kindB === Kind.Infinity) {
    if (kindA === (b.sign === 0 ? Kind.Zero : Kind.Infinity)) {
      fpu.invalid(a);
      return;
    }
    noteDenormals(fpu, kindA, kindB);
    if (b.sign === 0) a.setInfinity(a.sign);
    else a.set(a.sign, 0, 0, 0);
    return;
  }
  noteDenormals(fpu, kindA, kindB);
  if (kindA === Kind.Infinity || kindA === Kind.Zero) return;
  a.normalise();
  a.exponent += kindB === Kind.Zero ? 0 : wholeSteps(b);
  fpu.extra = 0;
  round(fpu, a, 64);
}

/** FXTRACT: `exponent`, the number, becomes its exponent; `significand` the number with the exponent of 1. */
export function extract(fpu: Fpu, exponent: Extended, significand: Extended): void {
  const kind = exponent.kind();
  const isNan = settleNan(fpu, exponent, kind);
  significand.copy(exponent);
  if (isNan) return;
  if (kind === Kind.Zero) {
    fpu.flags |= ZE;
    exponent.setInfinity(1);
    return;
  }
  noteDenormals(fpu, kind, kind);
  if (kind === Kind.Infinity) {
    exponent.setInfinity(0);
    return;
  }
  significand.normalise();
  fromInteger(exponent, significand.exponent - BIAS);
  significand.exponent = BIAS;
}
