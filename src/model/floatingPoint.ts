import { Broken } from '../abi/broken.ts';
import { COST_UNIT_LENT } from '../abi/costs.ts';
import { begin, type Edit } from './edit.ts';
import { withFloatingPoint } from './environments.ts';
import { NO_FLOATING_POINT, type State } from './state.ts';
import type { Outcome } from './trap.ts';
import { get, set } from './vector.ts';

const LENT: readonly string[] = ['FPU-4'];

/** Vector 7: the running environment gets the unit with its own state in it. FPU-4. @throws Broken if it has it already (EXC-5) */
export const lend = (s: State): Outcome => {
  const { clock, running, quantum, deadline, registers, unit } = s.processor;
  if (unit !== null) throw new Broken('EXC-5', 'vector 7 was entered from ring 3 by the environment that has the unit');
  const env = get(s.envs, running);
  const e = begin(s);
  e.envs = set(s.envs, running, withFloatingPoint(env, NO_FLOATING_POINT));
  e.processor = { clock: clock + COST_UNIT_LENT, running, quantum, deadline, registers, unit: env.floatingPoint };
  return { next: e, event: 'lent', rule: 'FPU-4', error: null, effects: LENT, acts: null };
};

/** Wherever registers are saved: the state of the unit goes to the row of the one who has it, and nobody has it. FPU-5. */
export const takeBack = (e: Edit): void => {
  const { clock, running, quantum, deadline, registers, unit } = e.processor;
  if (unit === null) return;
  e.envs = set(e.envs, running, withFloatingPoint(get(e.envs, running), unit));
  e.processor = { clock, running, quantum, deadline, registers, unit: null };
};

/** Whether a scheduling took the unit from one who lives on. */
export const isTakenBack = (before: State, after: State): boolean =>
  before.processor.unit !== null && get(after.envs, before.processor.running).status === 'live';
