import type { Extended } from './extended.ts';
import { add } from './addition.ts';
import { Relation, compare } from './comparison.ts';
import { divide } from './division.ts';
import type { Fpu } from './fpu.ts';
import { multiply } from './multiplication.ts';
import { C0, C2, C3 } from './statusBits.ts';

/* Numbers of the eight operations, as the reg field gives them. */
const ADD = 0;
const MULTIPLY = 1;
const COMPARE = 2;
const COMPARE_POP = 3;
const SUBTRACT = 4;
const SUBTRACT_REVERSED = 5;
const DIVIDE = 6;

export function isComparison(operation: number): boolean {
  return operation === COMPARE || operation === COMPARE_POP;
}

/** `to` := a op b. The operands are used up. */
function combine(fpu: Fpu, operation: number, a: Extended, b: Extended, to: Extended): void {
  switch (operation) {
    case ADD: add(fpu, a, b, false, to); return;
    case MULTIPLY: multiply(fpu, a, b, to); return;
    case SUBTRACT: add(fpu, a, b, true, to); return;
    case SUBTRACT_REVERSED: add(fpu, b, a, true, to); return;
    case DIVIDE: divide(fpu, a, b, to); return;
    default: divide(fpu, b, a, to);
  }
}

/** ST(0) op an operand that stands in `fpu.b` already; the comparisons set condition codes instead. */
export function operateWithMemory(fpu: Fpu, operation: number): void {
  fpu.begin();
  const empty = fpu.isEmpty(0);
  if (isComparison(operation)) {
    setRelation(fpu, empty ? notThere(fpu) : compareTop(fpu, false), operation === COMPARE_POP ? 1 : 0);
    return;
  }
  operate(fpu, operation, empty);
  if (fpu.commit()) fpu.write(0, fpu.result);
}

/** ST(destination) := ST(0) op ST(i), where the destination is ST(0) or ST(i); the comparisons set condition codes instead. */
export function operateWithStack(fpu: Fpu, operation: number, i: number, destination: number, pops: boolean): void {
  fpu.begin();
  fpu.read(i, fpu.b);
  operate(fpu, operation, fpu.isEmpty(0) || fpu.isEmpty(i));
  if (!fpu.commit()) return;
  fpu.write(destination, fpu.result);
  if (pops) fpu.pop();
}

function operate(fpu: Fpu, operation: number, empty: boolean): void {
  if (empty) {
    fpu.stackUnderflow();
    fpu.result.setIndefinite();
    return;
  }
  fpu.read(0, fpu.a);
  combine(fpu, operation, fpu.a, fpu.b, fpu.result);
}

function notThere(fpu: Fpu): Relation {
  fpu.stackUnderflow();
  return Relation.Unordered;
}

function compareTop(fpu: Fpu, quiet: boolean): Relation {
  fpu.read(0, fpu.a);
  return compare(fpu, fpu.a, fpu.b, quiet);
}

/** MCH-101: an unmasked exception keeps a comparison from popping, not from setting the condition codes. */
function setRelation(fpu: Fpu, relation: Relation, pops: number): void {
  const done = fpu.commit();
  fpu.setConditions(C0 | C2 | C3, relation);
  if (!done) return;
  for (let i = 0; i < pops; i++) fpu.pop();
}

/** Compares ST(0) with ST(i); gives the relation. `quiet`: quiet NaNs are not invalid. */
export function relationToStack(fpu: Fpu, i: number, quiet: boolean): Relation {
  fpu.begin();
  fpu.read(i, fpu.b);
  return fpu.isEmpty(0) || fpu.isEmpty(i) ? notThere(fpu) : compareTop(fpu, quiet);
}

/** FCOM FCOMP FCOMPP FUCOM FUCOMP FUCOMPP: pops as many registers as it says. */
export function compareWithStack(fpu: Fpu, i: number, quiet: boolean, pops: number): void {
  setRelation(fpu, relationToStack(fpu, i, quiet), pops);
}

/** FTST: compares ST(0) with 0. */
export function compareWithZero(fpu: Fpu): void {
  fpu.begin();
  fpu.b.set(0, 0, 0, 0);
  setRelation(fpu, fpu.isEmpty(0) ? notThere(fpu) : compareTop(fpu, false), 0);
}
