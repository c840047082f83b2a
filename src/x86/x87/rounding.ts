import { EXPONENT_MAX } from './extended.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { OE, PE, Rounding, UE } from './statusBits.ts';

/** What an unmasked overflow subtracts from the exponent and an unmasked underflow adds (SDM vol. 1, 8.5.4 and 8.5.5). */
const WRAP = 24576;

export function roundingMode(fpu: Fpu): number {
  return (fpu.control >> 10) & 3;
}

/** Bits of the significand that precision control asks for; the reserved setting counts as 64. */
export function precisionOf(fpu: Fpu): number {
  const control = (fpu.control >> 8) & 3;
  return control === 0 ? 24 : control === 2 ? 53 : 64;
}

/** Shifts the significand and the bits below it to the right; what falls out is remembered in the lowest bit. */
export function shiftRight(fpu: Fpu, x: Extended, distance: number): void {
  let left = distance;
  while (left >= 32) {
    fpu.extra = x.low | (fpu.extra !== 0 ? 1 : 0);
    x.low = x.high;
    x.high = 0;
    // Beyond three words only the memory of them is left.
    left = left > 96 ? 64 : left - 32;
  }
  if (left === 0) return;
  const lost = fpu.extra << (32 - left);
  fpu.extra = (x.low << (32 - left)) | (fpu.extra >>> left) | (lost !== 0 ? 1 : 0);
  x.low = (x.high << (32 - left)) | (x.low >>> left);
  x.high >>>= left;
}

/** Moves what is below `precision` bits out of the significand. */
function separate(fpu: Fpu, x: Extended, precision: number): void {
  if (precision === 64) return;
  if (precision === 53) {
    fpu.extra = (x.low << 21) | (fpu.extra !== 0 ? 1 : 0);
    x.low &= ~0x7ff;
  } else {
    fpu.extra = (x.high << 24) | ((x.low | fpu.extra) !== 0 ? 1 : 0);
    x.high &= ~0xff;
    x.low = 0;
  }
}

function lastBit(x: Extended, precision: number): number {
  return precision === 64 ? x.low & 1 : precision === 53 ? x.low & 0x800 : x.high & 0x100;
}

/** Whether what is below the significand makes it grow. */
function growsAt(fpu: Fpu, x: Extended, precision: number): boolean {
  const { extra } = fpu;
  if (extra === 0) return false;
  switch (roundingMode(fpu)) {
    case Rounding.Nearest: return extra < 0 && (extra !== 1 << 31 || lastBit(x, precision) !== 0);
    case Rounding.Down: return x.sign !== 0;
    case Rounding.Up: return x.sign === 0;
    default: return false;
  }
}

/** Adds one unit in the last place; true if the significand has overflown to 0. */
function grow(x: Extended, precision: number): boolean {
  if (precision === 24) {
    x.high = (x.high + 0x100) | 0;
    return x.high === 0;
  }
  const unit = precision === 64 ? 1 : 0x800;
  x.low = (x.low + unit) | 0;
  if (x.low !== 0) return false;
  x.high = (x.high + 1) | 0;
  return x.high === 0;
}

/** Rounds the significand; leaves in `fpu.extra` whether that was exact (0), and whether it grew in `fpu.roundedUp`. */
export function roundSignificand(fpu: Fpu, x: Extended, precision: number): void {
  separate(fpu, x, precision);
  fpu.roundedUp = growsAt(fpu, x, precision);
  if (fpu.roundedUp && grow(x, precision)) {
    x.high = 1 << 31;
    x.exponent++;
  }
}

/** Whether a number whose exponent is 0 rounds to the smallest normal one when exponents have no bound. */
function reachesNormal(fpu: Fpu, x: Extended, precision: number): boolean {
  const { high, low } = x;
  const { extra } = fpu;
  separate(fpu, x, precision);
  const reaches = growsAt(fpu, x, precision) && grow(x, precision);
  x.high = high;
  x.low = low;
  fpu.extra = extra;
  return reaches;
}

/** MCH-96: a result is tiny if it would be below the normal numbers once rounded. */
function roundTiny(fpu: Fpu, x: Extended, precision: number): void {
  const tiny = x.exponent < 0 || !reachesNormal(fpu, x, precision);
  if (tiny && (fpu.control & UE) === 0) {
    fpu.flags |= UE;
    x.exponent += WRAP;
    roundSignificand(fpu, x, precision);
    if (fpu.extra !== 0) fpu.flags |= PE;
    // FSCALE alone reaches below what the wrapped exponent can say.
    if (x.exponent > 0) return;
    x.set(x.sign, 0, 0, 0);
    fpu.flags |= PE;
    fpu.roundedUp = false;
    return;
  }
  shiftRight(fpu, x, 1 - x.exponent);
  x.exponent = 0;
  roundSignificand(fpu, x, precision);
  if (x.high < 0) x.exponent = 1;
  if (fpu.extra !== 0) fpu.flags |= tiny ? UE | PE : PE;
}

function setLargest(x: Extended, precision: number, exponentMax: number): void {
  x.set(x.sign, exponentMax - 1, precision === 24 ? ~0xff : -1, precision === 24 ? 0 : precision === 53 ? ~0x7ff : -1);
}

function overflow(fpu: Fpu, x: Extended, precision: number, exponentMax: number): void {
  if ((fpu.control & OE) === 0) {
    fpu.flags |= fpu.extra !== 0 ? OE | PE : OE;
    x.exponent -= WRAP;
    if (x.exponent < EXPONENT_MAX) return;
    x.setInfinity(x.sign);
    fpu.flags |= PE;
    fpu.roundedUp = true;
    return;
  }
  fpu.flags |= OE | PE;
  const mode = roundingMode(fpu);
  const toInfinity = mode === Rounding.Nearest || mode === (x.sign === 0 ? Rounding.Up : Rounding.Down);
  fpu.roundedUp = toInfinity;
  if (toInfinity) x.set(x.sign, exponentMax, 1 << 31, 0);
  else setLargest(x, precision, exponentMax);
}

/**
 * MCH-95: rounds a normalised number with `fpu.extra` below it to `precision` bits and to exponents from 0 to below
 * `exponentMax`, as rounding control says, with the masked or unmasked results of overflow and underflow.
 */
export function round(fpu: Fpu, x: Extended, precision: number, exponentMax = EXPONENT_MAX): void {
  if (x.exponent <= 0) {
    roundTiny(fpu, x, precision);
    return;
  }
  roundSignificand(fpu, x, precision);
  if (x.exponent >= exponentMax) overflow(fpu, x, precision, exponentMax);
  else if (fpu.extra !== 0) fpu.flags |= PE;
}
