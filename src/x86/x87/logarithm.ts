import { add } from './addition.ts';
import { BIAS, Extended, Kind } from './extended.ts';
import { FRACTION_BITS, LN2, ONE, fixedOf, lowestExponent, oddSeries, product, quotient, setRounded, setScaled } from './fixedPoint.ts';
import type { Fpu } from './fpu.ts';
import { noteDenormals, settleNans } from './nans.ts';
import { PE, UE, ZE } from './statusBits.ts';
import { significandOf } from './wide.ts';

/* FYL2X and FYL2XP1: y * log2(x) and y * log2(x + 1), by ln f = 2 atanh((f - 1) / (f + 1)). */

/** The significand of the square root of 2, from which on a number counts as below the next power of 2. */
const ROOT_OF_2 = 0xb504f333f9de6484n;
const TWO_OVER_LN2 = quotient(2n * ONE, LN2);

/** log2 of a normalised number, in fixed point; of powers of two it is exact. */
function logarithm(x: Extended): bigint {
  return logarithmOf(significandOf(x), x.exponent - BIAS);
}

/** log2 of `significand` * 2^(`exponent` - 63); the significand has 64 bits. */
function logarithmOf(significand: bigint, exponent: number): bigint {
  const upper = significand >= ROOT_OF_2;
  const base = 1n << (upper ? 64n : 63n);
  const whole = BigInt(exponent + (upper ? 1 : 0)) * ONE;
  if (significand === base) return whole;
  const z = quotient(significand - base, significand + base);
  return whole + product(product(z, oddSeries(product(z, z))), TWO_OVER_LN2);
}

function isPowerOfTwo(x: Extended): boolean {
  return x.high === 1 << 31 && x.low === 0;
}

/** The sign of log2(x) for a positive x that is not 0: -1, 0 or 1. */
function signOfLogarithm(x: Extended): number {
  if (x.exponent < BIAS) return -1;
  return x.exponent === BIAS && isPowerOfTwo(x) ? 0 : 1;
}

/** FYL2X: y := y * log2(x). */
export function multiplyLogarithm(fpu: Fpu, y: Extended, x: Extended): void {
  const kindY = y.kind();
  const kindX = x.kind();
  if (settleNans(fpu, y, kindY, x, kindX, y)) return;
  if (kindX === Kind.Zero) {
    ofZero(fpu, y, kindY);
    return;
  }
  if (x.sign !== 0) {
    fpu.invalid(y);
    return;
  }
  if (kindX === Kind.Denormal) x.normalise();
  const order = kindX === Kind.Infinity ? 1 : signOfLogarithm(x);
  if ((kindX === Kind.Infinity && kindY === Kind.Zero) || (kindY === Kind.Infinity && order === 0)) {
    fpu.invalid(y);
    return;
  }
  noteDenormals(fpu, kindY, kindX);
  const sign = y.sign ^ (order < 0 ? 1 : 0);
  if (kindX === Kind.Infinity || kindY === Kind.Infinity) y.setInfinity(sign);
  else if (kindY === Kind.Zero || order === 0) y.set(sign, 0, 0, 0);
  else {
    y.normalise();
    const value = logarithm(x);
    setRounded(fpu, y, sign, significandOf(y) * (value < 0n ? -value : value), lowestExponent(y) - FRACTION_BITS, isPowerOfTwo(x));
    // MCH-105: of a power of two the product is exact, but counts as inexact.
    fpu.flags |= y.exponent === 0 ? PE | UE : PE;
  }
}

function ofZero(fpu: Fpu, y: Extended, kindY: Kind): void {
  if (kindY === Kind.Zero) {
    fpu.invalid(y);
    return;
  }
  if (kindY !== Kind.Infinity) fpu.flags |= ZE;
  y.setInfinity(y.sign ^ 1);
}

/** From this exponent on, that of 1/2, 1 + x is formed first; below it that would lose bits. */
const LARGE_EXPONENT = BIAS - 1;

/** log2(1 + x) / x in fixed point for a normalised x whose magnitude is below 1/2. */
function logarithmFactor(x: Extended): bigint {
  const magnitude = fixedOf(x);
  const signed = x.sign === 0 ? magnitude : -magnitude;
  // z = x / (2 + x), and the logarithm is x times what follows.
  const inverse = quotient(ONE, 2n * ONE + signed);
  const z = product(signed, inverse);
  return product(product(inverse, oddSeries(product(z, z))), TWO_OVER_LN2);
}

/** FYL2XP1: y := y * log2(x + 1). MCH-106: it is for magnitudes of x below 1 - sqrt(1/2), but gives what FYL2X does of x + 1, rounded, elsewhere. */
export function multiplyLogarithmPlusOne(fpu: Fpu, y: Extended, x: Extended): void {
  const kindY = y.kind();
  const kindX = x.kind();
  if (settleNans(fpu, y, kindY, x, kindX, y)) return;
  if (x.exponent >= LARGE_EXPONENT) {
    const [one, sum] = [new Extended(), new Extended()];
    one.set(0, BIAS, 1 << 31, 0);
    add(fpu, x, one, false, sum);
    multiplyLogarithm(fpu, y, sum);
    return;
  }
  if (kindX === Kind.Zero && kindY === Kind.Infinity) {
    fpu.invalid(y);
    return;
  }
  noteDenormals(fpu, kindY, kindX);
  const sign = y.sign ^ x.sign;
  if (kindY === Kind.Infinity) y.setInfinity(sign);
  else if (kindY === Kind.Zero || kindX === Kind.Zero) y.set(sign, 0, 0, 0);
  else {
    y.normalise();
    x.normalise();
    setScaled(fpu, y, sign, significandOf(y) * significandOf(x), lowestExponent(y) + lowestExponent(x), logarithmFactor(x));
  }
}
