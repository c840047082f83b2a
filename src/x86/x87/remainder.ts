import { Kind } from './extended.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { noteDenormals, settleNans } from './nans.ts';
import { round } from './rounding.ts';
import { C0, C1, C2, C3 } from './statusBits.ts';
import { setWide, significandOf } from './wide.ts';

/** What `remainder` gives if there is no quotient: of the condition codes only C2 is then cleared. */
export const NO_QUOTIENT = -1;

/** C0, C3 and C1 are bits 2, 1 and 0 of the quotient. */
function quotientConditions(quotient: bigint): number {
  const low = Number(quotient & 7n);
  return ((low & 4) !== 0 ? C0 : 0) | ((low & 2) !== 0 ? C3 : 0) | ((low & 1) !== 0 ? C1 : 0);
}

/**
 * FPREM (`nearest` false: the quotient is truncated) and FPREM1 (rounded to nearest): a becomes the remainder. Gives
 * the condition codes. MCH-98: an exponent that is larger by 64 or more is reduced by 32 to 63 at a time.
 */
export function remainder(fpu: Fpu, a: Extended, b: Extended, nearest: boolean): number {
  const kindA = a.kind();
  const kindB = b.kind();
  if (settleNans(fpu, a, kindA, b, kindB, a)) return NO_QUOTIENT;
  if (kindA === Kind.Infinity || kindB === Kind.Zero) {
    fpu.invalid(a);
    return NO_QUOTIENT;
  }
  noteDenormals(fpu, kindA, kindB);
  if (kindA === Kind.Zero) return 0;
  a.normalise();
  if (kindB === Kind.Infinity) return finish(fpu, a, 0);
  b.normalise();
  const distance = a.exponent - b.exponent;
  if (distance < 0) return reduceBelow(fpu, a, b, nearest && distance === -1);
  if (distance >= 64) return reducePartly(fpu, a, b, distance);
  const dividend = significandOf(a) << BigInt(distance);
  const divisor = significandOf(b);
  let quotient = dividend / divisor;
  let rest = dividend - quotient * divisor;
  const twice = rest << 1n;
  if (nearest && (twice > divisor || (twice === divisor && (quotient & 1n) !== 0n))) {
    quotient++;
    rest = divisor - rest;
    a.sign ^= rest === 0n ? 0 : 1;
  }
  return setRest(fpu, a, b.exponent, rest, quotientConditions(quotient));
}

/** The dividend is below the divisor: a quotient of 0, or of 1 if it is to the nearest and `mayRound`. */
function reduceBelow(fpu: Fpu, a: Extended, b: Extended, mayRound: boolean): number {
  const twice = significandOf(a);
  const divisor = significandOf(b);
  if (!mayRound || twice <= divisor) return finish(fpu, a, 0);
  a.sign ^= 1;
  // In units of half the divisor's last place.
  return setRest(fpu, a, b.exponent - 1, (divisor << 1n) - twice, quotientConditions(1n));
}

function reducePartly(fpu: Fpu, a: Extended, b: Extended, distance: number): number {
  const step = (distance & 31) | 32;
  const rest = (significandOf(a) << BigInt(step)) % significandOf(b);
  return setRest(fpu, a, a.exponent - step, rest, C2);
}

function setRest(fpu: Fpu, a: Extended, exponent: number, rest: bigint, conditions: number): number {
  if (rest === 0n) {
    a.set(a.sign, 0, 0, 0);
    return conditions;
  }
  setWide(fpu, a, exponent, rest, false);
  return finish(fpu, a, conditions);
}

/** Remainders are exact, but they may be tiny. */
function finish(fpu: Fpu, a: Extended, conditions: number): number {
  fpu.extra = 0;
  round(fpu, a, 64);
  return conditions;
}
