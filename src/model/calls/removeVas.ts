import { PAGE_BYTES, UTOP } from '../../abi/addressMap.ts';
import { RANGE_COUNT_MAX } from '../../abi/calls.ts';
import { capabilitySlot, envId, type VirtualAddress, virtualAddress } from '../../abi/words.ts';
import { noRanges, type Call } from '../call.ts';
import { remainder, wordsOfBytes } from '../digits.ts';
import { begin } from '../edit.ts';
import { releaseBinding } from '../memory.ts';
import { entryAt, spaceAt, withEntry } from '../pageEntries.ts';
import type { State } from '../state.ts';
import { isInUserSpace, isKeValid, isTargetLive, keGrantsWrite, targetOf, type Targeted } from '../targets.ts';
import { get, set } from '../vector.ts';

export interface RemoveVasArgs extends Targeted {
  readonly vas: readonly VirtualAddress[];
}

const WORD_BYTES = 4;
const REMOVED: readonly string[] = ['RMV-7', 'RMV-8', 'ENT-1'];
const RELEASED: readonly string[] = ['RMV-7', 'RMV-8', 'MEM-3', 'MEM-7', 'ENT-1'];
const FREED: readonly string[] = ['RMV-7', 'RMV-8', 'MEM-3', 'MEM-4', 'MEM-7', 'ENT-1'];

/** No right on a page is needed: keeping a binding is the owner's own affair. RMV-8. */
const effects = (s: State, a: RemoveVasArgs, next: State): readonly string[] => {
  const space = spaceAt(s, get(s.envs, a.target).directory);
  let names = REMOVED;
  for (const va of a.vas) {
    const entry = entryAt(space, va);
    if (entry === null || !entry.present) continue;
    if (get(next.pages, entry.frame).status === 'free') return FREED;
    names = RELEASED;
  }
  return names;
};

/** remove_vas (vas*, n, ke, env). */
export const removeVas: Call<RemoveVasArgs> = {
  name: 'remove_vas',
  counts: [{ rule: 'RMV-1', error: 'E_INVAL', test: (_s, r) => r.ecx <= RANGE_COUNT_MAX }],
  range: { rule: 'RMV-2', error: 'E_FAULT', test: isInUserSpace },
  fetch: (r) => [{ address: virtualAddress(r.ebx), length: WORD_BYTES * r.ecx }],
  results: noRanges,
  decode: (r, bytes, caller) => ({ caller, vas: wordsOfBytes(bytes, virtualAddress), ke: capabilitySlot(r.edx), env: envId(r.esi), target: targetOf(envId(r.esi), caller) }),
  guards: [
    { rule: 'RMV-3', error: 'E_BAD_ENV', test: isTargetLive },
    { rule: 'RMV-4', error: 'E_CAP_INVALID', test: isKeValid },
    { rule: 'RMV-5', error: 'E_CAP_INSUFF', test: keGrantsWrite },
    { rule: 'RMV-6', error: 'E_INVAL', test: (_s, a) => a.vas.every((va) => remainder(va, PAGE_BYTES) === 0 && va < UTOP) },
  ],
  elements: null,
  value: null,
  effect: (s, a) => {
    const e = begin(s);
    const { directory } = get(s.envs, a.target);
    let space = spaceAt(s, directory);
    for (const va of a.vas) {
      const entry = entryAt(space, va);
      if (entry === null) continue;
      space = withEntry(space, va, null);
      if (entry.present) releaseBinding(e, entry);
    }
    e.spaces = set(s.spaces, directory, space);
    return e;
  },
  effects,
  rows: { asked: (r) => r.ecx, done: () => 0 },
};
