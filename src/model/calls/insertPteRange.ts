import { PAGE_BYTES, UTOP } from '../../abi/addressMap.ts';
import { RANGE_COUNT_MAX } from '../../abi/calls.ts';
import { ENTRY } from '../../abi/layout.ts';
import { capabilitySlot, type CapabilitySlot, envId, pageEntryWord, type PageEntryWord, type VirtualAddress, virtualAddress } from '../../abi/words.ts';
import { noRanges, type Call } from '../call.ts';
import { has, remainder, wordsOfBytes } from '../digits.ts';
import {
  freeReplaced, hasFramesToBind, hasFrameToStore, insert, isAny, isBindable, isFrameFree, isInRam, isPresent, isReadable, isTableMissing,
  isWritable, mayBind, mayClaim, namedFrame, namedFrames, oldEntry, type Insertion,
} from '../insertion.ts';
import { regionOf } from '../pageEntries.ts';
import type { State } from '../state.ts';
import { isInUserSpace, isKeValid, isKValid, isTargetLive, keGrantsWrite, targetOf, type Targeted } from '../targets.ts';
import { get } from '../vector.ts';

export interface InsertPteRangeArgs extends Targeted {
  readonly k: CapabilitySlot;
  readonly va: VirtualAddress;
  readonly elements: readonly Insertion[];
}

const WORD_BYTES = 4;

const elementsOf = (ptes: readonly PageEntryWord[], k: CapabilitySlot, va: VirtualAddress, { caller, ke, env, target }: Targeted): readonly Insertion[] => {
  const named = namedFrames(ptes);
  const lastRegion = ptes.length === 0 ? 0 : regionOf(virtualAddress(va + PAGE_BYTES * (ptes.length - 1)));
  return ptes.map((pte, i) => ({
    caller, k, pte, va: virtualAddress(va + PAGE_BYTES * i), present: isPresent(pte), writable: isPresent(pte) && has(pte, ENTRY.writable),
    frame: namedFrame(pte), named, lastRegion, ke, env, target,
  }));
};

/** What one element made happen, added to what the earlier ones did. */
const addEffects = (s: State, a: Insertion, next: State, names: Set<string>): void => {
  const isNewTable = isTableMissing(s, a);
  const old = oldEntry(s, a);
  if (isNewTable) names.add('MEM-6');
  if (isNewTable || isAny(a)) names.add('MEM-5');
  if (a.present && isFrameFree(s, a)) names.add('MEM-1').add('MEM-2');
  if (a.present) names.add('MEM-3');
  if (old === null || !old.present) return;
  names.add('MEM-7');
  if (get(next.pages, old.frame).status === 'free') names.add('MEM-4');
};

const effects = (s: State, a: InsertPteRangeArgs, next: State): readonly string[] => {
  const names = new Set(['IPR-16', 'ENT-1']);
  for (const element of a.elements) addEffects(s, element, next, names);
  return [...names];
};

/** insert_pte_range (k, ptes*, n, va, ke, env). */
export const insertPteRange: Call<InsertPteRangeArgs> = {
  name: 'insert_pte_range',
  counts: [{ rule: 'IPR-1', error: 'E_INVAL', test: (_s, r) => r.edx <= RANGE_COUNT_MAX }],
  range: { rule: 'IPR-2', error: 'E_FAULT', test: isInUserSpace },
  fetch: (r) => [{ address: virtualAddress(r.ecx), length: WORD_BYTES * r.edx }],
  results: noRanges,
  decode: (r, bytes, caller) => {
    const env = envId(r.ebp);
    const who = { caller, ke: capabilitySlot(r.edi), env, target: targetOf(env, caller) };
    const k = capabilitySlot(r.ebx);
    const va = virtualAddress(r.esi);
    return { caller, k, va, elements: elementsOf(wordsOfBytes(bytes, pageEntryWord), k, va, who), ke: who.ke, env, target: who.target };
  },
  guards: [
    { rule: 'IPR-3', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'IPR-4', error: 'E_CAP_INVALID', test: isKeValid },
    { rule: 'IPR-5', error: 'E_CAP_INSUFF', test: keGrantsWrite },
    {
      rule: 'IPR-6', error: 'E_INVAL',
      test: (_s, a) => remainder(a.va, PAGE_BYTES) === 0 && a.va + PAGE_BYTES * a.elements.length <= UTOP,
    },
    { rule: 'IPR-7', error: 'E_CAP_INVALID', test: isKValid },
  ],
  elements: {
    count: (a) => a.elements.length,
    guards: [
      { rule: 'IPR-8', error: 'E_INVAL', test: (s, a, at) => isInRam(s, a.elements[at]) },
      { rule: 'IPR-9', error: 'E_INVAL', test: (s, a, at) => isBindable(s, a.elements[at]) },
      { rule: 'IPR-10', error: 'E_CAP_INSUFF', test: (s, a, at) => mayBind(s, a.elements[at]) },
      { rule: 'IPR-11', error: 'E_CAP_INSUFF', test: (s, a, at) => mayClaim(s, a.elements[at]) },
      { rule: 'IPR-12', error: 'E_SHARE', test: (s, a, at) => isReadable(s, a.elements[at]) },
      { rule: 'IPR-13', error: 'E_SHARE', test: (s, a, at) => isWritable(s, a.elements[at]) },
      { rule: 'IPR-14', error: 'E_NO_MEM', test: (s, a, at) => hasFramesToBind(s, a.elements[at]) },
      { rule: 'IPR-15', error: 'E_NO_MEM', test: (s, a, at) => hasFrameToStore(s, a.elements[at]) },
    ],
    apply: (e, a, at) => insert(e, a.elements[at]),
    settle: (before, e, a) => {
      for (const element of a.elements) freeReplaced(before, e, element);
    },
  },
  value: null,
  effect: (s) => s,
  effects,
  rows: { asked: (r) => r.edx, done: () => 0 },
};
