import { BIAS, Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import { FRACTION_BITS, ONE, fixed, lowestExponent, product, quotient, setRounded, setScaled } from './fixedPoint.ts';
import type { Fpu } from './fpu.ts';
import { noteDenormals, settleNan } from './nans.ts';
import { significandOf } from './wide.ts';

/** Arguments from 2^63 on are not reduced (SDM vol. 1, 8.3.8). */
const ARGUMENT_BITS = 63;
/** MCH-105: half of the 66-bit pi by which arguments are reduced, in units of 2^-65. */
const HALF_PI = 0xc90fdaa22168c234cn >> 2n;
const UNIT_BITS = 65;

/** An argument that has been reduced: the sine and cosine of rest * 2^exponent, a quarter turn for each of `turns`. */
interface Reduced {
  readonly turns: number;
  readonly sign: number;
  /** The magnitude of what is left, at most an eighth of a turn. */
  readonly rest: bigint;
  readonly exponent: number;
}

function reduce(x: Extended): Reduced {
  const exponent = lowestExponent(x);
  // Below a half nothing is to be done, and the unit would lose bits.
  if (x.exponent < BIAS - 1) return { turns: 0, sign: 0, rest: significandOf(x), exponent };
  const whole = significandOf(x) << BigInt(exponent + UNIT_BITS);
  const turns = (2n * whole + HALF_PI) / (2n * HALF_PI);
  const rest = whole - turns * HALF_PI;
  return { turns: Number(turns & 3n), sign: rest < 0n ? 1 : 0, rest: rest < 0n ? -rest : rest, exponent: -UNIT_BITS };
}

/** 1 - u/(n(n+1)) + u^2/(n(n+1)(n+2)(n+3)) ..., a little below: the cosine for n = 1, the sine over its argument for n = 2. */
function series(u: bigint, first: bigint): bigint {
  let sum = ONE - 1n;
  let term = ONE;
  for (let n = first; term !== 0n; n += 4n) {
    term = product(term, u) / (n * (n + 1n));
    sum -= term;
    term = product(term, u) / ((n + 2n) * (n + 3n));
    sum += term;
  }
  return sum;
}

function squareOf({ rest, exponent }: Reduced): bigint {
  return fixed(rest * rest, 2 * exponent);
}

/** The sine of an argument to which `quarters` quarter turns have been added; so 1 makes it the cosine. */
function setSine(fpu: Fpu, to: Extended, sign: number, reduced: Reduced, quarters: number): void {
  const turns = (reduced.turns + quarters) & 3;
  const half = turns >> 1;
  const square = squareOf(reduced);
  if ((turns & 1) !== 0) setRounded(fpu, to, sign ^ half, series(square, 1n), -FRACTION_BITS);
  else setScaled(fpu, to, sign ^ half ^ reduced.sign, reduced.rest, reduced.exponent, series(square, 2n));
}

function setTangent(fpu: Fpu, x: Extended, reduced: Reduced): void {
  const square = squareOf(reduced);
  const sine = series(square, 2n);
  const cosine = series(square, 1n);
  const sign = x.sign ^ reduced.sign;
  if ((reduced.turns & 1) === 0) setScaled(fpu, x, sign, reduced.rest, reduced.exponent, quotient(sine, cosine));
  else setRounded(fpu, x, sign ^ 1, (cosine << 320n) / (reduced.rest * sine), -320 - reduced.exponent);
}

/** Whether an argument is out of range: then nothing happens but that C2 is set. */
export function isOutOfRange(x: Extended): boolean {
  const kind = x.kind();
  return kind === Kind.Normal && x.exponent >= BIAS + ARGUMENT_BITS;
}

/** The results for arguments that are not finite, or 0: true if there is one in `x` (and `cosine`). */
function settleSpecial(fpu: Fpu, x: Extended, cosine: Extended | null): boolean {
  const kind = x.kind();
  if (settleNan(fpu, x, kind)) {
    cosine?.copy(x);
    return true;
  }
  if (kind === Kind.Infinity) {
    fpu.invalid(x);
    cosine?.copy(x);
    return true;
  }
  noteDenormals(fpu, kind, kind);
  if (kind !== Kind.Zero) {
    x.normalise();
    return false;
  }
  cosine?.set(0, BIAS, 1 << 31, 0);
  return true;
}

export function sine(fpu: Fpu, x: Extended): void {
  if (!settleSpecial(fpu, x, null)) setSine(fpu, x, x.sign, reduce(x), 0);
}

export function cosine(fpu: Fpu, x: Extended): void {
  const { b } = fpu;
  b.copy(x);
  if (!settleSpecial(fpu, b, x)) setSine(fpu, x, 0, reduce(b), 1);
}

/** FSINCOS: x becomes its sine; `to` the cosine. C1 is that of the cosine. */
export function sineAndCosine(fpu: Fpu, x: Extended, to: Extended): void {
  if (settleSpecial(fpu, x, to)) return;
  const reduced = reduce(x);
  setSine(fpu, x, x.sign, reduced, 0);
  setSine(fpu, to, 0, reduced, 1);
}

/** FPTAN: x becomes its tangent, `to` 1. */
export function tangent(fpu: Fpu, x: Extended, to: Extended): void {
  if (settleSpecial(fpu, x, to)) return;
  setTangent(fpu, x, reduce(x));
  to.set(0, BIAS, 1 << 31, 0);
}
