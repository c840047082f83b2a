import { describe, expect, it } from 'vitest';
import { PAD } from '../../src/abi/addressMap.ts';
import { ERRORS } from '../../src/abi/errors.ts';
import { LIMIT_ONE, SMALL } from '../../src/abi/geometry.ts';
import { PAGE } from '../../src/abi/layout.ts';
import { EDI, EDX } from '../../src/x86/registers.ts';
import { B, NO_WRITE, OWN, ROOT_SLOT, VA } from './refusals.ts';
import { CONFIGURATION, PAD_LOAD, PAD_NOP, PAD_STORE, TestMachine } from './testMachine.ts';

const list = (m: TestMachine, ...elements: readonly number[]): number => elements.map((element, i) => m.pokeWord(0, 64 + 4 * i, element))[0] ?? 0;
const range = (m: TestMachine, va: number, ...elements: readonly number[]): number =>
  m.call('insert_pte_range', OWN, list(m, ...elements), elements.length, va, 0, 0);
const entries = (m: TestMachine, va: number, count: number): readonly number[] => Array.from({ length: count }, (_, i) => m.entry(0, va + 4096 * i));

describe('insert_pte_range', () => {
  it('takes tables first, then "any" in order, and no frame that an element names', () => {
    const m = new TestMachine();
    const first = m.map.kernelFrames + 8;
    expect(range(m, 0x00bf_e000, 3, (first + 1) * 4096 + 1, 1, 0xbeef0)).toBe(0);
    expect(m.machine.clock).toBe(1 + 90 + 4 * 30);
    expect([0, 1, 2, 3, 4, 5].map((i) => m.page(first + i, PAGE.status))).toEqual([4, 2, 4, 2, 2, 0]);
    expect(entries(m, 0x00bf_e000, 4)).toEqual([(first + 3) * 4096 + 7, (first + 1) * 4096 + 5, (first + 4) * 4096 + 5, 0xbeef0]);
  });

  it('binds a free frame twice, and counts both', () => {
    const m = new TestMachine();
    m.machine.ram.write32(40 * 4096, 7);
    expect(range(m, VA, 40 * 4096 + 3, 40 * 4096 + 1)).toBe(0);
    expect([PAGE.status, PAGE.readers, PAGE.writers].map((field) => m.page(40, field))).toEqual([2, 2, 1]);
    expect(m.read(40, 0)).toBe(0);
  });

  it('moves a page of which one binding is allowed, and keeps its contents', () => {
    const m = new TestMachine({ ...CONFIGURATION, geometry: { ...SMALL, readersLimit: LIMIT_ONE } });
    m.call('insert_pte', OWN, 40 * 4096 + 3, VA, 0, 0);
    m.machine.ram.write32(40 * 4096, 7);
    expect(range(m, VA, 0, 40 * 4096 + 3)).toBe(0);
    expect([m.read(40, 0), m.page(40, PAGE.readers), m.page(40, PAGE.writers), ...entries(m, VA, 2)]).toEqual([7, 1, 1, 0, 40 * 4096 + 7]);
    expect(range(m, VA, 40 * 4096 + 3, 0)).toBe(ERRORS.E_SHARE);
    expect(entries(m, VA, 2)).toEqual([0, 40 * 4096 + 7]);
  });

  it('frees the pages that nothing binds in the end, and takes none of them', () => {
    const m = new TestMachine();
    range(m, VA, 40 * 4096 + 3, 41 * 4096 + 3);
    for (let i = 0; m.call('insert_pte', OWN, 1, 0x00c0_0000 + 4096 * i, 0, 0) === 0;) i++;
    expect(range(m, VA, 0, 1)).toBe(ERRORS.E_NO_MEM);
    expect(range(m, VA, 0, 0x20)).toBe(0);
    expect([40, 41].map((frame) => m.page(frame, PAGE.status))).toEqual([0, 0]);
  });

  it('judges the ACL for user pages only, with what is asked of each', () => {
    const m = new TestMachine();
    m.call('insert_pte', OWN, 40 * 4096 + 3, VA, 0, 0);
    const at = list(m, 40 * 4096 + 1, 40 * 4096 + 3);
    expect(m.call('insert_pte_range', NO_WRITE, at, 1, VA + 4096, 0, 0)).toBe(0);
    expect(m.call('insert_pte_range', NO_WRITE, at, 2, VA + 8192, 0, 0)).toBe(ERRORS.E_CAP_INSUFF);
    expect(entries(m, VA + 8192, 2)).toEqual([0, 0]);
  });

  it('sets 64 pages of another space', () => {
    const m = new TestMachine({ ...CONFIGURATION, geometry: { ...SMALL, frames: 128 } });
    list(m, ...Array.from({ length: 64 }, () => 1));
    expect(m.call('insert_pte_range', OWN, list(m, 1), 64, VA - 32 * 4096, ROOT_SLOT, B)).toBe(0);
    expect([m.entry(1, VA + 31 * 4096), m.page(m.map.kernelFrames + 8, PAGE.status), m.page(m.map.kernelFrames + 9, PAGE.status)]).toEqual([
      (m.map.kernelFrames + 73) * 4096 + 5, 4, 4,
    ]);
  });
});

describe('mod_pte_range', () => {
  it('changes bindings and words of the library, and keeps what it must', () => {
    const m = new TestMachine();
    range(m, VA, 40 * 4096 + 3, 0xbeef0, 41 * 4096 + 0x61);
    const before = m.machine.clock;
    expect(m.call('mod_pte_range', OWN, 0x0062_0e0d, VA, 3, 0, 0)).toBe(0);
    expect(m.machine.clock - before).toBe(1 + 70 + 60);
    expect(entries(m, VA, 3)).toEqual([40 * 4096 + 0xe0d, 0xbee9c, 41 * 4096 + 0xe0d]);
    expect([m.page(40, PAGE.readers), m.page(40, PAGE.writers)]).toEqual([1, 0]);
    expect(m.call('mod_pte_range', OWN, 2, VA, 1, 0, 0)).toBe(0);
    expect(m.page(40, PAGE.writers)).toBe(1);
  });

  it('leaves no translation behind (MEM-7)', () => {
    const m = new TestMachine();
    m.call('insert_pte', OWN, 3, VA, 0, 0);
    for (const [flags, eip] of [[0, PAD_LOAD], [0x2_0000, PAD_NOP]] as const) {
      expect(m.call('mod_pte_range', OWN, flags, VA, 1, 0, 0)).toBe(0);
      m.cpu.regs[EDI] = VA;
      m.run(PAD_STORE);
      expect(m.cpu.eip >>> 0).toBe(PAD + eip);
    }
  });
});

describe('read_pte and pstate_mod', () => {
  it('tell an entry, a word and nothing', () => {
    const m = new TestMachine();
    range(m, VA, 40 * 4096 + 0x63, 0xbeef0);
    const told = [VA, VA + 4096, VA + 8192, 0].map((va) => [m.call('read_pte', va, 99, 0), m.cpu.regs[EDX]]);
    expect(told).toEqual([[0, 40 * 4096 + 0x67], [0, 0xbeef0], [0, 0], [0, 0]]);
  });

  it('close a page to further bindings', () => {
    const m = new TestMachine();
    m.call('insert_pte', OWN, 40 * 4096 + 3, VA, 0, 0);
    expect([m.call('pstate_mod', OWN, 40, 2, 1), m.page(40, PAGE.limits)]).toEqual([0, 0x102]);
    expect(m.call('insert_pte', OWN, 40 * 4096 + 3, VA + 4096, 0, 0)).toBe(ERRORS.E_SHARE);
    expect(m.call('insert_pte', OWN, 40 * 4096 + 1, VA + 4096, 0, 0)).toBe(0);
  });
});
