import { BIAS } from './extended.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { round } from './rounding.ts';
import { setWide, significandOf } from './wide.ts';

/*
 * Fixed point with 192 bits behind the point, for the transcendental functions: far more than the 64 bits of a result,
 * so that what is lost here does not show after rounding (MCH-105).
 */

export const FRACTION_BITS = 192;
const FRACTION = BigInt(FRACTION_BITS);
export const ONE = 1n << FRACTION;

export function product(a: bigint, b: bigint): bigint {
  return (a * b) >> FRACTION;
}

export function quotient(a: bigint, b: bigint): bigint {
  return (a << FRACTION) / b;
}

/** `value` * 2^`exponent` in fixed point; rounded down if it is small. */
export function fixed(value: bigint, exponent: number): bigint {
  const shift = exponent + FRACTION_BITS;
  return shift >= 0 ? value << BigInt(shift) : value >> BigInt(-shift);
}

/** The exponent of the lowest bit of a normalised number's significand. */
export function lowestExponent(x: Extended): number {
  return x.exponent - BIAS - 63;
}

/** The magnitude of a normalised number in fixed point. */
export function fixedOf(x: Extended): bigint {
  return fixed(significandOf(x), lowestExponent(x));
}

/**
 * Makes `x` the number of magnitude `value` * 2^`exponent` with a sign, rounded to 64 bits. `exact` is false where the
 * true value is not quite that: irrational numbers count as a little above.
 */
export function setRounded(fpu: Fpu, x: Extended, sign: number, value: bigint, exponent: number, exact = false): void {
  x.sign = sign;
  setWide(fpu, x, exponent + BIAS + 63, value, !exact);
  round(fpu, x, 64);
}

/** The same for a magnitude that is a whole number times one in fixed point: `value` * 2^`exponent` * `factor`. */
export function setScaled(fpu: Fpu, x: Extended, sign: number, value: bigint, exponent: number, factor: bigint): void {
  setRounded(fpu, x, sign, value * factor, exponent - FRACTION_BITS);
}

/** 1 + w/3 + w^2/5 + w^3/7 ..., for w between -1/4 and 1/4: atanh(z)/z for w = z^2, atan(z)/z for w = -z^2. */
export function oddSeries(w: bigint): bigint {
  let sum = ONE;
  let power = w;
  for (let divisor = 3n; power !== 0n && power !== -1n; divisor += 2n) {
    sum += power / divisor;
    power = product(power, w);
  }
  return sum;
}

const THIRD = ONE / 3n;
/** ln 2 = 2 atanh(1/3). */
export const LN2 = 2n * product(THIRD, oddSeries(product(THIRD, THIRD)));

/** atan(1/n) in fixed point. */
export function arctangentOfInverse(n: bigint): bigint {
  return product(ONE / n, oddSeries(-(ONE / (n * n))));
}

/** Machin's formula. */
export const PI = 16n * arctangentOfInverse(5n) - 4n * arctangentOfInverse(239n);
