import { RIGHTS_ALL } from '../../abi/layout.ts';
import { fetchNothing, NO_COUNTS, type Call } from '../call.ts';
import { grantsOnEnv, slotAt } from '../capabilities.ts';
import { begin } from '../edit.ts';
import { deathEffects, die } from '../death.ts';
import { bindingsReleasedByDeath } from '../environments.ts';
import { schedule, scheduleEffects } from '../scheduling.ts';
import { isKValid, isTargetLive, targetOf } from '../targets.ts';
import { get } from '../vector.ts';

export interface EnvFreeArgs {
  readonly caller: number;
  readonly k: number;
  readonly env: number;
  /** Row index of the environment that is meant. */
  readonly target: number;
}

/** env_free (k, env). */
export const envFree: Call<EnvFreeArgs> = {
  name: 'env_free',
  counts: NO_COUNTS,
  range: null,
  fetch: fetchNothing,
  decode: (r, _bytes, caller) => ({ caller, k: r.ebx, env: r.ecx, target: targetOf(r.ecx, caller) }),
  guards: [
    { rule: 'EFR-1', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'EFR-2', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'EFR-3', error: 'E_CAP_INSUFF', test: (s, a) => grantsOnEnv(s, slotAt(s, a.caller, a.k), RIGHTS_ALL, a.target) },
  ],
  value: null,
  effect: (s, a) => {
    const e = begin(s);
    const had = get(s.quanta, s.processor.quantum).used;
    die(e, a.target);
    // ENV-6, and ENV-7 if it was only the running quantum that went.
    if (a.target === a.caller || (had && !get(e.quanta, e.processor.quantum).used)) schedule(e);
    return e;
  },
  effects: (s, a, next) => {
    const names = ['EFR-4', ...deathEffects(s, next, a.target)];
    if (names.includes('ENV-6') || names.includes('ENV-7')) names.push(...scheduleEffects(next));
    // A caller that destroyed itself does not return.
    if (a.target !== a.caller) names.push('ENT-1');
    return names;
  },
  rows: { asked: () => 0, done: (s, a) => bindingsReleasedByDeath(s, a.target) },
};
