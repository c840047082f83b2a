import { PAGE_BYTES, UTOP } from '../../abi/addressMap.ts';
import { RANGE_COUNT_MAX } from '../../abi/calls.ts';
import { ENTRY, RIGHT_WRITE } from '../../abi/layout.ts';
import { capabilitySlot, type CapabilitySlot, envId, pageEntryWord, type VirtualAddress, virtualAddress } from '../../abi/words.ts';
import { noRanges, type Call } from '../call.ts';
import { grants, slotAt } from '../capabilities.ts';
import { common, has, quotient, remainder, withFlags, withoutFlags } from '../digits.ts';
import type { Edit } from '../edit.ts';
import { isWithin, rebind } from '../memory.ts';
import { bindingOf, entryAt, entryWord, payloadOf, regionOf, settledEntry, spaceAt, tableAt, withEntry } from '../pageEntries.ts';
import type { Entry, State } from '../state.ts';
import { isKeValid, isKValid, isTargetLive, keGrantsWrite, targetOf, type Targeted } from '../targets.ts';
import { get, set } from '../vector.ts';

export interface ModPteRangeArgs extends Targeted {
  readonly k: CapabilitySlot;
  /** Flags to add, and flags to remove. */
  readonly add: number;
  readonly remove: number;
  readonly va: VirtualAddress;
  readonly n: number;
}

const HALF = 65536;
const SOFTWARE = 7 * ENTRY.softwareUnit;
const FIXED = ENTRY.present + ENTRY.user;
/** Flags that say how the frame is used, and so need its ACL. */
const OF_FRAME = ENTRY.present + ENTRY.writable + ENTRY.writeThrough + ENTRY.cacheDisable + ENTRY.accessed + ENTRY.dirty;
const ALL_FLAGS = OF_FRAME + ENTRY.user + SOFTWARE;

const isFlags = (half: number): boolean => common(half, ALL_FLAGS) === half;

const vaAt = (a: ModPteRangeArgs, at: number): VirtualAddress => virtualAddress(a.va + PAGE_BYTES * at);

const entryOf = (s: State, a: ModPteRangeArgs, at: number): Entry | null => entryAt(spaceAt(s, get(s.envs, a.target).directory), vaAt(a, at));

const hasTable = (s: State, a: ModPteRangeArgs, at: number): boolean =>
  tableAt(spaceAt(s, get(s.envs, a.target).directory), regionOf(vaAt(a, at))) !== null;

/** What an entry becomes: MPR-12 if it is present, MPR-13 if not. */
const modified = (old: Entry | null, { add, remove }: ModPteRangeArgs): Entry | null => {
  const word = entryWord(old);
  if (old === null || !old.present) return settledEntry(old, payloadOf(pageEntryWord(withoutFlags(withFlags(word, withoutFlags(add, ENTRY.present)), remove))));
  return settledEntry(old, bindingOf(pageEntryWord(withoutFlags(withFlags(word, withoutFlags(add, FIXED)), withoutFlags(remove, FIXED))), old.frame));
};

const mayModify = (s: State, a: ModPteRangeArgs, at: number): boolean => {
  const entry = entryOf(s, a, at);
  if (entry === null || !entry.present || (common(a.add, OF_FRAME) === 0 && common(a.remove, OF_FRAME) === 0)) return true;
  return grants(slotAt(s, a.caller, a.k), has(a.add, ENTRY.writable) ? RIGHT_WRITE : 0, get(s.pages, entry.frame).acl);
};

/** Judged by what results: a flag that is added and removed is removed. */
const isSharable = (s: State, a: ModPteRangeArgs, at: number): boolean => {
  const entry = entryOf(s, a, at);
  if (entry === null || !entry.present || entry.writable || !has(a.add, ENTRY.writable) || has(a.remove, ENTRY.writable)) return true;
  const page = get(s.pages, entry.frame);
  return isWithin(page.writers + 1, page.writersLimit);
};

const modify = (e: Edit, a: ModPteRangeArgs, at: number): void => {
  const { directory } = get(e.envs, a.target);
  const old = entryOf(e, a, at);
  const entry = modified(old, a);
  rebind(e, old, entry);
  e.spaces = set(e.spaces, directory, withEntry(spaceAt(e, directory), vaAt(a, at), entry));
};

const effects = (s: State, a: ModPteRangeArgs, next: State): readonly string[] => {
  const names = new Set<string>();
  for (let at = 0; at < a.n; at++) {
    const old = entryOf(s, a, at);
    if (old === null || !old.present) names.add('MPR-13');
    else {
      names.add('MPR-12').add('MEM-7');
      if (entryOf(next, a, at)?.writable !== old.writable) names.add('MEM-3');
    }
  }
  return [...names.add('ENT-1')];
};

/** mod_pte_range (k, flags, va, n, ke, env). */
export const modPteRange: Call<ModPteRangeArgs> = {
  name: 'mod_pte_range',
  counts: [{ rule: 'MPR-1', error: 'E_INVAL', test: (_s, r) => r.esi <= RANGE_COUNT_MAX }],
  range: null,
  fetch: noRanges,
  results: noRanges,
  decode: (r, _bytes, caller) => ({
    caller, k: capabilitySlot(r.ebx), add: remainder(r.ecx, HALF), remove: quotient(r.ecx, HALF), va: virtualAddress(r.edx), n: r.esi,
    ke: capabilitySlot(r.edi), env: envId(r.ebp), target: targetOf(envId(r.ebp), caller),
  }),
  guards: [
    { rule: 'MPR-2', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'MPR-3', error: 'E_CAP_INVALID', test: isKeValid },
    { rule: 'MPR-4', error: 'E_CAP_INSUFF', test: keGrantsWrite },
    { rule: 'MPR-5', error: 'E_INVAL', test: (_s, a) => isFlags(a.add) && isFlags(a.remove) },
    { rule: 'MPR-6', error: 'E_INVAL', test: (_s, a) => common(a.remove, FIXED) === 0 },
    { rule: 'MPR-7', error: 'E_INVAL', test: (_s, a) => remainder(a.va, PAGE_BYTES) === 0 && a.va + PAGE_BYTES * a.n <= UTOP },
    { rule: 'MPR-8', error: 'E_CAP_INVALID', test: isKValid },
  ],
  elements: {
    count: (a) => a.n,
    guards: [
      { rule: 'MPR-9', error: 'E_NOT_FOUND', test: hasTable },
      { rule: 'MPR-10', error: 'E_CAP_INSUFF', test: mayModify },
      { rule: 'MPR-11', error: 'E_SHARE', test: isSharable },
    ],
    apply: modify,
    settle: () => undefined,
  },
  value: null,
  effect: (s) => s,
  effects,
  rows: { asked: (r) => r.esi, done: () => 0 },
};
