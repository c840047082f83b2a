import { TICKS_MAX } from '../abi/costs.ts';
import { quantumIndex, type QuantumIndex } from '../abi/words.ts';
import type { UseMap } from './bindingDeltas.ts';
import type { ChangedRows } from './changedRows.ts';
import { areZero } from './envInvariants.ts';
import { isLive } from './environments.ts';
import type { Violation } from './pageInvariants.ts';
import { geometryOf, type State } from './state.ts';
import { get } from './vector.ts';

/** STA-7, of one quantum. */
const checkQuantum = (s: State, row: QuantumIndex, out: Violation[]): void => {
  const { used, env, ticks, guard } = get(s.quanta, row);
  if (used && !isLive(s, env)) out.push({ rule: 'STA-7', message: `quantum ${row}: names no live environment` });
  if (ticks > TICKS_MAX) out.push({ rule: 'STA-7', message: `quantum ${row}: has saved up ${ticks} ticks` });
  if (!used && (env !== 0 || ticks !== 0 || guard !== null)) out.push({ rule: 'STA-7', message: `quantum ${row}: is free with a row that is not zero` });
};

/** STA-2, STA-7 and FPU-1, of the processor: who runs is live and runs on a quantum in use; who idles has no registers and no unit. */
const checkProcessor = (s: State, out: Violation[]): void => {
  const { running, quantum, registers, unit, clock, deadline } = s.processor;
  if (deadline - clock > TICKS_MAX * geometryOf(s).tickCycles) out.push({ rule: 'STA-7', message: `processor: has a deadline ${deadline - clock} cycles away` });
  if (running < 0) {
    if (!areZero(registers)) out.push({ rule: 'STA-2', message: 'processor: has registers while idle' });
    if (unit !== null) out.push({ rule: 'FPU-1', message: 'processor: the unit is somebody\'s while idle' });
    return;
  }
  if (get(s.envs, running).status !== 'live') out.push({ rule: 'STA-7', message: `processor: runs env ${running}, which is not live` });
  if (!get(s.quanta, quantum).used) out.push({ rule: 'STA-7', message: `processor: runs on quantum ${quantum}, which is free` });
};

/** All quanta, and the processor. */
export const checkTime = (s: State, _uses: UseMap, out: Violation[]): void => {
  for (let row = 0; row < s.quanta.length; row++) checkQuantum(s, quantumIndex(row), out);
  checkProcessor(s, out);
};

/** True when an environment began or ended a life. */
const livesChanged = ({ before, after, envs }: ChangedRows): boolean => {
  for (const index of envs) {
    const old = get(before.envs, index);
    const env = get(after.envs, index);
    if (old.status !== env.status || old.generation !== env.generation) return true;
  }
  return false;
};

/** Quanta that changed, all of them when an environment began or ended a life, and the processor. */
export const checkTimeBetween = (changed: ChangedRows, _deltas: UseMap, out: Violation[]): void => {
  const { after } = changed;
  if (livesChanged(changed)) for (let row = 0; row < after.quanta.length; row++) checkQuantum(after, quantumIndex(row), out);
  else for (const row of changed.quanta) checkQuantum(after, row, out);
  checkProcessor(after, out);
};
