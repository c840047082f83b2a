import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { roundingMode } from './rounding.ts';
import { Rounding } from './statusBits.ts';

interface Constant {
  readonly exponent: number;
  /** The significand, truncated to 64 bits. */
  readonly high: number;
  readonly low: number;
  /** Whether the nearest number of 64 bits is the next one; where it is `exact`, none is. */
  readonly nearestIsNext: boolean;
  readonly exact: boolean;
}

/** FLD1 FLDL2T FLDL2E FLDPI FLDLG2 FLDLN2 FLDZ, by the low three bits of the opcode. */
const CONSTANTS: readonly Constant[] = [
  { exponent: 0x3fff, high: 0x80000000, low: 0, nearestIsNext: false, exact: true },
  { exponent: 0x4000, high: 0xd49a784b, low: 0xcd1b8afe, nearestIsNext: false, exact: false },
  { exponent: 0x3fff, high: 0xb8aa3b29, low: 0x5c17f0bb, nearestIsNext: true, exact: false },
  { exponent: 0x4000, high: 0xc90fdaa2, low: 0x2168c234, nearestIsNext: true, exact: false },
  { exponent: 0x3ffd, high: 0x9a209a84, low: 0xfbcff798, nearestIsNext: true, exact: false },
  { exponent: 0x3ffe, high: 0xb17217f7, low: 0xd1cf79ab, nearestIsNext: true, exact: false },
  { exponent: 0, high: 0, low: 0, nearestIsNext: false, exact: true },
];

/** MCH-99: a constant as rounding control wants it; precision control does not matter and nothing counts as inexact. */
export function setConstant(fpu: Fpu, x: Extended, number: number): void {
  const { exponent, high, low, nearestIsNext, exact } = CONSTANTS[number];
  const mode = roundingMode(fpu);
  const next = !exact && (mode === Rounding.Up || (mode === Rounding.Nearest && nearestIsNext));
  x.set(0, exponent, high | 0, (low + (next ? 1 : 0)) | 0);
}
