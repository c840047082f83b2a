import type { Cpu } from '../cpu.ts';
import { CF, PF, ZF } from '../registers.ts';
import type { Fpu } from './fpu.ts';
import { pushExact } from './loads.ts';
import { C1 } from './statusBits.ts';

/* What moves registers of the stack without computing. An empty source is a stack underflow and counts as the indefinite QNaN. */

/** Reads ST(i) into `fpu.a`. */
function take(fpu: Fpu, i: number): void {
  fpu.read(i, fpu.a);
  if (!fpu.isEmpty(i)) return;
  fpu.stackUnderflow();
  fpu.a.setIndefinite();
}

/** FLD ST(i). */
export function duplicate(fpu: Fpu, i: number): void {
  fpu.begin();
  take(fpu, i);
  pushExact(fpu, fpu.a);
}

/** FST ST(i), FSTP ST(i). */
export function storeToStack(fpu: Fpu, i: number, pops: boolean): void {
  fpu.begin();
  take(fpu, 0);
  if (!fpu.commit()) return;
  fpu.write(i, fpu.a);
  if (pops) fpu.pop();
}

/** FXCH. */
export function exchange(fpu: Fpu, i: number): void {
  fpu.begin();
  take(fpu, i);
  fpu.b.copy(fpu.a);
  take(fpu, 0);
  if (!fpu.commit()) return;
  fpu.write(i, fpu.a);
  fpu.write(0, fpu.b);
}

/** FFREE, and the first half of FFREEP. MCH-103: it clears C1. */
export function free(fpu: Fpu, i: number): void {
  fpu.full &= ~(1 << fpu.number(i));
  fpu.setConditions(C1, 0);
}

/** Below, equal, below or equal, unordered, and their contraries. */
const CONDITIONS = [CF, ZF, CF | ZF, PF];

/** FCMOVcc: registers that are empty are an underflow whatever the condition. */
export function conditionalMove(cpu: Cpu, condition: number, i: number): void {
  const { fpu } = cpu;
  const holds = ((cpu.flags & CONDITIONS[condition & 3]) !== 0) === (condition < 4);
  fpu.begin();
  if (fpu.isEmpty(0) || fpu.isEmpty(i)) {
    fpu.stackUnderflow();
    fpu.a.setIndefinite();
    if (fpu.commit()) fpu.write(0, fpu.a);
    return;
  }
  if (!holds) return;
  fpu.read(i, fpu.a);
  fpu.write(0, fpu.a);
}
