import { describe, expect, it } from 'vitest';
import { CALL_COSTS } from '../../src/abi/costs.ts';
import { VECTOR } from '../../src/abi/vectors.ts';
import { frameNumber, virtualAddress } from '../../src/abi/words.ts';
import { createModel } from '../../src/model/model.ts';
import { entryAt, entryWord, spaceAt } from '../../src/model/pageEntries.ts';
import type { State } from '../../src/model/state.ts';
import { NO_ADDRESS } from '../../src/model/trap.ts';
import { userLoad } from '../../src/model/userMemory.ts';
import { get } from '../../src/model/vector.ts';
import { after, atCall, call, machine, SCRATCH, store } from './machine.ts';

const VA = 0x00400000;
/** The last page of a region. */
const EDGE = 0x007ff000;
const FIRST_FREE = 19;

const wordAt = (s: State, va: number): number => entryWord(entryAt(spaceAt(s, get(s.envs, 0).directory), virtualAddress(va)));
const frameAt = (s: State, va: number): number => Math.trunc(wordAt(s, va) / 4096);
const framesFrom = (s: State, va: number, n: number): readonly number[] => Array.from({ length: n }, (_, i) => frameAt(s, va + 4096 * i));
const wished = (s: State, ...ptes: readonly number[]): State => store(s, SCRATCH, ...ptes);
const range = (s: State, va: number, ...ptes: readonly number[]) => call(wished(s, ...ptes), 'insert_pte_range', 0, SCRATCH, ptes.length, va, 0, 0);
const status = (s: State, frame: number): string => get(s.pages, frame).status;
const free = (s: State): number => s.pages.chunks.flat().slice(0, s.pages.length).filter((page) => page.status === 'free').length;

describe('insert_pte_range', () => {
  it('binds any frames in order, behind the tables of all regions', () => {
    const { next, effects } = range(machine(), EDGE - 4096, 3, 3, 3, 3);
    expect(framesFrom(next, EDGE - 4096, 4)).toEqual([21, 22, 23, 24]);
    expect([status(next, FIRST_FREE), status(next, 20)]).toEqual(['table', 'table']);
    expect(spaceAt(next, frameNumber(11)).tables.map(({ region, frame }) => [region, frame])).toEqual([[1, FIRST_FREE], [2, 20], [951, 14]]);
    expect(effects).toEqual(expect.arrayContaining(['IPR-16', 'MEM-1', 'MEM-2', 'MEM-3', 'MEM-5', 'MEM-6', 'ENT-1', 'ENT-6']));
    expect(next.processor.clock).toBe(CALL_COSTS.insert_pte_range.base + 4 * CALL_COSTS.insert_pte_range.perRow);
  });

  it('takes no frame for any or for a table that it names later', () => {
    const { next } = range(machine(), VA, 3, FIRST_FREE * 4096 + 3, 21 * 4096 + 3, 3);
    expect(framesFrom(next, VA, 4)).toEqual([22, FIRST_FREE, 21, 23]);
    expect(status(next, 20)).toBe('table');
  });

  it('judges the second binding of a free frame as that of a page of the caller', () => {
    const twice = range(machine(), VA, 30 * 4096 + 3, 30 * 4096 + 1);
    expect(get(twice.next.pages, 30)).toMatchObject({ status: 'user', readers: 2, writers: 1, acl: [{ rights: 7, name: [1] }, null] });
    const once = range(machine({ geometry: { readersLimit: 2, writersLimit: 1 } }), VA, 30 * 4096 + 3, 30 * 4096 + 3);
    expect(once).toMatchObject({ rule: 'IPR-13', error: 'E_SHARE' });
    expect(status(once.next, 30)).toBe('free');
  });

  it('lets a frame move: a binding that was replaced is gone from the counts, and its page is still one', () => {
    const narrow = after(after(machine(), 'insert_pte', 0, 3, VA, 0, 0), 'pstate_mod', 0, 20, 1, 1);
    const kept = store(narrow, VA, 77);
    const moved = range(kept, VA, 3, 20 * 4096 + 3);
    expect(moved.error).toBeNull();
    expect(framesFrom(moved.next, VA, 2)).toEqual([21, 20]);
    expect(get(moved.next.pages, 20)).toMatchObject({ readers: 1, writers: 1 });
    expect(userLoad(moved.next, virtualAddress(VA + 4096), 4, true)).toMatchObject({ value: 77 });
    expect(moved.effects).toContain('MEM-7');
    expect(moved.effects).not.toContain('MEM-4');
    // The other way round the frame is still bound where it was.
    const behind = after(narrow, 'insert_pte', 0, 0x1110, VA - 4096, 0, 0);
    expect(range(behind, VA - 4096, 20 * 4096 + 3, 3).rule).toBe('IPR-12');
  });

  it('frees a page that lost its last binding at the end only', () => {
    const bound = after(machine({ geometry: { frames: 21 } }), 'insert_pte', 0, 3, VA, 0, 0);
    expect(range(bound, VA, 0, 3)).toMatchObject({ rule: 'IPR-14', error: 'E_NO_MEM' });
    const gone = range(bound, VA, 0, 0x1110);
    expect(gone.effects).toContain('MEM-4');
    expect([status(gone.next, 20), wordAt(gone.next, VA + 4096)]).toEqual(['free', 0x1110]);
  });

  it('is all or nothing, and lets an earlier element have what a later one then lacks', () => {
    const s = wished(machine({ geometry: { frames: 21 } }), 3, 0);
    const refused = call(s, 'insert_pte_range', 0, SCRATCH, 2, EDGE, 0, 0);
    expect(refused).toMatchObject({ rule: 'IPR-15', error: 'E_NO_MEM' });
    expect([refused.next.pages, refused.next.spaces, refused.next.contents]).toEqual([s.pages, s.spaces, s.contents]);
    expect(refused.next.processor.clock).toBe(CALL_COSTS.insert_pte_range.base + 2 * CALL_COSTS.insert_pte_range.perRow);
    const bad = wished(machine({ geometry: { frames: 21 } }), 3, 0xfffff001);
    expect(call(bad, 'insert_pte_range', 0, SCRATCH, 2, EDGE, 0, 0).rule).toBe('IPR-8');
  });

  it('of one page is insert_pte', () => {
    for (const pte of [3, 0, 0x1110, 30 * 4096 + 0xe7b, FIRST_FREE * 4096 + 3]) {
      const { next } = range(machine(), VA, pte);
      const single = after(wished(machine(), pte), 'insert_pte', 0, pte, VA, 0, 0);
      expect([next.pages, next.spaces]).toEqual([single.pages, single.spaces]);
    }
  });

  it('changes nothing, not even the identity of a row, where it says what was there', () => {
    const bound = wished(after(machine(), 'insert_pte', 0, 3, VA, 0, 0), 20 * 4096 + 3);
    const again = after(bound, 'insert_pte_range', 0, SCRATCH, 1, VA, 0, 0);
    expect([again.pages === bound.pages, again.spaces === bound.spaces]).toEqual([true, true]);
    const added = after(bound, 'mod_pte_range', 0, 2, VA, 1, 0, 0);
    expect([added.pages === bound.pages, added.spaces === bound.spaces]).toEqual([true, true]);
  });

  it('lacks the guard of an element in a model without it', () => {
    const s = atCall(wished(machine(), 0x1110, 0x00001003), 'insert_pte_range', [0, SCRATCH, 2, VA, 0, 0]);
    const trap = { vector: VECTOR.systemCall, errorCode: 0, address: NO_ADDRESS };
    expect(createModel({ without: 'IPR-9' }).enter(s, trap).rule).toBe('IPR-10');
    expect(createModel({ without: 'IPR-8' }).enter(s, trap).rule).toBe('IPR-9');
    expect(createModel({ without: 'MPR-9' }).calls.mod_pte_range.elements?.guards.map(({ rule }) => rule)).toEqual(['MPR-10', 'MPR-11']);
  });
});

describe('mod_pte_range', () => {
  const bound = (): State => range(machine(), VA, 3, 30 * 4096 + 1, 0x1110).next;

  it('adds and removes flags; removing wins, present and user stay', () => {
    const s = bound();
    const { next, effects } = call(s, 'mod_pte_range', 0, 0x0e7f + 0x0202 * 65536, VA, 3, 0, 0);
    expect([wordAt(next, VA), wordAt(next, VA + 4096), wordAt(next, VA + 8192)]).toEqual([20 * 4096 + 0xc7d, 30 * 4096 + 0xc7d, 0x1d7c]);
    expect([get(next.pages, 20).writers, get(next.pages, 30).writers]).toEqual([0, 0]);
    expect(effects).toEqual(expect.arrayContaining(['MPR-12', 'MPR-13', 'MEM-3', 'MEM-7']));
    expect(next.processor.clock - s.processor.clock).toBe(CALL_COSTS.mod_pte_range.base + 3 * CALL_COSTS.mod_pte_range.perRow);
  });

  it('counts writers as it goes', () => {
    const twice = range(machine(), VA, 30 * 4096 + 1, 30 * 4096 + 1).next;
    const limited = after(twice, 'pstate_mod', 0, 30, 2, 1);
    expect(call(limited, 'mod_pte_range', 0, 2, VA, 1, 0, 0).error).toBeNull();
    expect(call(limited, 'mod_pte_range', 0, 2, VA, 2, 0, 0)).toMatchObject({ rule: 'MPR-11', next: { pages: limited.pages } });
  });

  it('empties a word of the library, and makes one of an empty entry', () => {
    const made = after(bound(), 'mod_pte_range', 0, 0x0401, VA + 3 * 4096, 1, 0, 0);
    expect(wordAt(made, VA + 3 * 4096)).toBe(0x400);
    expect(wordAt(after(made, 'mod_pte_range', 0, 0x0400 * 65536, VA + 3 * 4096, 1, 0, 0), VA + 3 * 4096)).toBe(0);
    expect(free(made)).toBe(free(bound()));
  });

  it('is seen by read_pte, which marks nothing', () => {
    const s = after(bound(), 'mod_pte_range', 0, 0x40, VA, 1, 0, 0);
    const reading = call(s, 'read_pte', VA, 0, 0);
    expect(reading.next.processor.registers).toMatchObject({ eax: 0, edx: 20 * 4096 + 0x47 });
    expect(reading.next.spaces).toBe(s.spaces);
    for (const [va, word] of [[VA + 8192, 0x1110], [VA + 4096 * 9, 0], [0x10000000, 0]] as const) {
      expect(call(s, 'read_pte', va, 0, 0).next.processor.registers.edx).toBe(word);
    }
  });
});
