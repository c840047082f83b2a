import { UAREA } from '../abi/layout.ts';
import { SIGNED_SPAN } from './digits.ts';
import type { Edit } from './edit.ts';
import { wordIn } from './contents.ts';
import { indexOfId, isLive, withRegisters } from './environments.ts';
import { geometryOf, ZERO_REGISTERS, type State } from './state.ts';
import { get, set } from './vector.ts';

/** u_status, read as signed, is greater than 0. */
export const isWilling = (s: State, index: number): boolean => {
  const uarea = get(s.contents, get(s.envs, index).uarea);
  if (uarea === null) return false;
  const status = wordIn(uarea, UAREA.status);
  return status > 0 && status < SIGNED_SPAN;
};

/** TIM-1. */
export const isRunnable = (s: State, row: number): boolean => {
  const quantum = get(s.quanta, row);
  return quantum.used && isLive(s, quantum.env) && isWilling(s, indexOfId(quantum.env));
};

const save = (e: Edit): void => {
  const { running, registers } = e.processor;
  if (running >= 0) e.envs = set(e.envs, running, withRegisters(get(e.envs, running), registers));
};

/** Runs an environment on a quantum until a deadline; the one that ran is saved. TIM-8. */
export const run = (e: Edit, index: number, quantum: number, deadline: number): void => {
  const { clock, running, registers } = e.processor;
  if (running === index) {
    e.processor = { clock, running, quantum, deadline, registers };
    return;
  }
  save(e);
  const env = get(e.envs, index);
  e.envs = set(e.envs, index, withRegisters(env, ZERO_REGISTERS));
  e.processor = { clock, running: index, quantum, deadline, registers: env.registers };
};

/** TIM-2 and TIM-3. The clock already includes the cost of the entry. */
export const schedule = (e: Edit): void => {
  const { clock, quantum } = e.processor;
  const deadline = clock + geometryOf(e).tickCycles;
  const rows = e.quanta.length;
  for (let step = 1; step <= rows; step++) {
    const row = (quantum + step) % rows;
    if (!isRunnable(e, row)) continue;
    run(e, indexOfId(get(e.quanta, row).env), row, deadline);
    return;
  }
  save(e);
  e.processor = { clock, running: -1, quantum, deadline, registers: ZERO_REGISTERS };
};

const RAN: readonly string[] = ['TIM-2', 'TIM-8'];
const IDLE: readonly string[] = ['TIM-3'];

/** The effect rules of a scheduling whose result is this state. */
export const scheduleEffects = (after: State): readonly string[] => (after.processor.running >= 0 ? RAN : IDLE);
