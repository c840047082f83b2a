import { describe, expect, it } from 'vitest';
import { UVPT } from '../../src/abi/addressMap.ts';
import { VECTOR } from '../../src/abi/vectors.ts';
import { virtualAddress } from '../../src/abi/words.ts';
import { entryAt, entryWord, spaceAt } from '../../src/model/pageEntries.ts';
import { get } from '../../src/model/vector.ts';
import { changedByRefusal, load, rowNamed } from '../support/focus.ts';
import { law, refusalsChangeNothing } from '../support/laws.ts';

/** Covers RPT-1 to RPT-5. */
describe('read_pte', () => {
  refusalsChangeNothing('read_pte');

  it('tells what the own self-map shows', () => law('read_pte', (seen) => {
    const { before, after, words } = seen;
    if (rowNamed(before, words['env']) !== before.processor.running) return false;
    const told = after.processor.registers.edx;
    const loaded = load(seen, UVPT + 4 * Math.floor(words['va'] / 4096));
    if (loaded.kind === 'noPad' || (loaded.kind === 'trap' && loaded.vector !== VECTOR.pageFault)) return false;
    expect(loaded.kind === 'word' ? loaded.word : 0).toBe(told);
    return true;
  }));

  it('tells of any space what is there, and changes nothing', () => law('read_pte', (seen) => {
    const { before, after, words } = seen;
    expect(after.processor.registers.edx).toBe(entryWord(entryAt(spaceAt(before, get(before.envs, rowNamed(before, words['env'])).directory), virtualAddress(words['va']))));
    const same = { ...after, processor: { ...after.processor, registers: { ...after.processor.registers, edx: before.processor.registers.edx } } };
    expect(changedByRefusal({ ...seen, after: same })).toEqual([]);
    return true;
  }));
});
