import { PAGE_BYTES } from '../../abi/addressMap.ts';
import { UAREA_COUNT_MAX } from '../../abi/calls.ts';
import { RIGHTS_ALL } from '../../abi/layout.ts';
import { capabilitySlot, envId, virtualAddress } from '../../abi/words.ts';
import { noRanges, type Call } from '../call.ts';
import { isInUserSpace, isKValid, isTargetLive, kGrants, targetOf, type Presented } from '../targets.ts';
import { withUareaBytes } from '../uareas.ts';

export interface WruArgs extends Presented {
  readonly offset: number;
  readonly bytes: readonly number[];
}

const EFFECTS: readonly string[] = ['WRU-7', 'ENT-1'];

/** wru (k, env, offset, n, buffer*). */
export const wru: Call<WruArgs> = {
  name: 'wru',
  counts: [{ rule: 'WRU-1', error: 'E_INVAL', test: (_s, r) => r.esi <= UAREA_COUNT_MAX }],
  range: { rule: 'WRU-2', error: 'E_FAULT', test: isInUserSpace },
  fetch: (r) => [{ address: virtualAddress(r.edi), length: r.esi }],
  results: noRanges,
  decode: (r, bytes, caller) => ({ caller, k: capabilitySlot(r.ebx), env: envId(r.ecx), target: targetOf(envId(r.ecx), caller), offset: r.edx, bytes }),
  guards: [
    { rule: 'WRU-3', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'WRU-4', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'WRU-5', error: 'E_CAP_INSUFF', test: (s, a) => kGrants(s, a, RIGHTS_ALL) },
    { rule: 'WRU-6', error: 'E_INVAL', test: (_s, a) => a.offset + a.bytes.length <= PAGE_BYTES },
  ],
  elements: null,
  value: null,
  effect: (s, a) => withUareaBytes(s, a.target, a.offset, a.bytes),
  effects: () => EFFECTS,
  rows: { asked: (r) => r.esi, done: () => 0 },
};
