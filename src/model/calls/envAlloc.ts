import { capabilitySlot, type CapabilitySlot, type EnvIndex } from '../../abi/words.ts';
import { bearAlone, lowestFreeRow, NO_ROW, slotsOfBirth, takeFreeRow } from '../birth.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { hasAllRights, slotAt } from '../capabilities.ts';
import { begin } from '../edit.ts';
import { idOf } from '../environments.ts';
import { hasFree, NONE_NAMED } from '../memory.ts';
import { geometryOf } from '../state.ts';
import { isKValid } from '../targets.ts';
import { get } from '../vector.ts';

export interface EnvAllocArgs {
  readonly caller: EnvIndex;
  readonly k: CapabilitySlot;
}

const FRAMES = 4;
const EFFECTS: readonly string[] = ['ENA-5', 'ENA-6', 'ENV-8', 'FPU-7', 'MEM-1', 'MEM-2', 'MEM-3', 'MEM-5', 'MEM-6', 'ENT-1'];

/** env_alloc (k). */
export const envAlloc: Call<EnvAllocArgs> = {
  name: 'env_alloc',
  counts: NO_COUNTS,
  range: null,
  fetch: noRanges,
  results: noRanges,
  decode: (r, _bytes, caller) => ({ caller, k: capabilitySlot(r.ebx) }),
  guards: [
    { rule: 'ENA-1', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'ENA-2', error: 'E_CAP_INSUFF', test: (s, a) => hasAllRights(slotAt(s, a.caller, a.k)) },
    { rule: 'ENA-3', error: 'E_NO_FREE_ENV', test: (s) => lowestFreeRow(s) !== NO_ROW },
    { rule: 'ENA-4', error: 'E_NO_MEM', test: (s) => hasFree(s, NONE_NAMED, FRAMES) },
  ],
  elements: null,
  value: (s) => idOf(s, takeFreeRow(s)),
  effect: (s, a) => {
    const e = begin(s);
    const row = takeFreeRow(s);
    bearAlone(e, row, get(s.envs, row).generation, slotsOfBirth(slotAt(s, a.caller, a.k), geometryOf(s).capabilitySlots));
    return e;
  },
  effects: () => EFFECTS,
  rows: NO_ROWS,
};
