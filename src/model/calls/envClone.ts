import { capabilitySlot, type CapabilitySlot, type EnvIndex } from '../../abi/words.ts';
import { bear, claimUarea, lowestFreeRow, NO_ROW, slotsOfBirth, takeFreeRow } from '../birth.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { hasAllRights, slotAt } from '../capabilities.ts';
import { begin } from '../edit.ts';
import { idOf } from '../environments.ts';
import { hasFree, NO_FRAME, NONE_NAMED, takeLowestFree } from '../memory.ts';
import { spaceAt, withUarea } from '../pageEntries.ts';
import { geometryOf, ZERO_CONTENTS } from '../state.ts';
import { isKValid } from '../targets.ts';
import { get, set } from '../vector.ts';

export interface EnvCloneArgs {
  readonly caller: EnvIndex;
  readonly k: CapabilitySlot;
}

const EFFECTS: readonly string[] = ['ENC-5', 'ENC-6', 'ENV-8', 'FPU-7', 'MEM-1', 'MEM-2', 'MEM-5', 'ENT-1'];

/** env_clone (k). */
export const envClone: Call<EnvCloneArgs> = {
  name: 'env_clone',
  counts: NO_COUNTS,
  range: null,
  fetch: noRanges,
  results: noRanges,
  decode: (r, _bytes, caller) => ({ caller, k: capabilitySlot(r.ebx) }),
  guards: [
    { rule: 'ENC-1', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'ENC-2', error: 'E_CAP_INSUFF', test: (s, a) => hasAllRights(slotAt(s, a.caller, a.k)) },
    { rule: 'ENC-3', error: 'E_NO_FREE_ENV', test: (s) => lowestFreeRow(s) !== NO_ROW },
    { rule: 'ENC-4', error: 'E_NO_MEM', test: (s) => hasFree(s, NONE_NAMED, 1) },
  ],
  elements: null,
  value: (s) => idOf(s, takeFreeRow(s)),
  effect: (s, a) => {
    const e = begin(s);
    const row = takeFreeRow(s);
    const { directory } = get(s.envs, a.caller);
    const slots = slotsOfBirth(slotAt(s, a.caller, a.k), geometryOf(s).capabilitySlots);
    const uarea = takeLowestFree(e, NONE_NAMED, NO_FRAME);
    claimUarea(e, uarea, slots[0], ZERO_CONTENTS);
    e.spaces = set(s.spaces, directory, withUarea(spaceAt(s, directory), row));
    bear(e, row, get(s.envs, row).generation, slots, directory, uarea);
    return e;
  },
  effects: () => EFFECTS,
  rows: NO_ROWS,
};
