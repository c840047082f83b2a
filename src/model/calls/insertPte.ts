import { PAGE_BYTES, UTOP } from '../../abi/addressMap.ts';
import { ENTRY } from '../../abi/layout.ts';
import { capabilitySlot, envId, pageEntryWord, virtualAddress } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { has, remainder } from '../digits.ts';
import { begin } from '../edit.ts';
import {
  freeReplaced, hasFramesToBind, hasFrameToStore, insert, isAny, isBindable, isFrameFree, isInRam, isPresent, isReadable, isTableMissing,
  isWritable, mayBind, mayClaim, namedFrame, namedFrames, oldEntry, type Insertion,
} from '../insertion.ts';
import { regionOf } from '../pageEntries.ts';
import type { State } from '../state.ts';
import { isKeValid, isKValid, isTargetLive, keGrantsWrite, targetOf } from '../targets.ts';
import { get } from '../vector.ts';

/** A range of one page. */
export type InsertPteArgs = Insertion;

const effects = (s: State, a: InsertPteArgs, next: State): readonly string[] => {
  const names = ['INS-17', 'ENT-1'];
  const isNewTable = isTableMissing(s, a);
  const old = oldEntry(s, a);
  if (isNewTable) names.push('INS-14', 'MEM-6');
  if (isNewTable || isAny(a)) names.push('MEM-5');
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
  fetch: noRanges,
  results: noRanges,
  decode: (r, _bytes, caller) => {
    const pte = pageEntryWord(r.ecx);
    const va = virtualAddress(r.edx);
    const env = envId(r.edi);
    return {
      caller, k: capabilitySlot(r.ebx), pte, va, present: isPresent(pte), writable: isPresent(pte) && has(pte, ENTRY.writable),
      frame: namedFrame(pte), named: namedFrames([pte]), lastRegion: regionOf(va), ke: capabilitySlot(r.esi), env, target: targetOf(env, caller),
    };
  },
  guards: [
    { rule: 'INS-1', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'INS-2', error: 'E_CAP_INVALID', test: isKeValid },
    { rule: 'INS-3', error: 'E_CAP_INSUFF', test: keGrantsWrite },
    { rule: 'INS-4', error: 'E_INVAL', test: (_s, a) => remainder(a.va, PAGE_BYTES) === 0 && a.va < UTOP },
    { rule: 'INS-5', error: 'E_CAP_INVALID', test: isKValid },
    { rule: 'INS-6', error: 'E_INVAL', test: isInRam },
    { rule: 'INS-7', error: 'E_INVAL', test: isBindable },
    { rule: 'INS-8', error: 'E_CAP_INSUFF', test: mayBind },
    { rule: 'INS-9', error: 'E_CAP_INSUFF', test: mayClaim },
    { rule: 'INS-10', error: 'E_SHARE', test: isReadable },
    { rule: 'INS-11', error: 'E_SHARE', test: isWritable },
    { rule: 'INS-12', error: 'E_NO_MEM', test: hasFramesToBind },
    { rule: 'INS-13', error: 'E_NO_MEM', test: hasFrameToStore },
  ],
  elements: null,
  value: null,
  effect: (s, a) => {
    const e = begin(s);
    insert(e, a);
    freeReplaced(s, e, a);
    return e;
  },
  effects,
  rows: NO_ROWS,
};
