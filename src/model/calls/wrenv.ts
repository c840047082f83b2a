import { REGISTER_RECORD_BYTES, RIGHT_WRITE } from '../../abi/layout.ts';
import { capabilitySlot, envId, virtualAddress } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { begin } from '../edit.ts';
import { withRegisters } from '../environments.ts';
import { registersOfRecord } from '../registerRecord.ts';
import type { Registers } from '../state.ts';
import { isInUserSpace, isKValid, isTargetLive, kGrants, targetOf, type Presented } from '../targets.ts';
import { get, set } from '../vector.ts';

export interface WrenvArgs extends Presented {
  readonly registers: Registers;
}

const EFFECTS: readonly string[] = ['WRE-6', 'WRE-7', 'ENT-1'];

/** wrenv (k, env, registers*). */
export const wrenv: Call<WrenvArgs> = {
  name: 'wrenv',
  counts: NO_COUNTS,
  range: { rule: 'WRE-1', error: 'E_FAULT', test: isInUserSpace },
  fetch: (r) => [{ address: virtualAddress(r.edx), length: REGISTER_RECORD_BYTES }],
  results: noRanges,
  decode: (r, bytes, caller) => ({ caller, k: capabilitySlot(r.ebx), env: envId(r.ecx), target: targetOf(envId(r.ecx), caller), registers: registersOfRecord(bytes) }),
  guards: [
    { rule: 'WRE-2', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'WRE-3', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'WRE-4', error: 'E_CAP_INSUFF', test: (s, a) => kGrants(s, a, RIGHT_WRITE) },
    { rule: 'WRE-5', error: 'E_INVAL', test: (_s, a) => a.target !== a.caller },
  ],
  elements: null,
  value: null,
  effect: (s, a) => {
    const e = begin(s);
    e.envs = set(s.envs, a.target, withRegisters(get(s.envs, a.target), a.registers));
    return e;
  },
  effects: () => EFFECTS,
  rows: NO_ROWS,
};
