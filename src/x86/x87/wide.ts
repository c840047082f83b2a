import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';

/* Significands as whole numbers of any length, for what is rare enough to be slow. */

const WORD_BITS = 32n;

export function significandOf(x: Extended): bigint {
  return (BigInt(x.high >>> 0) << WORD_BITS) | BigInt(x.low >>> 0);
}

/** Bits of a positive number. */
export function bitLength(value: bigint): number {
  const text = value.toString(16);
  return text.length * 4 - Math.clz32(Number.parseInt(text[0], 16)) + 28;
}

function signedWord(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}

/**
 * Makes `x` the normalised number whose significand are the upper 64 bits of `value`, the lowest bit of which has the
 * weight that `exponent` gives to the lowest bit of a significand. What does not fit goes to `fpu.extra`; `inexact`
 * says that something has been left out below `value` already.
 */
export function setWide(fpu: Fpu, x: Extended, exponent: number, value: bigint, inexact: boolean): void {
  const spare = bitLength(value) - 96;
  const aligned = spare > 0 ? value >> BigInt(spare) : value << BigInt(-spare);
  const lost = inexact || (spare > 0 && aligned << BigInt(spare) !== value);
  x.set(x.sign, exponent + spare + 32, signedWord(aligned >> 64n), signedWord(aligned >> WORD_BITS));
  fpu.extra = signedWord(aligned) | (lost ? 1 : 0);
}
