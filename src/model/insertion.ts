import { PAGE_BYTES } from '../abi/addressMap.ts';
import { ENTRY, RIGHT_WRITE } from '../abi/layout.ts';
import { type CapabilitySlot, frameNumber, type FrameNumber, type PageEntryWord, type VirtualAddress } from '../abi/words.ts';
import { grants, hasAllRights, slotAt } from './capabilities.ts';
import { has, quotient } from './digits.ts';
import type { Edit } from './edit.ts';
import { claimTable, claimUser, freeIfUnused, hasFree, isWithin, NO_FRAME, NONE_NAMED, nthFree, pageAt, rebind, takeLowestFree } from './memory.ts';
import { bindingOf, entryAt, payloadOf, regionOf, settledEntry, spaceAt, tableAt, withEntry, withTable } from './pageEntries.ts';
import { geometryOf, NULL_FRAME, type Entry, type Space, type State } from './state.ts';
import type { Targeted } from './targets.ts';
import { get, set } from './vector.ts';

/** One page entry that insert_pte or insert_pte_range sets. */
export interface Insertion extends Targeted {
  readonly k: CapabilitySlot;
  readonly pte: PageEntryWord;
  readonly va: VirtualAddress;
  readonly present: boolean;
  readonly writable: boolean;
  /** The frame named; 0 if it is any, or if the entry is not present. */
  readonly frame: FrameNumber;
  /** The frames that the call names, here or for another page. */
  readonly named: readonly FrameNumber[];
  /** The region of the last page that the call sets. */
  readonly lastRegion: number;
}

/** The frame number that means any free frame. */
const ANY = NULL_FRAME;

export const isPresent = (pte: PageEntryWord): boolean => has(pte, ENTRY.present);

/** The frame that a word names, 0 if it names none. */
export const namedFrame = (pte: PageEntryWord): FrameNumber => (isPresent(pte) ? frameNumber(quotient(pte, PAGE_BYTES)) : ANY);

/** The list of the frames that words name. */
export const namedFrames = (ptes: readonly PageEntryWord[]): readonly FrameNumber[] => {
  let named: FrameNumber[] | null = null;
  for (const pte of ptes) if (namedFrame(pte) !== ANY) (named ??= []).push(namedFrame(pte));
  return named ?? NONE_NAMED;
};

const spaceOf = (s: State, a: Insertion): Space => spaceAt(s, get(s.envs, a.target).directory);
export const oldEntry = (s: State, a: Insertion): Entry | null => entryAt(spaceOf(s, a), a.va);
export const isTableMissing = (s: State, a: Insertion): boolean => tableAt(spaceOf(s, a), regionOf(a.va)) === null;
export const isAny = (a: Insertion): boolean => a.present && a.frame === ANY;

export const isFrameFree = (s: State, a: Insertion): boolean => a.frame === ANY || pageAt(s, a.frame).status === 'free';

/** Frames that must be taken, a free one that is named not counted. */
const framesNeeded = (s: State, a: Insertion): number => (isAny(a) ? 1 : 0) + (isTableMissing(s, a) ? 1 : 0);

/** INS-6, IPR-8. */
export const isInRam = (s: State, a: Insertion): boolean => !a.present || a.frame < geometryOf(s).frames;

/** INS-7, IPR-9. */
export const isBindable = (s: State, a: Insertion): boolean => !a.present || isFrameFree(s, a) || pageAt(s, a.frame).status === 'user';

/** INS-8, IPR-10. */
export const mayBind = (s: State, a: Insertion): boolean =>
  !a.present || isFrameFree(s, a) || grants(slotAt(s, a.caller, a.k), a.writable ? RIGHT_WRITE : 0, pageAt(s, a.frame).acl);

/** INS-9, IPR-11. */
export const mayClaim = (s: State, a: Insertion): boolean => !a.present || !isFrameFree(s, a) || hasAllRights(slotAt(s, a.caller, a.k));

/** INS-10, IPR-12. */
export const isReadable = (s: State, a: Insertion): boolean => {
  if (!a.present) return true;
  if (isFrameFree(s, a)) return isWithin(1, geometryOf(s).readersLimit);
  const page = pageAt(s, a.frame);
  const old = oldEntry(s, a);
  const gone = old !== null && old.present && old.frame === a.frame ? 1 : 0;
  return isWithin(page.readers + 1 - gone, page.readersLimit);
};

/** INS-11, IPR-13. */
export const isWritable = (s: State, a: Insertion): boolean => {
  if (!a.writable) return true;
  if (isFrameFree(s, a)) return isWithin(1, geometryOf(s).writersLimit);
  const page = pageAt(s, a.frame);
  const old = oldEntry(s, a);
  const gone = old !== null && old.present && old.writable && old.frame === a.frame ? 1 : 0;
  return isWithin(page.writers + 1 - gone, page.writersLimit);
};

/** INS-12, IPR-14. What earlier elements took is not free in the state that they left. */
export const hasFramesToBind = (s: State, a: Insertion): boolean => !a.present || hasFree(s, a.named, framesNeeded(s, a));

/** INS-13, IPR-15. */
export const hasFrameToStore = (s: State, a: Insertion): boolean => a.present || hasFree(s, a.named, framesNeeded(s, a));

/**
 * The frame for "any". Page tables that are still missing in later regions of
 * the call take lower frames, MEM-5; where there are too few, a later check
 * refuses the call, and which frame is taken here does not matter.
 */
const takeAny = (e: Edit, a: Insertion, space: Space): FrameNumber => {
  let later = 0;
  for (let region = regionOf(a.va) + 1; region <= a.lastRegion; region++) if (tableAt(space, region) === null) later += 1;
  const frame = later === 0 ? NO_FRAME : nthFree(e, a.named, later, NO_FRAME);
  return frame === NO_FRAME ? takeLowestFree(e, a.named, NO_FRAME) : frame;
};

/** What the page is set to; a free frame is claimed. INS-15. */
const newEntry = (e: Edit, a: Insertion, space: Space): Entry | null => {
  if (!a.present) return payloadOf(a.pte);
  const frame = a.frame === ANY ? takeAny(e, a, space) : a.frame;
  if (get(e.pages, frame).status === 'free') claimUser(e, frame, slotAt(e, a.caller, a.k));
  return bindingOf(a.pte, frame);
};

/** Sets one page entry; the frame of the old one stays until the call ends. INS-14 to INS-17, IPR-16. */
export const insert = (e: Edit, a: Insertion): void => {
  const { directory } = get(e.envs, a.target);
  let space = spaceAt(e, directory);
  if (tableAt(space, regionOf(a.va)) === null) {
    const table = takeLowestFree(e, a.named, NO_FRAME);
    claimTable(e, table);
    space = withTable(space, regionOf(a.va), table);
  }
  const old = entryAt(space, a.va);
  const entry = settledEntry(old, newEntry(e, a, space));
  rebind(e, old, entry);
  e.spaces = set(e.spaces, directory, withEntry(space, a.va, entry));
};

/** At the end of the call, the frame of a binding that was replaced becomes free if nothing binds it by then. MEM-4. */
export const freeReplaced = (before: State, e: Edit, a: Insertion): void => {
  const old = oldEntry(before, a);
  if (old !== null && old.present) freeIfUnused(e, old.frame);
};
