import { PAGE_BYTES } from '../abi/addressMap.ts';
import { ENTRY, RIGHT_WRITE } from '../abi/layout.ts';
import { grants, hasAllRights, slotAt } from './capabilities.ts';
import { has, quotient } from './digits.ts';
import type { Edit } from './edit.ts';
import { claimTable, claimUser, freeIfUnused, hasFree, isWithin, NO_FRAME, NONE_NAMED, nthFree, rebind, takeLowestFree } from './memory.ts';
import { bindingOf, entryAt, payloadOf, regionOf, settledEntry, spaceAt, tableAt, withEntry, withTable } from './pageEntries.ts';
import { geometryOf, type Entry, type PageStatus, type Space, type State } from './state.ts';
import type { Targeted } from './targets.ts';
import { get, set } from './vector.ts';

/** One page entry that insert_pte or insert_pte_range sets. */
export interface Insertion extends Targeted {
  readonly k: number;
  readonly pte: number;
  readonly va: number;
  readonly present: boolean;
  readonly writable: boolean;
  /** The frame named; 0 if it is any, or if the entry is not present. */
  readonly frame: number;
  /** The frames that the call names, here or for another page. */
  readonly named: readonly number[];
  /** The region of the last page that the call sets. */
  readonly lastRegion: number;
}

/** The frame number that means any free frame. */
const ANY = 0;

export const isPresent = (pte: number): boolean => has(pte, ENTRY.present);

/** The frame that a word names, 0 if it names none. */
export const namedFrame = (pte: number): number => (isPresent(pte) ? quotient(pte, PAGE_BYTES) : ANY);

/** The list of the frames that words name. */
export const namedFrames = (ptes: readonly number[]): readonly number[] => {
  let named: number[] | null = null;
  for (const pte of ptes) if (namedFrame(pte) !== ANY) (named ??= []).push(namedFrame(pte));
  return named ?? NONE_NAMED;
};

const spaceOf = (s: State, a: Insertion): Space => spaceAt(s, get(s.envs, a.target).directory);
export const oldEntry = (s: State, a: Insertion): Entry | null => entryAt(spaceOf(s, a), a.va);
export const isTableMissing = (s: State, a: Insertion): boolean => tableAt(spaceOf(s, a), regionOf(a.va)) === null;
export const isAny = (a: Insertion): boolean => a.present && a.frame === ANY;

/** What lies beyond RAM is nobody's. */
const statusOf = (s: State, frame: number): PageStatus => (frame < s.pages.length ? get(s.pages, frame).status : 'kernel');

export const isFrameFree = (s: State, a: Insertion): boolean => a.frame === ANY || statusOf(s, a.frame) === 'free';

/** Frames that must be taken, a free one that is named not counted. */
const framesNeeded = (s: State, a: Insertion): number => (isAny(a) ? 1 : 0) + (isTableMissing(s, a) ? 1 : 0);

/** INS-6, IPR-8. */
export const isInRam = (s: State, a: Insertion): boolean => !a.present || a.frame < geometryOf(s).frames;

/** INS-7, IPR-9. */
export const isBindable = (s: State, a: Insertion): boolean => !a.present || isFrameFree(s, a) || statusOf(s, a.frame) === 'user';

/** INS-8, IPR-10. */
export const mayBind = (s: State, a: Insertion): boolean =>
  !a.present || isFrameFree(s, a) || grants(slotAt(s, a.caller, a.k), a.writable ? RIGHT_WRITE : 0, get(s.pages, a.frame).acl);

/** INS-9, IPR-11. */
export const mayClaim = (s: State, a: Insertion): boolean => !a.present || !isFrameFree(s, a) || hasAllRights(slotAt(s, a.caller, a.k));

/** INS-10, IPR-12. */
export const isReadable = (s: State, a: Insertion): boolean => {
  if (!a.present) return true;
  if (isFrameFree(s, a)) return isWithin(1, geometryOf(s).readersLimit);
  const page = get(s.pages, a.frame);
  const old = oldEntry(s, a);
  const gone = old !== null && old.present && old.frame === a.frame ? 1 : 0;
  return isWithin(page.readers + 1 - gone, page.readersLimit);
};

/** INS-11, IPR-13. */
export const isWritable = (s: State, a: Insertion): boolean => {
  if (!a.writable) return true;
  if (isFrameFree(s, a)) return isWithin(1, geometryOf(s).writersLimit);
  const page = get(s.pages, a.frame);
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
const takeAny = (e: Edit, a: Insertion, space: Space): number => {
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
