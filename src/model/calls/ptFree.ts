import { REGION_BYTES, UTOP } from '../../abi/addressMap.ts';
import { capabilitySlot, envId, type VirtualAddress, virtualAddress } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { remainder } from '../digits.ts';
import { begin } from '../edit.ts';
import { freeFrame } from '../memory.ts';
import { isEmptyTable, regionOf, spaceAt, tableAt, withoutTable } from '../pageEntries.ts';
import type { State, Table } from '../state.ts';
import { isKeValid, isTargetLive, keGrantsWrite, targetOf, type Targeted } from '../targets.ts';
import { get, set } from '../vector.ts';

export interface PtFreeArgs extends Targeted {
  readonly va: VirtualAddress;
}

const EFFECTS: readonly string[] = ['PTF-7', 'MEM-7', 'ENT-1'];

const tableOf = (s: State, a: PtFreeArgs): Table | null => tableAt(spaceAt(s, get(s.envs, a.target).directory), regionOf(a.va));

/** pt_free (va, ke, env). */
export const ptFree: Call<PtFreeArgs> = {
  name: 'pt_free',
  counts: NO_COUNTS,
  range: null,
  fetch: noRanges,
  results: noRanges,
  decode: (r, _bytes, caller) => ({ caller, va: virtualAddress(r.ebx), ke: capabilitySlot(r.ecx), env: envId(r.edx), target: targetOf(envId(r.edx), caller) }),
  guards: [
    { rule: 'PTF-1', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'PTF-2', error: 'E_CAP_INVALID', test: isKeValid },
    { rule: 'PTF-3', error: 'E_CAP_INSUFF', test: keGrantsWrite },
    { rule: 'PTF-4', error: 'E_INVAL', test: (_s, a) => remainder(a.va, REGION_BYTES) === 0 && a.va < UTOP },
    { rule: 'PTF-5', error: 'E_NOT_FOUND', test: (s, a) => tableOf(s, a) !== null },
    {
      rule: 'PTF-6', error: 'E_EXISTS',
      test: (s, a) => {
        const table = tableOf(s, a);
        return table === null || isEmptyTable(table);
      },
    },
  ],
  elements: null,
  value: null,
  effect: (s, a) => {
    const table = tableOf(s, a);
    if (table === null) return s;
    const e = begin(s);
    const { directory } = get(s.envs, a.target);
    freeFrame(e, table.frame);
    e.spaces = set(s.spaces, directory, withoutTable(spaceAt(s, directory), table.region));
    return e;
  },
  effects: () => EFFECTS,
  rows: NO_ROWS,
};
