import { PAGE_BYTES } from '../../abi/addressMap.ts';
import { UAREA_COUNT_MAX } from '../../abi/calls.ts';
import { capabilitySlot, envId, type VirtualAddress, virtualAddress } from '../../abi/words.ts';
import { noRanges, type Call } from '../call.ts';
import { bytesIn } from '../contents.ts';
import { isInUserSpace, isKValid, isTargetLive, kGrants, targetOf, type Presented } from '../targets.ts';
import { uareaOf } from '../uareas.ts';
import { withResultAt } from '../userMemory.ts';

export interface RduArgs extends Presented {
  readonly offset: number;
  readonly n: number;
  readonly buffer: VirtualAddress;
}

const READ_NOTHING: readonly string[] = ['RDU-7', 'ENT-1'];
const READ: readonly string[] = ['RDU-7', 'ENT-9', 'ENT-1'];
const MARKED: readonly string[] = [...READ, 'MEM-8'];

/** rdu (k, env, offset, n, buffer*). */
export const rdu: Call<RduArgs> = {
  name: 'rdu',
  counts: [{ rule: 'RDU-1', error: 'E_INVAL', test: (_s, r) => r.esi <= UAREA_COUNT_MAX }],
  range: { rule: 'RDU-2', error: 'E_FAULT', test: isInUserSpace },
  fetch: noRanges,
  results: (r) => [{ address: virtualAddress(r.edi), length: r.esi }],
  decode: (r, _bytes, caller) => ({
    caller, k: capabilitySlot(r.ebx), env: envId(r.ecx), target: targetOf(envId(r.ecx), caller), offset: r.edx, n: r.esi,
    buffer: virtualAddress(r.edi),
  }),
  guards: [
    { rule: 'RDU-3', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'RDU-4', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'RDU-5', error: 'E_CAP_INSUFF', test: (s, a) => kGrants(s, a, 0) },
    { rule: 'RDU-6', error: 'E_INVAL', test: (_s, a) => a.offset + a.n <= PAGE_BYTES },
  ],
  elements: null,
  value: null,
  effect: (s, a) => withResultAt(s, a.buffer, bytesIn(uareaOf(s, a.target), a.offset, a.n)),
  effects: (s, a, next) => (a.n === 0 ? READ_NOTHING : s.spaces === next.spaces ? READ : MARKED),
  rows: { asked: (r) => r.esi, done: () => 0 },
};
