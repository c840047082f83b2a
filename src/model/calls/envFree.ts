import { RIGHTS_ALL } from '../../abi/layout.ts';
import { capabilitySlot, type CapabilitySlot, envId, type EnvId, type EnvIndex } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, type Call } from '../call.ts';
import { grantsOnEnv, slotAt } from '../capabilities.ts';
import { begin } from '../edit.ts';
import { deathEffects, die } from '../death.ts';
import { bindingsReleasedByDeath } from '../environments.ts';
import { schedule, scheduleEffects } from '../scheduling.ts';
import { isKValid, isTargetLive, targetOf } from '../targets.ts';

export interface EnvFreeArgs {
  readonly caller: EnvIndex;
  readonly k: CapabilitySlot;
  readonly env: EnvId;
  /** Row index of the environment that is meant. */
  readonly target: EnvIndex;
}

/** env_free (k, env). */
export const envFree: Call<EnvFreeArgs> = {
  name: 'env_free',
  counts: NO_COUNTS,
  range: null,
  fetch: noRanges,
  results: noRanges,
  decode: (r, _bytes, caller) => ({ caller, k: capabilitySlot(r.ebx), env: envId(r.ecx), target: targetOf(envId(r.ecx), caller) }),
  guards: [
    { rule: 'EFR-1', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'EFR-2', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'EFR-3', error: 'E_CAP_INSUFF', test: (s, a) => grantsOnEnv(s, slotAt(s, a.caller, a.k), RIGHTS_ALL, a.target) },
  ],
  elements: null,
  value: null,
  effect: (s, a) => {
    const e = begin(s);
    die(e, a.target);
    if (a.target === a.caller) schedule(e, true);
    return e;
  },
  effects: (s, a, next) => {
    const names = ['EFR-4', ...deathEffects(s, next, a.target)];
    // ENV-6: a caller that destroyed itself does not return.
    if (a.target === a.caller) names.push(...scheduleEffects(s, next));
    else names.push('ENT-1');
    return names;
  },
  rows: { asked: () => 0, done: (s, a) => bindingsReleasedByDeath(s, a.target) },
};
