import { CAPABILITY_BYTES, RIGHT_DUP } from '../../abi/layout.ts';
import { capabilitySlot, type CapabilitySlot, envId, virtualAddress } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { capabilityOfBytes, dominates, hasAllRights, isSubset, slotAt, withSlot } from '../capabilities.ts';
import { begin } from '../edit.ts';
import { withCapabilities } from '../environments.ts';
import { geometryOf, type Slot } from '../state.ts';
import { isInUserSpace, isKeValid, isKValid, isTargetLive, keGrantsWrite, targetOf, type Targeted } from '../targets.ts';
import { get, set } from '../vector.ts';

export interface ForgeArgs extends Targeted {
  readonly k: CapabilitySlot;
  readonly kd: CapabilitySlot;
  /** Whether `new` is not 0. */
  readonly given: boolean;
  /** The capability at `new`; null if none is given or its bytes are not canonical. */
  readonly capability: Slot;
}

const EFFECTS: readonly string[] = ['FRG-12', 'ENT-1'];

/** forge (k, kd, new*, ke, env). */
export const forge: Call<ForgeArgs> = {
  name: 'forge',
  counts: NO_COUNTS,
  range: { rule: 'FRG-1', error: 'E_FAULT', test: isInUserSpace },
  fetch: (r) => (r.edx === 0 ? noRanges() : [{ address: virtualAddress(r.edx), length: CAPABILITY_BYTES }]),
  results: noRanges,
  decode: (r, bytes, caller) => ({
    caller, k: capabilitySlot(r.ebx), kd: capabilitySlot(r.ecx), given: r.edx !== 0, capability: r.edx === 0 ? null : capabilityOfBytes(bytes),
    ke: capabilitySlot(r.esi), env: envId(r.edi), target: targetOf(envId(r.edi), caller),
  }),
  guards: [
    { rule: 'FRG-2', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'FRG-3', error: 'E_CAP_INVALID', test: isKeValid },
    { rule: 'FRG-4', error: 'E_CAP_INSUFF', test: keGrantsWrite },
    { rule: 'FRG-5', error: 'E_INVAL', test: (s, a) => a.kd < geometryOf(s).capabilitySlots },
    { rule: 'FRG-6', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'FRG-7', error: 'E_INVAL', test: (_s, a) => a.kd !== 0 || a.given },
    { rule: 'FRG-8', error: 'E_CAP_INVALID', test: (_s, a) => !a.given || a.capability !== null },
    { rule: 'FRG-9', error: 'E_CAP_INSUFF', test: (_s, a) => a.kd !== 0 || a.capability === null || hasAllRights(a.capability) },
    {
      rule: 'FRG-10', error: 'E_CAP_INSUFF',
      test: (s, a) => {
        const presented = slotAt(s, a.caller, a.k);
        return !a.given || (presented !== null && isSubset(RIGHT_DUP, presented.rights));
      },
    },
    {
      rule: 'FRG-11', error: 'E_CAP_INSUFF',
      test: (s, a) => {
        const presented = slotAt(s, a.caller, a.k);
        return a.capability === null || (presented !== null && dominates(presented, a.capability));
      },
    },
  ],
  elements: null,
  value: null,
  effect: (s, a) => {
    const e = begin(s);
    const env = get(s.envs, a.target);
    e.envs = set(s.envs, a.target, withCapabilities(env, withSlot(env.capabilities, a.kd, a.capability)));
    return e;
  },
  effects: () => EFFECTS,
  rows: NO_ROWS,
};
