import { angle } from './arctangent.ts';
import { classConditions } from './comparison.ts';
import { squareRoot } from './division.ts';
import { powerMinusOne } from './exponential.ts';
import type { Extended } from './extended.ts';
import type { Fpu } from './fpu.ts';
import { roundToInteger } from './integerFormats.ts';
import { multiplyLogarithm, multiplyLogarithmPlusOne } from './logarithm.ts';
import { compareWithZero } from './operations.ts';
import { NO_QUOTIENT, remainder } from './remainder.ts';
import { extract, scale } from './scaling.ts';
import { C0, C1, C2, C3 } from './statusBits.ts';
import { cosine, isOutOfRange, sine, sineAndCosine, tangent } from './trigonometry.ts';

/* Opcodes D9 E0 to D9 FF but the constants: functions of the top of the stack, and what moves TOP. */

export function executeFunction(fpu: Fpu, modrm: number): void {
  switch (modrm) {
    case 0xe0: ofTop(fpu, negate); return;
    case 0xe1: ofTop(fpu, clearSign); return;
    case 0xe4: compareWithZero(fpu); return;
    case 0xe5: examine(fpu); return;
    case 0xf0: ofTop(fpu, powerMinusOne); return;
    case 0xf1: ofTwo(fpu, multiplyLogarithm); return;
    case 0xf2: if (mayReduce(fpu, true)) split(fpu, tangent); return;
    case 0xf3: ofTwo(fpu, angle); return;
    case 0xf4: split(fpu, extract); return;
    case 0xf5: reduce(fpu, true); return;
    case 0xf6: turn(fpu, -1); return;
    case 0xf7: turn(fpu, 1); return;
    case 0xf8: reduce(fpu, false); return;
    case 0xf9: ofTwo(fpu, multiplyLogarithmPlusOne); return;
    case 0xfa: ofTop(fpu, squareRoot); return;
    case 0xfb: if (mayReduce(fpu, true)) split(fpu, sineAndCosine); return;
    case 0xfc: ofTop(fpu, roundToInteger); return;
    case 0xfd: scaleTop(fpu); return;
    case 0xfe: if (mayReduce(fpu, false)) ofTop(fpu, sine); return;
    default: if (mayReduce(fpu, false)) ofTop(fpu, cosine);
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

/** FXTRACT, FPTAN, FSINCOS: ST(0) becomes one result and another is pushed. */
function split(fpu: Fpu, compute: (fpu: Fpu, x: Extended, second: Extended) => void): void {
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
  } else compute(fpu, a, b);
  if (!fpu.commit()) return;
  fpu.write(0, a);
  fpu.push(b);
}

/** FSIN FCOS FSINCOS FPTAN: an argument that is too large only sets C2; else C2 is cleared. */
function mayReduce(fpu: Fpu, pushes: boolean): boolean {
  fpu.read(0, fpu.a);
  // A stack fault comes first.
  const stackFault = fpu.isEmpty(0) || (pushes && !fpu.isEmpty(7));
  const tooLarge = !stackFault && isOutOfRange(fpu.a);
  fpu.setConditions(tooLarge ? C1 | C2 : C2, tooLarge ? C2 : 0);
  return !tooLarge;
}

/** FYL2X FYL2XP1 FPATAN: ST(1) becomes a function of itself and ST(0), which is popped. */
function ofTwo(fpu: Fpu, compute: (fpu: Fpu, second: Extended, top: Extended) => void): void {
  if (takeTwo(fpu)) compute(fpu, fpu.b, fpu.a);
  else fpu.b.copy(fpu.a);
  if (!fpu.commit()) return;
  fpu.write(1, fpu.b);
  fpu.pop();
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
