import { describe, expect, it } from 'vitest';
import { virtualAddress } from '../../src/abi/words.ts';
import { entryAt, entryWord, spaceAt } from '../../src/model/pageEntries.ts';
import type { Step } from '../../src/check/step.ts';
import type { State } from '../../src/model/state.ts';
import { get } from '../../src/model/vector.ts';
import { rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';

const storeStep = (ebx: number): Step => ({ kind: 'user', operation: 'store32', registers: { ebx, eax: 1 } });

const wordAt = (s: State, target: number, va: number): number => entryWord(entryAt(spaceAt(s, get(s.envs, target).directory), virtualAddress(va)));

/** The word after flags were added and then removed; present and user stay as they are in an entry, and present in a payload. */
const modified = (word: number, flags: number): number => {
  const kept = word % 2 === 1 ? 5 : 1;
  const add = flags & 0xffff;
  const remove = flags >>> 16;
  return (((((word | add) & ~remove) & ~kept) | (word & kept)) >>> 0);
};

/** Covers MPR-1 to MPR-13. */
describe('mod_pte_range', () => {
  refusalsChangeNothing('mod_pte_range');

  it('changes each entry of the range as the flags say, and no other entry of the space', () => law('mod_pte_range', ({ before, after, words }) => {
    const { va, n, flags, env } = words;
    const target = rowNamed(before, env);
    for (let i = 0; i < n; i++) expect(wordAt(after, target, va + 4096 * i)).toBe(modified(wordAt(before, target, va + 4096 * i), flags));
    for (const neighbour of [va - 4096, va + 4096 * n]) {
      if (neighbour >= 0 && neighbour < 0xee000000) expect(wordAt(after, target, neighbour)).toBe(wordAt(before, target, neighbour));
    }
    return n > 0;
  }));

  it('counts the writers that it makes and unmakes', () => law('mod_pte_range', ({ before, after, words }) => {
    const { va, n, env } = words;
    const target = rowNamed(before, env);
    const change = new Map<number, number>();
    for (let i = 0; i < n; i++) {
      const was = entryAt(spaceAt(before, get(before.envs, target).directory), virtualAddress(va + 4096 * i));
      const is = entryAt(spaceAt(after, get(after.envs, target).directory), virtualAddress(va + 4096 * i));
      if (was === null || is === null || was.writable === is.writable) continue;
      change.set(was.frame, (change.get(was.frame) ?? 0) + (is.writable ? 1 : -1));
    }
    for (let f = 0; f < before.pages.length; f++) {
      const was = get(before.pages, f);
      expect(get(after.pages, f)).toEqual({ ...was, writers: was.writers + (change.get(f) ?? 0) });
    }
    return change.size > 0;
  }, 2000));

  it('is believed by the processor at once (MEM-7)', () => law('mod_pte_range', ({ before, after, words, act }) => {
    const { va, n, env } = words;
    const target = rowNamed(before, env);
    if (n === 0 || target !== before.processor.running) return false;
    const word = wordAt(after, target, va);
    const { trap } = act(storeStep(va));
    if (word % 2 === 0 || (trap !== null && trap.vector !== 14)) return false;
    expect(trap === null ? null : trap.errorCode).toBe(word % 4 === 3 ? null : 7);
    return true;
  }));
});
