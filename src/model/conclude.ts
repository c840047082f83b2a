import { VECTOR } from '../abi/vectors.ts';
import type { VirtualAddress } from '../abi/words.ts';
import { begin } from './edit.ts';
import { deliver } from './exceptions.ts';
import type { Attempt } from './perform.ts';
import { beforeInt } from './processor.ts';
import { schedule, scheduleEffects } from './scheduling.ts';
import type { State } from './state.ts';
import type { Outcome } from './trap.ts';
import { get } from './vector.ts';

/** A byte of a range is missing or forbidden: the caller gets the fault, and the call restarts. ENT-5. */
const restart = (s: State, { event, rule, effects }: Attempt, errorCode: number, address: VirtualAddress): Outcome => {
  const delivery = deliver(s, { vector: VECTOR.pageFault, errorCode, address, registers: beforeInt(s.processor.registers) });
  return { next: delivery.next, event, rule, error: null, effects: [...effects, ...delivery.effects], acts: null };
};

/** Whether the caller lives and the running quantum has gone to another or to nobody since the trap. ENV-7. */
export const losesQuantum = (before: State, after: State): boolean => {
  const { running: caller, quantum } = before.processor;
  const had = get(before.quanta, quantum);
  const has = get(after.quanta, quantum);
  if (had === has || (has.used && has.env === had.env)) return false;
  return get(after.envs, caller).status === 'live';
};

/** The exit of a call that was entered in a state: a fault is delivered, a slice that has lost its quantum ends. ENT-5, ENV-7. */
export const conclude = (s: State, attempt: Attempt): Outcome => {
  const { event, next, rule, error, effects, fault, acts } = attempt;
  if (fault !== null) return restart(s, attempt, fault.errorCode, fault.address);
  if (error !== null || !losesQuantum(s, next)) return { next, event, rule, error, effects, acts };
  const e = begin(next);
  schedule(e, true);
  return { next: e, event, rule, error, effects: [...effects, 'ENV-7', ...scheduleEffects(s, e)], acts };
};
