import { describe, expect, it } from 'vitest';
import { CALLS } from '../../src/abi/calls.ts';
import { virtualAddress } from '../../src/abi/words.ts';
import { cleanKit } from '../../src/check/programs.ts';
import { entryAt, entryWord, spaceAt } from '../../src/model/pageEntries.ts';
import type { Registers, State } from '../../src/model/state.ts';
import { NO_ADDRESS } from '../../src/model/trap.ts';
import { get } from '../../src/model/vector.ts';
import { bindingsOf, rowNamed } from '../support/focus.ts';
import type { Seen } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';
import { freeFrames, uareaWord } from '../support/uareas.ts';

const MODEL = cleanKit().model;
/** Few ranges name only frames, and only places where nothing is bound. */
const SCENARIOS = 1200;

/** The elements of the call, if they lie in the caller's own u-area; null if they do not. */
const elementsOf = ({ before, words }: Seen): number[] | null => {
  const at = words['ptes'] % 4096;
  if (Math.floor(words['ptes'] / 4096) !== 0xef800 + before.processor.running || at % 4 !== 0 || at + 4 * words['n'] > 4096) return null;
  return Array.from({ length: words['n'] }, (_, i) => uareaWord(before, before.processor.running, at + 4 * i));
};

const entryOf = (s: State, target: number, va: number): number => entryWord(entryAt(spaceAt(s, get(s.envs, target).directory), virtualAddress(va)));

/** One insert_pte of the model; null if it is refused. */
const inserted = (s: State, words: Seen['words'], pte: number, va: number): State | null => {
  const registers: Registers = { ...s.processor.registers, eax: CALLS.insert_pte.number, ebx: words['k'], ecx: pte, edx: va, esi: words['ke'], edi: words['env'] };
  const outcome = MODEL.enter({ ...s, processor: { ...s.processor, registers } }, { vector: 0x30, errorCode: 0, address: NO_ADDRESS });
  return outcome.error === null ? outcome.next : null;
};

/** Covers IPR-1 to IPR-16. */
describe('insert_pte_range', () => {
  refusalsChangeNothing('insert_pte_range');

  it('does what as many insert_pte do, where nothing was bound before and no frame is to be chosen', () => law('insert_pte_range', (seen) => {
    const { before, after, words } = seen;
    const elements = elementsOf(seen);
    const target = rowNamed(before, words['env']);
    if (elements === null || elements.length === 0 || freeFrames(before).length !== freeFrames(after).length + claimedByName(before, elements)) return false;
    if (elements.some((word, i) => (word % 2 === 1 && word < 4096) || entryOf(before, target, words['va'] + 4096 * i) % 2 === 1)) return false;
    let state: State | null = before;
    for (const [i, word] of elements.entries()) state = state === null ? null : inserted(state, words, word, words['va'] + 4096 * i);
    expect(state).not.toBeNull();
    if (state === null) return false;
    expect(bindingsOf(after)).toBe(bindingsOf(state));
    for (let f = 0; f < after.pages.length; f++) expect(get(after.pages, f)).toEqual(get(state.pages, f));
    return true;
  }, SCENARIOS));

  it('takes tables first, then each "any", the lowest free frames that it does not name (MEM-5)', () => law('insert_pte_range', (seen) => {
    const { before, after, words } = seen;
    const elements = elementsOf(seen);
    if (elements === null) return false;
    const named = new Set(elements.filter((word) => word % 2 === 1).map((word) => Math.floor(word / 4096)));
    const taken = freeFrames(before).filter((f) => get(after.pages, f).status !== 'free' && !named.has(f));
    if (taken.length === 0) return false;
    expect(taken).toEqual(freeFrames(before).filter((f) => !named.has(f)).slice(0, taken.length));
    const tables = taken.filter((f) => get(after.pages, f).status === 'table').length;
    expect(taken.map((f) => get(after.pages, f).status)).toEqual(taken.map((_, i) => (i < tables ? 'table' : 'user')));
    const target = rowNamed(before, words['env']);
    const anys = elements.flatMap((word, i) => (word % 2 === 1 && word < 4096 ? [Math.floor(entryOf(after, target, words['va'] + 4096 * i) / 4096)] : []));
    expect(anys).toEqual(taken.slice(tables));
    return true;
  }));

  it('leaves no user page without binding or pin, and every payload as it was given', () => law('insert_pte_range', (seen) => {
    const { before, after, words } = seen;
    for (let f = 0; f < after.pages.length; f++) {
      const page = get(after.pages, f);
      expect(page.status !== 'user' || page.readers + page.pins > 0).toBe(true);
    }
    const elements = elementsOf(seen);
    if (elements === null) return false;
    elements.forEach((word, i) => { if (word % 2 === 0) expect(entryOf(after, rowNamed(before, words['env']), words['va'] + 4096 * i)).toBe(word); });
    return true;
  }));
});

/** Free frames that the elements name: these are taken by their names and not chosen. */
const claimedByName = (before: State, elements: readonly number[]): number => {
  const named = new Set(elements.filter((word) => word % 2 === 1).map((word) => Math.floor(word / 4096)));
  return freeFrames(before).filter((f) => named.has(f)).length;
};
