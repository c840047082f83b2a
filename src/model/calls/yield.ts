import { envId, type EnvId, type EnvIndex } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { begin } from '../edit.ts';
import { isTakenBack } from '../floatingPoint.ts';
import { run, isWilling, schedule, scheduleEffects } from '../scheduling.ts';
import type { State } from '../state.ts';
import { isTargetLive, targetOf } from '../targets.ts';

export interface YieldArgs {
  readonly caller: EnvIndex;
  readonly env: EnvId;
  /** Row index of the environment that is named; the caller's if nobody is. */
  readonly target: EnvIndex;
}

const DIRECTED: readonly string[] = ['YLD-2', 'TIM-8', 'ENT-1'];
const DIRECTED_TAKING: readonly string[] = [...DIRECTED, 'FPU-5'];

const isDirected = (s: State, a: YieldArgs): boolean => a.env !== 0 && isWilling(s, a.target);

/** yield (env). */
export const yieldCall: Call<YieldArgs> = {
  name: 'yield',
  counts: NO_COUNTS,
  range: null,
  fetch: noRanges,
  results: noRanges,
  decode: (r, _bytes, caller) => ({ caller, env: envId(r.ebx), target: targetOf(envId(r.ebx), caller) }),
  guards: [{ rule: 'YLD-1', error: 'E_BAD_ENV', test: isTargetLive }],
  elements: null,
  value: null,
  effect: (s, a) => {
    const e = begin(s);
    if (isDirected(s, a)) run(e, a.target, s.processor.quantum, s.processor.deadline);
    else schedule(e, true);
    return e;
  },
  effects: (s, a, next) => (isDirected(s, a) ? (isTakenBack(s, next) ? DIRECTED_TAKING : DIRECTED) : ['YLD-3', 'ENT-1', ...scheduleEffects(s, next)]),
  rows: NO_ROWS,
};
