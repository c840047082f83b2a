import { PAGE_BYTES, UTOP } from '../../abi/addressMap.ts';
import { capabilitySlot, envId, type VirtualAddress, virtualAddress } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { remainder } from '../digits.ts';
import { entryAt, entryWord, spaceAt } from '../pageEntries.ts';
import { isKeValid, isTargetLive, keGrantsName, targetOf, type Targeted } from '../targets.ts';
import { get } from '../vector.ts';

export interface ReadPteArgs extends Targeted {
  readonly va: VirtualAddress;
}

const EFFECTS: readonly string[] = ['RPT-5', 'ENT-1'];

/** read_pte (va, ke, env). */
export const readPte: Call<ReadPteArgs> = {
  name: 'read_pte',
  counts: NO_COUNTS,
  range: null,
  fetch: noRanges,
  results: noRanges,
  decode: (r, _bytes, caller) => ({ caller, va: virtualAddress(r.ebx), ke: capabilitySlot(r.ecx), env: envId(r.edx), target: targetOf(envId(r.edx), caller) }),
  guards: [
    { rule: 'RPT-1', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'RPT-2', error: 'E_CAP_INVALID', test: isKeValid },
    { rule: 'RPT-3', error: 'E_CAP_INSUFF', test: keGrantsName },
    { rule: 'RPT-4', error: 'E_INVAL', test: (_s, a) => remainder(a.va, PAGE_BYTES) === 0 && a.va < UTOP },
  ],
  elements: null,
  value: (s, a) => entryWord(entryAt(spaceAt(s, get(s.envs, a.target).directory), a.va)),
  effect: (s) => s,
  effects: () => EFFECTS,
  rows: NO_ROWS,
};
