import { describe, expect, it } from 'vitest';
import { PAD } from '../../src/abi/addressMap.ts';
import { ERRORS } from '../../src/abi/errors.ts';
import { LIMIT_NONE, LIMIT_ONE, SMALL } from '../../src/abi/geometry.ts';
import { B, EMPTY_SLOT, NO_DUP, NO_WRITE, OWN, ROOT_SLOT, STALE, ULIM_LESS_4, VA, check } from './refusals.ts';
import { CONFIGURATION, TestMachine } from './testMachine.ts';

const UTOP_LESS_4096 = 0xedfff000;
const limited = { ...CONFIGURATION, geometry: { ...SMALL, readersLimit: LIMIT_ONE, writersLimit: LIMIT_NONE } };

describe('insert_pte_range refuses in the order of its page', () => {
  it('before it looks at an element', () => {
    const m = new TestMachine();
    const list = m.pokeWord(0, 64, 0xfffff003);
    check('insert_pte_range', m, [
      [[99, ULIM_LESS_4, 65, VA + 1, 99, STALE], 'E_INVAL'], // IPR-1
      [[99, ULIM_LESS_4, 2, VA + 1, 99, STALE], 'E_FAULT'], // IPR-2
      [[99, list, 2, VA + 1, 99, STALE], 'E_BAD_ENV'], // IPR-3
      [[99, list, 2, VA + 1, 99, B], 'E_CAP_INVALID'], // IPR-4
      [[99, list, 2, VA + 1, OWN, B], 'E_CAP_INSUFF'], // IPR-5
      [[99, list, 2, VA + 1, ROOT_SLOT, B], 'E_INVAL'], // IPR-6
      [[99, list, 2, UTOP_LESS_4096, ROOT_SLOT, B], 'E_INVAL'], // IPR-6
      [[99, list, 2, 0xfffff000, ROOT_SLOT, B], 'E_INVAL'], // IPR-6
      [[EMPTY_SLOT, list, 2, VA, ROOT_SLOT, B], 'E_CAP_INVALID'], // IPR-7
      [[NO_DUP, list, 2, VA, ROOT_SLOT, B], 'E_INVAL'], // IPR-8
      [[NO_DUP, 0xffffffff, 0, VA, 99, 0], 'ok'],
    ]);
  });

  it('for the second of two elements, in the state that the first leaves', () => {
    const m = new TestMachine(limited);
    const second = (element: number): number => {
      m.pokeWord(0, 64, 40 * 4096 + 1);
      return m.pokeWord(0, 68, element) - 4;
    };
    for (const [slot, element, outcome] of [
      [OWN, 48 * 4096 + 3, 'E_INVAL'], // IPR-8
      [OWN, 2 * 4096 + 3, 'E_INVAL'], // IPR-9
      [OWN, (m.map.kernelFrames + 6) * 4096 + 1, 'E_CAP_INSUFF'], // IPR-10
      [NO_DUP, 41 * 4096 + 1, 'E_CAP_INSUFF'], // IPR-11
      [OWN, 40 * 4096 + 1, 'E_SHARE'], // IPR-12
      [OWN, 41 * 4096 + 3, 'E_SHARE'], // IPR-13
      [OWN, 3, 'E_SHARE'], // IPR-13
      [OWN, 41 * 4096 + 1, 'ok'],
    ] as const) check('insert_pte_range', m, [[[slot, second(element), 2, VA, 0, 0], outcome]]);
    expect([m.entry(0, VA), m.entry(0, VA + 4096)]).toEqual([40 * 4096 + 5, 41 * 4096 + 5]);
  });

  it('for want of frames, all or nothing', () => {
    const m = new TestMachine();
    const free = m.geometry.frames - m.map.kernelFrames - 8;
    for (let i = 0; i < free - 4; i++) expect(m.call('insert_pte', OWN, 1, VA + i * 4096, 0, 0)).toBe(0);
    const list = (...elements: readonly number[]): number => elements.map((element, i) => m.pokeWord(0, 64 + 4 * i, element))[0] ?? 0;
    const last = 0x0140_0000 - 2 * 4096;
    check('insert_pte_range', m, [[[OWN, list(1, 1, 0, 1), 4, last, 0, 0], 'E_NO_MEM']]); // IPR-14
    check('insert_pte_range', m, [[[OWN, list(1, 47 * 4096 + 1, 0x40, 0x80), 4, last, 0, 0], 'E_NO_MEM']]); // IPR-15
    check('insert_pte_range', m, [[[OWN, list(0x40, 47 * 4096 + 1, 0x40, 0x80), 4, last, 0, 0], 'ok']]);
    expect(m.call('insert_pte', OWN, 0, VA * 4, 0, 0)).toBe(ERRORS.E_NO_MEM);
  });
});

describe('the other calls about pages refuse in the order of their pages', () => {
  it('mod_pte_range', () => {
    const m = new TestMachine();
    const all = 0x100_0000;
    check('mod_pte_range', m, [
      [[99, 0x180, VA + 1, 65, 99, STALE], 'E_INVAL'], // MPR-1
      [[99, 0x180, VA + 1, 2, 99, STALE], 'E_BAD_ENV'], // MPR-2
      [[99, 0x180, VA + 1, 2, 99, B], 'E_CAP_INVALID'], // MPR-3
      [[99, 0x180, VA + 1, 2, OWN, B], 'E_CAP_INSUFF'], // MPR-4
      [[99, 0x180, VA + 1, 2, ROOT_SLOT, B], 'E_INVAL'], // MPR-5
      [[99, all, VA + 1, 2, ROOT_SLOT, B], 'E_INVAL'], // MPR-5
      [[99, 0x1000, VA + 1, 2, ROOT_SLOT, B], 'E_INVAL'], // MPR-5
      [[99, 0x1_0002, VA + 1, 2, ROOT_SLOT, B], 'E_INVAL'], // MPR-6
      [[99, 0x4_0002, VA + 1, 2, ROOT_SLOT, B], 'E_INVAL'], // MPR-6
      [[99, 2, VA + 1, 2, ROOT_SLOT, B], 'E_INVAL'], // MPR-7
      [[99, 2, UTOP_LESS_4096, 2, ROOT_SLOT, B], 'E_INVAL'], // MPR-7
      [[99, 2, VA, 2, ROOT_SLOT, B], 'E_CAP_INVALID'], // MPR-8
      [[NO_WRITE, 2, VA, 2, ROOT_SLOT, B], 'E_NOT_FOUND'], // MPR-9
      [[ROOT_SLOT, 2, PAD, 1, 0, 0], 'E_CAP_INSUFF'], // MPR-10
      [[ROOT_SLOT, 0xe04, PAD, 1, 0, 0], 'ok'],
    ]);
    expect(m.entry(0, PAD)).toBe(m.map.pad * 4096 + 0xe65);
  });

  it('mod_pte_range for the rights and limits of a page', () => {
    const m = new TestMachine({ ...CONFIGURATION, geometry: { ...SMALL, writersLimit: LIMIT_ONE } });
    for (const va of [VA, VA + 4096]) expect(m.call('insert_pte', OWN, 40 * 4096 + 1, va, 0, 0)).toBe(0);
    check('mod_pte_range', m, [
      [[4, 0x200, VA, 2, 0, 0], 'ok'],
      [[4, 0x8, VA, 2, 0, 0], 'E_CAP_INSUFF'], // MPR-10
      [[4, 0x8_0000, VA, 2, 0, 0], 'E_CAP_INSUFF'], // MPR-10
      [[NO_WRITE, 0x2_0008, VA, 2, 0, 0], 'ok'],
      [[NO_WRITE, 0x2, VA, 2, 0, 0], 'E_CAP_INSUFF'], // MPR-10
      [[NO_WRITE, 0x2_0002, VA, 2, 0, 0], 'E_CAP_INSUFF'], // MPR-10
      [[OWN, 0x2, VA, 2, 0, 0], 'E_SHARE'], // MPR-11
      [[OWN, 0x2_0002, VA, 2, 0, 0], 'ok'],
      [[OWN, 0x2, VA, 1, 0, 0], 'ok'],
      [[OWN, 0x2, VA, 1, 0, 0], 'ok'],
    ]);
  });

  it('read_pte and pstate_mod', () => {
    const m = new TestMachine();
    check('read_pte', m, [
      [[VA + 1, 99, STALE], 'E_BAD_ENV'], // RPT-1
      [[VA + 1, 99, B], 'E_CAP_INVALID'], // RPT-2
      [[VA + 1, OWN, B], 'E_CAP_INSUFF'], // RPT-3
      [[VA + 1, ROOT_SLOT, B], 'E_INVAL'], // RPT-4
      [[0xee000000, ROOT_SLOT, B], 'E_INVAL'], // RPT-4
      [[VA, ROOT_SLOT, B], 'ok'],
    ]);
    m.call('insert_pte', OWN, 40 * 4096 + 3, VA, 0, 0);
    m.call('insert_pte', OWN, 40 * 4096 + 3, VA + 4096, 0, 0);
    check('pstate_mod', m, [
      [[99, 48, 3, 3], 'E_INVAL'], // PSM-1
      [[99, 2, 3, 3], 'E_INVAL'], // PSM-2
      [[99, 40, 3, 3], 'E_CAP_INVALID'], // PSM-3
      [[NO_DUP, 40, 3, 3], 'E_CAP_INSUFF'], // PSM-4
      [[NO_WRITE, 40, 1, 3], 'E_INVAL'], // PSM-5
      [[NO_WRITE, 40, 3, 1], 'E_INVAL'], // PSM-5
      [[NO_WRITE, 40, 1, 1], 'E_SHARE'], // PSM-6
      [[NO_WRITE, 40, 2, 1], 'E_SHARE'], // PSM-7
      [[NO_WRITE, 40, 2, 2], 'ok'],
    ]);
  });
});

describe('the calls about quanta refuse in the order of their pages', () => {
  it('quantum_alloc', () => {
    const m = new TestMachine();
    check('quantum_alloc', m, [
      [[99, 8, 1, STALE], 'E_INVAL'], // QAL-1
      [[99, 8, 0, STALE], 'E_BAD_ENV'], // QAL-2
      [[99, 8, 0, B], 'E_CAP_INVALID'], // QAL-3
      [[NO_DUP, 8, 0, B], 'E_CAP_INSUFF'], // QAL-4
      [[OWN, 8, 0, B], 'E_INVAL'], // QAL-5
      [[OWN, 2, 0, B], 'E_EXISTS'], // QAL-6
      [[OWN, 1, 0, B], 'ok'],
      ...[3, 4, 5, 6, 7].map(() => [[OWN, 0xffffffff, 0, B], 'ok'] as const),
      [[OWN, 0xffffffff, 0, B], 'E_NO_QUANTUM'], // QAL-7
    ]);
  });

  it('quantum_set and quantum_free', () => {
    const m = new TestMachine();
    check('quantum_set', m, [
      [[99, 8, 1, STALE], 'E_INVAL'], // QST-1
      [[99, 8, 0, STALE], 'E_BAD_ENV'], // QST-2
      [[99, 8, 0, B], 'E_INVAL'], // QST-3
      [[99, 1, 0, B], 'E_NOT_FOUND'], // QST-4
      [[99, 2, 0, B], 'E_CAP_INVALID'], // QST-5
      [[4, 0, 0, B], 'E_CAP_INSUFF'], // QST-6
      [[NO_DUP, 0, 0, B], 'E_CAP_INSUFF'], // QST-6
      [[ROOT_SLOT, 2, 0, B], 'ok'],
    ]);
    check('quantum_free', m, [
      [[99, 8, 1], 'E_INVAL'], // QFR-1
      [[99, 8, 0], 'E_INVAL'], // QFR-2
      [[99, 1, 0], 'E_NOT_FOUND'], // QFR-3
      [[99, 2, 0], 'E_CAP_INVALID'], // QFR-4
      [[NO_DUP, 0, 0], 'E_CAP_INSUFF'], // QFR-5
      [[ROOT_SLOT, 2, 0], 'ok'],
    ]);
  });
});
