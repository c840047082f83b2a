import { CAPABILITY_BYTES, RIGHT_MOD } from '../../abi/layout.ts';
import { capabilitySlot, type CapabilitySlot, type EnvIndex, frameNumber, type FrameNumber, virtualAddress } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { capabilityOfBytes, grants, hasAllRights, slotAt, withSlot } from '../capabilities.ts';
import { begin } from '../edit.ts';
import { pageAt } from '../memory.ts';
import { geometryOf, type Page, type Slot } from '../state.ts';
import { isInUserSpace, isKValid } from '../targets.ts';
import { set } from '../vector.ts';

export interface PgaclModArgs {
  readonly caller: EnvIndex;
  readonly k: CapabilitySlot;
  readonly frame: FrameNumber;
  readonly position: number;
  /** Whether `new` is not 0. */
  readonly given: boolean;
  /** The capability at `new`; null if none is given or its bytes are not canonical. */
  readonly capability: Slot;
}

const EFFECTS: readonly string[] = ['PGA-10', 'ENT-1'];

const withAcl = (page: Page, acl: readonly Slot[]): Page => ({
  status: page.status, readers: page.readers, writers: page.writers, pins: page.pins,
  readersLimit: page.readersLimit, writersLimit: page.writersLimit, acl,
});

/** pgacl_mod (k, frame, position, new*). */
export const pgaclMod: Call<PgaclModArgs> = {
  name: 'pgacl_mod',
  counts: NO_COUNTS,
  range: { rule: 'PGA-1', error: 'E_FAULT', test: isInUserSpace },
  fetch: (r) => (r.esi === 0 ? noRanges() : [{ address: virtualAddress(r.esi), length: CAPABILITY_BYTES }]),
  results: noRanges,
  decode: (r, bytes, caller) => ({
    caller, k: capabilitySlot(r.ebx), frame: frameNumber(r.ecx), position: r.edx, given: r.esi !== 0, capability: r.esi === 0 ? null : capabilityOfBytes(bytes),
  }),
  guards: [
    { rule: 'PGA-2', error: 'E_INVAL', test: (s, a) => a.frame < geometryOf(s).frames },
    { rule: 'PGA-3', error: 'E_INVAL', test: (s, a) => pageAt(s, a.frame).status === 'user' },
    { rule: 'PGA-4', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'PGA-5', error: 'E_CAP_INSUFF', test: (s, a) => grants(slotAt(s, a.caller, a.k), RIGHT_MOD, pageAt(s, a.frame).acl) },
    { rule: 'PGA-6', error: 'E_INVAL', test: (s, a) => a.position < geometryOf(s).aclEntries },
    { rule: 'PGA-7', error: 'E_INVAL', test: (_s, a) => a.position !== 0 || a.given },
    { rule: 'PGA-8', error: 'E_CAP_INVALID', test: (_s, a) => !a.given || a.capability !== null },
    { rule: 'PGA-9', error: 'E_CAP_INSUFF', test: (_s, a) => a.position !== 0 || a.capability === null || hasAllRights(a.capability) },
  ],
  elements: null,
  value: null,
  effect: (s, a) => {
    const e = begin(s);
    const page = pageAt(s, a.frame);
    e.pages = set(s.pages, a.frame, withAcl(page, withSlot(page.acl, a.position, a.capability)));
    return e;
  },
  effects: () => EFFECTS,
  rows: NO_ROWS,
};
