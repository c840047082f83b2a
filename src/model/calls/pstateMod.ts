import { LIMIT_ALL } from '../../abi/geometry.ts';
import { RIGHT_MOD } from '../../abi/layout.ts';
import { capabilitySlot, type CapabilitySlot, type EnvIndex, frameNumber, type FrameNumber } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { grants, slotAt } from '../capabilities.ts';
import { begin } from '../edit.ts';
import { isWithin, pageAt } from '../memory.ts';
import { geometryOf, type Page } from '../state.ts';
import { isKValid } from '../targets.ts';
import { set } from '../vector.ts';

export interface PstateModArgs {
  readonly caller: EnvIndex;
  readonly k: CapabilitySlot;
  readonly frame: FrameNumber;
  readonly readersLimit: number;
  readonly writersLimit: number;
}

const EFFECTS: readonly string[] = ['PSM-8', 'ENT-1'];

const withLimits = (page: Page, readersLimit: number, writersLimit: number): Page => {
  if (page.readersLimit === readersLimit && page.writersLimit === writersLimit) return page;
  const { status, readers, writers, pins, acl } = page;
  return { status, readers, writers, pins, readersLimit, writersLimit, acl };
};

/** pstate_mod (k, frame, readers, writers). */
export const pstateMod: Call<PstateModArgs> = {
  name: 'pstate_mod',
  counts: NO_COUNTS,
  range: null,
  fetch: noRanges,
  results: noRanges,
  decode: (r, _bytes, caller) => ({ caller, k: capabilitySlot(r.ebx), frame: frameNumber(r.ecx), readersLimit: r.edx, writersLimit: r.esi }),
  guards: [
    { rule: 'PSM-1', error: 'E_INVAL', test: (s, a) => a.frame < geometryOf(s).frames },
    { rule: 'PSM-2', error: 'E_INVAL', test: (s, a) => pageAt(s, a.frame).status === 'user' },
    { rule: 'PSM-3', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'PSM-4', error: 'E_CAP_INSUFF', test: (s, a) => grants(slotAt(s, a.caller, a.k), RIGHT_MOD, pageAt(s, a.frame).acl) },
    { rule: 'PSM-5', error: 'E_INVAL', test: (_s, a) => a.readersLimit <= LIMIT_ALL && a.writersLimit <= LIMIT_ALL },
    { rule: 'PSM-6', error: 'E_SHARE', test: (s, a) => isWithin(pageAt(s, a.frame).readers, a.readersLimit) },
    { rule: 'PSM-7', error: 'E_SHARE', test: (s, a) => isWithin(pageAt(s, a.frame).writers, a.writersLimit) },
  ],
  elements: null,
  value: null,
  effect: (s, a) => {
    const e = begin(s);
    e.pages = set(s.pages, a.frame, withLimits(pageAt(s, a.frame), a.readersLimit, a.writersLimit));
    return e;
  },
  effects: () => EFFECTS,
  rows: NO_ROWS,
};
