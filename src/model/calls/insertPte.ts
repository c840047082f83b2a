import { PAGE_BYTES, UTOP } from '../../abi/addressMap.ts';
import { ENTRY, RIGHT_WRITE } from '../../abi/layout.ts';
import { fetchNothing, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { grants, hasAllRights, slotAt } from '../capabilities.ts';
import { has, quotient, remainder } from '../digits.ts';
import { begin, type Edit } from '../edit.ts';
import { claimTable, claimUser, countBinding, hasFree, isWithin, releaseBinding, takeLowestFree } from '../memory.ts';
import { bindingOf, entryAt, payloadOf, regionOf, spaceAt, tableAt, withEntry, withTable } from '../pageEntries.ts';
import { geometryOf, type Entry, type State } from '../state.ts';
import { isKeValid, isKValid, isTargetLive, keGrantsWrite, targetOf, type Targeted } from '../targets.ts';
import { get, set } from '../vector.ts';

export interface InsertPteArgs extends Targeted {
  readonly k: number;
  readonly pte: number;
  readonly va: number;
  readonly present: boolean;
  readonly writable: boolean;
  /** The frame named; 0 if it is any, or if the entry is not present. */
  readonly frame: number;
}

/** The frame number that means any free frame. */
const ANY = 0;

const oldEntry = (s: State, a: InsertPteArgs): Entry | null => entryAt(spaceAt(s, get(s.envs, a.target).directory), a.va);

const isTableMissing = (s: State, a: InsertPteArgs): boolean =>
  tableAt(spaceAt(s, get(s.envs, a.target).directory), regionOf(a.va)) === null;

const isFrameFree = (s: State, a: InsertPteArgs): boolean => a.frame === ANY || get(s.pages, a.frame).status === 'free';

/** Frames that must be taken, a free one that is named not counted. */
const framesNeeded = (s: State, a: InsertPteArgs): number => (a.present && a.frame === ANY ? 1 : 0) + (isTableMissing(s, a) ? 1 : 0);

const isReadable = (s: State, a: InsertPteArgs): boolean => {
  if (isFrameFree(s, a)) return isWithin(1, geometryOf(s).readersLimit);
  const page = get(s.pages, a.frame);
  const old = oldEntry(s, a);
  const gone = old !== null && old.present && old.frame === a.frame ? 1 : 0;
  return isWithin(page.readers + 1 - gone, page.readersLimit);
};

const isWritable = (s: State, a: InsertPteArgs): boolean => {
  if (isFrameFree(s, a)) return isWithin(1, geometryOf(s).writersLimit);
  const page = get(s.pages, a.frame);
  const old = oldEntry(s, a);
  const gone = old !== null && old.present && old.writable && old.frame === a.frame ? 1 : 0;
  return isWithin(page.writers + 1 - gone, page.writersLimit);
};

/** Chooses and claims what is bound, and counts it. INS-15. */
const newEntry = (e: Edit, a: InsertPteArgs): Entry | null => {
  if (!a.present) return payloadOf(a.pte);
  const frame = a.frame === ANY ? takeLowestFree(e, ANY) : a.frame;
  if (get(e.pages, frame).status === 'free') claimUser(e, frame, slotAt(e, a.caller, a.k));
  const binding = bindingOf(a.pte, frame);
  countBinding(e, binding);
  return binding;
};

const effect = (s: State, a: InsertPteArgs): State => {
  const e = begin(s);
  const { directory } = get(s.envs, a.target);
  let space = spaceAt(s, directory);
  const old = entryAt(space, a.va);
  if (isTableMissing(s, a)) {
    const table = takeLowestFree(s, a.frame);
    claimTable(e, table);
    space = withTable(space, regionOf(a.va), table);
  }
  // The new binding is counted before the old one is released, so that a frame that stays bound stays. INS-16.
  const entry = newEntry(e, a);
  if (old !== null && old.present) releaseBinding(e, old);
  e.spaces = set(s.spaces, directory, withEntry(space, a.va, entry));
  return e;
};

const effects = (s: State, a: InsertPteArgs, next: State): readonly string[] => {
  const names = ['INS-17', 'ENT-1'];
  const isNewTable = isTableMissing(s, a);
  const old = oldEntry(s, a);
  if (isNewTable) names.push('INS-14', 'MEM-6');
  if (isNewTable || (a.present && a.frame === ANY)) names.push('MEM-5');
  if (a.present && isFrameFree(s, a)) names.push('INS-15', 'MEM-1', 'MEM-2');
  if (a.present) names.push('MEM-3');
  if (old === null || !old.present) return names;
  names.push('INS-16', 'MEM-7');
  if (get(next.pages, old.frame).status === 'free') names.push('MEM-4');
  return names;
};

/** insert_pte (k, pte, va, ke, env). */
export const insertPte: Call<InsertPteArgs> = {
  name: 'insert_pte',
  counts: NO_COUNTS,
  range: null,
  fetch: fetchNothing,
  decode: (r, _bytes, caller) => {
    const present = has(r.ecx, ENTRY.present);
    return {
      caller, k: r.ebx, pte: r.ecx, va: r.edx, present, writable: present && has(r.ecx, ENTRY.writable),
      frame: present ? quotient(r.ecx, PAGE_BYTES) : ANY, ke: r.esi, env: r.edi, target: targetOf(r.edi, caller),
    };
  },
  guards: [
    { rule: 'INS-1', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'INS-2', error: 'E_CAP_INVALID', test: isKeValid },
    { rule: 'INS-3', error: 'E_CAP_INSUFF', test: keGrantsWrite },
    { rule: 'INS-4', error: 'E_INVAL', test: (_s, a) => remainder(a.va, PAGE_BYTES) === 0 && a.va < UTOP },
    { rule: 'INS-5', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'INS-6', error: 'E_INVAL', test: (s, a) => !a.present || a.frame < geometryOf(s).frames },
    {
      rule: 'INS-7', error: 'E_INVAL',
      test: (s, a) => !a.present || isFrameFree(s, a) || get(s.pages, a.frame).status === 'user',
    },
    {
      rule: 'INS-8', error: 'E_CAP_INSUFF',
      test: (s, a) =>
        !a.present || isFrameFree(s, a) || grants(slotAt(s, a.caller, a.k), a.writable ? RIGHT_WRITE : 0, get(s.pages, a.frame).acl),
    },
    { rule: 'INS-9', error: 'E_CAP_INSUFF', test: (s, a) => !a.present || !isFrameFree(s, a) || hasAllRights(slotAt(s, a.caller, a.k)) },
    { rule: 'INS-10', error: 'E_SHARE', test: (s, a) => !a.present || isReadable(s, a) },
    { rule: 'INS-11', error: 'E_SHARE', test: (s, a) => !a.writable || isWritable(s, a) },
    { rule: 'INS-12', error: 'E_NO_MEM', test: (s, a) => !a.present || hasFree(s, a.frame, framesNeeded(s, a)) },
    { rule: 'INS-13', error: 'E_NO_MEM', test: (s, a) => a.present || hasFree(s, ANY, framesNeeded(s, a)) },
  ],
  value: null,
  effect,
  effects,
  rows: NO_ROWS,
};
