import { CAPABILITY_BYTES, RIGHT_DUP, UAREA } from '../../abi/layout.ts';
import { capabilitySlot, type CapabilitySlot, envId, type EnvId, type EnvIndex } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { capabilityOfBytes, dominates, isSubset, slotAt, withSlot } from '../capabilities.ts';
import { bytesIn, withWord, wordIn } from '../contents.ts';
import { begin } from '../edit.ts';
import { idOf, indexOfId, isLive, withCapabilities } from '../environments.ts';
import { geometryOf, ZERO_CONTENTS, type Contents, type Slot, type State } from '../state.ts';
import { get, set } from '../vector.ts';

export interface AcquireArgs {
  readonly caller: EnvIndex;
  readonly k: CapabilitySlot;
  /** The id that is named, and its row index. */
  readonly granter: EnvId;
  readonly target: EnvIndex;
}

const EFFECTS: readonly string[] = ['ACQ-8', 'ENT-1'];

/** The granter's u-area; who is not live offers nothing. */
const offerOf = (s: State, a: AcquireArgs): Contents => {
  if (a.target >= s.envs.length) return ZERO_CONTENTS;
  return get(s.contents, get(s.envs, a.target).uarea) ?? ZERO_CONTENTS;
};

/** The capability offered; null if its bytes are not canonical. */
const offered = (s: State, a: AcquireArgs): Slot => capabilityOfBytes(bytesIn(offerOf(s, a), UAREA.gcap, CAPABILITY_BYTES));

/** The granter's capability that vouches for the offer. */
const voucher = (s: State, a: AcquireArgs): Slot => (a.target >= s.envs.length ? null : slotAt(s, a.target, capabilitySlot(wordIn(offerOf(s, a), UAREA.gkey))));

const effect = (s: State, a: AcquireArgs): State => {
  const e = begin(s);
  const caller = get(s.envs, a.caller);
  e.envs = set(s.envs, a.caller, withCapabilities(caller, withSlot(caller.capabilities, a.k, offered(s, a))));
  if (!isLive(s, a.granter)) return e;
  e.contents = set(s.contents, get(s.envs, a.target).uarea, withWord(offerOf(s, a), UAREA.aenvid, 0));
  return e;
};

/** acquire (k, granter). */
export const acquire: Call<AcquireArgs> = {
  name: 'acquire',
  counts: NO_COUNTS,
  range: null,
  fetch: noRanges,
  results: noRanges,
  decode: (r, _bytes, caller) => ({ caller, k: capabilitySlot(r.ebx), granter: envId(r.ecx), target: indexOfId(envId(r.ecx)) }),
  guards: [
    { rule: 'ACQ-1', error: 'E_BAD_ENV', test: (s, a) => isLive(s, a.granter) },
    { rule: 'ACQ-2', error: 'E_INVAL', test: (s, a) => a.k !== 0 && a.k < geometryOf(s).capabilitySlots },
    { rule: 'ACQ-3', error: 'E_NOT_FOUND', test: (s, a) => wordIn(offerOf(s, a), UAREA.aenvid) === idOf(s, a.caller) },
    { rule: 'ACQ-4', error: 'E_CAP_INVALID', test: (s, a) => voucher(s, a) !== null },
    { rule: 'ACQ-5', error: 'E_CAP_INVALID', test: (s, a) => offered(s, a) !== null },
    {
      rule: 'ACQ-6', error: 'E_CAP_INSUFF',
      test: (s, a) => {
        const key = voucher(s, a);
        return key !== null && isSubset(RIGHT_DUP, key.rights);
      },
    },
    {
      rule: 'ACQ-7', error: 'E_CAP_INSUFF',
      test: (s, a) => {
        const key = voucher(s, a);
        const capability = offered(s, a);
        return capability === null || (key !== null && dominates(key, capability));
      },
    },
  ],
  elements: null,
  value: null,
  effect,
  effects: () => EFFECTS,
  rows: NO_ROWS,
};
