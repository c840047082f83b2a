import { ENV_ID_GENERATION_UNIT, UAREA } from '../../abi/layout.ts';
import { VECTOR } from '../../abi/vectors.ts';
import type { State } from '../../model/state.ts';
import type { Trap } from '../../model/trap.ts';
import { get } from '../../model/vector.ts';
import { finding } from '../findings.ts';
import type { Finding } from '../findings.ts';

const SIGN = 0x80000000;

/** TIM-1, read by the checker for itself. */
const isRunnable = (s: State, quantum: number): boolean => {
  const row = get(s.quanta, quantum);
  if (!row.used) return false;
  const env = get(s.envs, row.env % ENV_ID_GENERATION_UNIT);
  if (env.status !== 'live') return false;
  const contents = get(s.contents, env.uarea);
  const status = contents === null ? 0 : contents[0][UAREA.status / 4];
  return status > 0 && status < SIGN;
};

/**
 * RAM accesses that one kernel entry may make: a constant, the words of the
 * tables of one space and of all rows, and a cleared frame (P19).
 */
export const accessBound = (s: State): number => {
  const g = s.boot.geometry;
  return 40_000 + 8 * 1024 * 8 + 40 * g.frames + 40 * g.envs + 24 * g.quanta;
};

/** P19, fairness: when a slice ends, no runnable quantum is passed over, and the kernel idles only if there is none. */
export const fairness = (trap: Trap, before: State, after: State): Finding | null => {
  if (trap.vector !== VECTOR.timer) return null;
  const count = after.quanta.length;
  for (let step = 1; step <= count; step++) {
    const quantum = (before.processor.quantum + step) % count;
    if (quantum === after.processor.quantum && after.processor.running >= 0) return null;
    if (isRunnable(after, quantum)) return finding('P19', 'TIM-2', `quantum ${quantum} is runnable and was passed over`);
  }
  return after.processor.running < 0 ? null : finding('P19', 'TIM-2', 'an env runs on a quantum that is not runnable');
};
