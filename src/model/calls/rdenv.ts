import { REGISTER_RECORD_BYTES, RIGHT_WRITE } from '../../abi/layout.ts';
import { capabilitySlot, envId, type VirtualAddress, virtualAddress } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { recordOfRegisters } from '../registerRecord.ts';
import { isInUserSpace, isKValid, isTargetLive, kGrants, targetOf, type Presented } from '../targets.ts';
import { withResultAt } from '../userMemory.ts';
import { get } from '../vector.ts';

export interface RdenvArgs extends Presented {
  readonly buffer: VirtualAddress;
}

const READ: readonly string[] = ['RDE-6', 'ENT-9', 'ENT-1'];
const MARKED: readonly string[] = [...READ, 'MEM-8'];

/** rdenv (k, env, registers*). */
export const rdenv: Call<RdenvArgs> = {
  name: 'rdenv',
  counts: NO_COUNTS,
  range: { rule: 'RDE-1', error: 'E_FAULT', test: isInUserSpace },
  fetch: noRanges,
  results: (r) => [{ address: virtualAddress(r.edx), length: REGISTER_RECORD_BYTES }],
  decode: (r, _bytes, caller) => ({ caller, k: capabilitySlot(r.ebx), env: envId(r.ecx), target: targetOf(envId(r.ecx), caller), buffer: virtualAddress(r.edx) }),
  guards: [
    { rule: 'RDE-2', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'RDE-3', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'RDE-4', error: 'E_CAP_INSUFF', test: (s, a) => kGrants(s, a, RIGHT_WRITE) },
    { rule: 'RDE-5', error: 'E_INVAL', test: (_s, a) => a.target !== a.caller },
  ],
  elements: null,
  value: null,
  effect: (s, a) => withResultAt(s, a.buffer, recordOfRegisters(get(s.envs, a.target).registers)),
  effects: (s, _a, next) => (s.spaces === next.spaces ? READ : MARKED),
  rows: NO_ROWS,
};
