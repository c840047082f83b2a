import { TICKS_MAX, TICKS_PER_ROUND } from '../abi/costs.ts';
import { UAREA } from '../abi/layout.ts';
import { type EnvIndex, quantumIndex, type QuantumIndex } from '../abi/words.ts';
import { quotient, SIGNED_SPAN } from './digits.ts';
import type { Edit } from './edit.ts';
import { wordIn } from './contents.ts';
import { indexOfId, isLive, withRegisters } from './environments.ts';
import { isTakenBack, takeBack } from './floatingPoint.ts';
import { geometryOf, IDLE, ZERO_REGISTERS, type Processor, type Quantum, type State } from './state.ts';
import { get, mapped, set } from './vector.ts';

/** u_status, read as signed, is greater than 0. */
export const isWilling = (s: State, index: EnvIndex): boolean => {
  const uarea = get(s.contents, get(s.envs, index).uarea);
  if (uarea === null) return false;
  const status = wordIn(uarea, UAREA.status);
  return status > 0 && status < SIGNED_SPAN;
};

/** TIM-1. */
export const isRunnable = (s: State, row: QuantumIndex): boolean => {
  const quantum = get(s.quanta, row);
  return quantum.used && isLive(s, quantum.env) && isWilling(s, indexOfId(quantum.env));
};

const save = (e: Edit): void => {
  const { running, registers } = e.processor;
  if (running >= 0) e.envs = set(e.envs, running, withRegisters(get(e.envs, running), registers));
};

/** Runs an environment on a quantum until a deadline; the one that ran is saved, and has no unit any more even if it is the same. TIM-8, FPU-5. */
export const run = (e: Edit, index: EnvIndex, quantum: QuantumIndex, deadline: number): void => {
  takeBack(e);
  const { clock, running, registers, unit } = e.processor;
  if (running === index) {
    e.processor = { clock, running, quantum, deadline, registers, unit };
    return;
  }
  save(e);
  const env = get(e.envs, index);
  e.envs = set(e.envs, index, withRegisters(env, ZERO_REGISTERS));
  e.processor = { clock, running: index, quantum, deadline, registers: env.registers, unit };
};

const withTicks = (quantum: Quantum, ticks: number): Quantum =>
  quantum.ticks === ticks ? quantum : { used: quantum.used, env: quantum.env, ticks, guard: quantum.guard };

/** The whole ticks between a clock and a deadline. TIM-10. */
const ticksLeft = (s: State, clock: number, { deadline }: Processor): number =>
  deadline <= clock ? 0 : quotient(deadline - clock, geometryOf(s).tickCycles);

/** The running quantum keeps the rest of the slice. TIM-10. */
const account = (e: Edit): void => {
  const { clock, quantum } = e.processor;
  const row = get(e.quanta, quantum);
  if (row.used) e.quanta = set(e.quanta, quantum, withTicks(row, ticksLeft(e, clock, e.processor)));
};

const raised = (quantum: Quantum): Quantum => (quantum.used ? withTicks(quantum, Math.min(quantum.ticks + TICKS_PER_ROUND, TICKS_MAX)) : quantum);

/** TIM-2 and TIM-3. The clock already includes the cost of the entry; `ran` says whether an environment was running when the kernel was entered. */
export const schedule = (e: Edit, ran: boolean): void => {
  if (ran) account(e);
  const { clock, quantum: last } = e.processor;
  const { tickCycles } = geometryOf(e);
  const rows = e.quanta.length;
  for (let step = 1; step <= rows; step++) {
    const row = quantumIndex((last + step) % rows);
    // TIM-9: the look has passed from the last row to the first.
    if (row === 0) e.quanta = mapped(e.quanta, raised);
    if (!isRunnable(e, row)) continue;
    const quantum = get(e.quanta, row);
    e.quanta = set(e.quanta, row, withTicks(quantum, 0));
    run(e, indexOfId(quantum.env), row, clock + quantum.ticks * tickCycles);
    return;
  }
  takeBack(e);
  save(e);
  e.processor = { clock, running: IDLE, quantum: last, deadline: clock + TICKS_PER_ROUND * tickCycles, registers: ZERO_REGISTERS, unit: null };
};

/** The effect rules of a scheduling, from the state at the trap to the state that it left. */
export const scheduleEffects = (before: State, after: State): readonly string[] => {
  const { running, quantum, clock } = after.processor;
  const last = before.processor.quantum;
  const effects = running >= 0 ? ['TIM-2', 'TIM-8'] : ['TIM-3'];
  if (running < 0 || quantum <= last) effects.push('TIM-9');
  if (before.processor.running >= 0 && get(after.quanta, last).used && ticksLeft(before, clock, before.processor) > 0) effects.push('TIM-10');
  if (isTakenBack(before, after)) effects.push('FPU-5');
  return effects;
};
