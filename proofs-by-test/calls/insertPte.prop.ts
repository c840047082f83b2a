import { describe, expect, it } from 'vitest';
import { UTOP, UVPT } from '../../src/abi/addressMap.ts';
import { virtualAddress } from '../../src/abi/words.ts';
import { get } from '../../src/model/vector.ts';
import { entryAt, spaceAt } from '../../src/model/pageEntries.ts';
import { load, rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';

/** Covers INS-1 to INS-17. */
describe('insert_pte', () => {
  refusalsChangeNothing('insert_pte');

  it('binds what the environment then reads, through the processor', () => law('insert_pte', (seen) => {
    const { before, after, words } = seen;
    const { va, env, pte } = words;
    const { running } = before.processor;
    if (rowNamed(before, env) !== running || pte % 2 === 0) return false;
    const entry = entryAt(spaceAt(after, get(after.envs, running).directory), virtualAddress(va));
    const contents = entry === null ? null : get(after.contents, entry.frame);
    const loaded = load(seen, va);
    // The timer may fire before the load.
    if (loaded.kind !== 'word' || contents === null) return false;
    expect(loaded.word).toBe(contents[0][0]);
    return true;
  }));

  it('stores the word that the own self-map shows, user bit set and reserved bits clear (LAY-12)', () => law('insert_pte', (seen) => {
    const { before, words } = seen;
    const { va, env, pte } = words;
    if (rowNamed(before, env) !== before.processor.running || va >= UTOP) return false;
    const loaded = load(seen, UVPT + 4 * Math.floor(va / 4096));
    if (loaded.kind !== 'word') return false;
    const { word } = loaded;
    const named = Math.floor(pte / 4096);
    const flags = pte % 4096 % 128 + (pte % 4096 - pte % 512) + (pte % 8 >= 4 ? 0 : 4);
    const frame = named === 0 ? Math.floor(word / 4096) : named;
    expect(word).toBe(pte % 2 === 0 ? pte : frame * 4096 + flags);
    return true;
  }));

  it('takes the lowest free frame for "any", a missing table first (MEM-5)', () => law('insert_pte', ({ before, after, words }) => {
    const { pte } = words;
    if (pte % 2 === 0 || pte >= 4096) return false;
    const free = Array.from({ length: before.pages.length }, (_, f) => f).filter((f) => get(before.pages, f).status === 'free');
    const taken = free.filter((f) => get(after.pages, f).status !== 'free');
    expect(taken).toEqual(free.slice(0, taken.length));
    expect(taken.map((f) => get(after.pages, f).status)).toEqual(taken.length === 2 ? ['table', 'user'] : ['user']);
    return true;
  }));
});
