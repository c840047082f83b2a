import { TICKS_MAX, TICKS_PER_ROUND } from '../../abi/costs.ts';
import type { State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';

/*
 * What the processor part of two states says of time between them, read by the
 * checker for itself (spec/time.md): whether the kernel scheduled, whether a
 * round began, and how many ticks a quantum then had.
 */

/**
 * True when the kernel scheduled in this entry. A directed yield keeps quantum
 * and deadline; a quantum that follows itself has gained a round, so its
 * deadline is another one.
 */
export const hasScheduled = (before: State, after: State): boolean => {
  const was = before.processor;
  const is = after.processor;
  return is.running < 0 || is.quantum !== was.quantum || is.deadline !== was.deadline;
};

/** TIM-10: the whole ticks that were left of the slice when the kernel scheduled. */
const restOfSlice = (before: State, after: State): number =>
  Math.max(0, Math.floor((before.processor.deadline - after.processor.clock) / after.boot.geometry.tickCycles));

/** TIM-9: the look began after the quantum that ran, and passed from the last row to row 0. */
const roundBegan = (before: State, after: State): boolean => after.processor.running < 0 || after.processor.quantum <= before.processor.quantum;

/** The ticks that a used quantum had when the kernel had scheduled, before the one that was chosen spent its own. */
export const ticksAtChoice = (before: State, after: State, quantum: number): number => {
  const { used, ticks } = get(before.quanta, quantum);
  const ran = quantum === before.processor.quantum && before.processor.running >= 0;
  const kept = ran ? restOfSlice(before, after) : used ? ticks : TICKS_PER_ROUND;
  return roundBegan(before, after) ? Math.min(kept + TICKS_PER_ROUND, TICKS_MAX) : kept;
};
