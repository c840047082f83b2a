import { classConditions } from './comparison.ts';
import { squareRoot } from './division.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { roundToInteger } from './integerFormats.ts';
import { compareWithZero } from './operations.ts';
import { NO_QUOTIENT, remainder } from './remainder.ts';
import { extract, scale } from './scaling.ts';
import { C0, C1, C2, C3 } from './statusBits.ts';

/* Opcodes D9 E0 to D9 FF but the constants: functions of the top of the stack, and what moves TOP. */

export function executeFunction(fpu: Fpu, modrm: number): void {
  switch (modrm) {
    case 0xe0: ofTop(fpu, negate); return;
    case 0xe1: ofTop(fpu, clearSign); return;
    case 0xe4: compareWithZero(fpu); return;
    case 0xe5: examine(fpu); return;
    case 0xf4: extractTop(fpu); return;
    case 0xf5: reduce(fpu, true); return;
    case 0xf6: turn(fpu, -1); return;
    case 0xf7: turn(fpu, 1); return;
    case 0xf8: reduce(fpu, false); return;
    case 0xfa: ofTop(fpu, squareRoot); return;
    case 0xfc: ofTop(fpu, roundToInteger); return;
    default: scaleTop(fpu);
  }
}

function negate(_fpu: Fpu, x: Extended): void {
  x.sign ^= 1;
}

function clearSign(_fpu: Fpu, x: Extended): void {
  x.sign = 0;
}

/** ST(0) := f(ST(0)). */
function ofTop(fpu: Fpu, compute: (fpu: Fpu, x: Extended) => void): void {
  fpu.begin();
  fpu.read(0, fpu.a);
  if (fpu.isEmpty(0)) underflow(fpu);
  else compute(fpu, fpu.a);
  if (fpu.commit()) fpu.write(0, fpu.a);
}

function underflow(fpu: Fpu): void {
  fpu.stackUnderflow();
  fpu.a.setIndefinite();
}

/** FXAM looks at empty registers as well, and C1 is the sign of whatever is there. */
function examine(fpu: Fpu): void {
  fpu.read(0, fpu.a);
  const found = fpu.isEmpty(0) ? C3 | C0 : classConditions(fpu.a);
  fpu.setConditions(C0 | C1 | C2 | C3, found | (fpu.a.sign !== 0 ? C1 : 0));
}

/** FDECSTP and FINCSTP: TOP moves, the registers and their tags stay. */
function turn(fpu: Fpu, steps: number): void {
  fpu.top = (fpu.top + steps) & 7;
  fpu.setConditions(C1, 0);
}

/** FXTRACT: ST(0) becomes its exponent, and its significand is pushed. */
function extractTop(fpu: Fpu): void {
  const { a, b } = fpu;
  fpu.begin();
  fpu.read(0, a);
  if (fpu.isEmpty(0)) {
    underflow(fpu);
    b.copy(a);
  } else if (!fpu.isEmpty(7)) {
    fpu.stackOverflow();
    a.setIndefinite();
    b.copy(a);
  } else extract(fpu, a, b);
  if (!fpu.commit()) return;
  fpu.write(0, b);
  fpu.push(a);
}

/** Reads ST(0) and ST(1); false if one of them is empty. */
function takeTwo(fpu: Fpu): boolean {
  fpu.begin();
  fpu.read(0, fpu.a);
  fpu.read(1, fpu.b);
  if (!fpu.isEmpty(0) && !fpu.isEmpty(1)) return true;
  underflow(fpu);
  return false;
}

/** FPREM and FPREM1. */
function reduce(fpu: Fpu, nearest: boolean): void {
  const conditions = takeTwo(fpu) ? remainder(fpu, fpu.a, fpu.b, nearest) : NO_QUOTIENT;
  const done = fpu.commit();
  if (done) fpu.write(0, fpu.a);
  if (!done || conditions === NO_QUOTIENT) fpu.setConditions(C2, 0);
  else fpu.setConditions(C0 | C1 | C2 | C3, conditions);
}

function scaleTop(fpu: Fpu): void {
  if (takeTwo(fpu)) scale(fpu, fpu.a, fpu.b);
  if (fpu.commit()) fpu.write(0, fpu.a);
}
