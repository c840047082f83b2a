import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/abi/errors.ts';
import { LIMIT_NONE, LIMIT_ONE, SMALL } from '../../src/abi/geometry.ts';
import { B, EMPTY_SLOT, NO_DUP, NO_WRITE, OWN, ROOT_SLOT, STALE, ULIM_LESS_4, VA, check } from './refusals.ts';
import { CONFIGURATION, TestMachine } from './testMachine.ts';

describe('insert_pte refuses in the order of its page', () => {
  it('for a named frame', () => {
    const m = new TestMachine({ ...CONFIGURATION, geometry: { ...SMALL, readersLimit: LIMIT_ONE, writersLimit: LIMIT_NONE } });
    const uareaB = m.map.kernelFrames + 6;
    const free = 40;
    const bad = 0xfffff001;
    check('insert_pte', m, [
      [[99, bad + 2, 0xf0000001, 99, STALE], 'E_BAD_ENV'], // INS-1
      [[99, bad + 2, 0xf0000001, 99, B], 'E_CAP_INVALID'], // INS-2
      [[99, bad + 2, 0xf0000001, OWN, B], 'E_CAP_INSUFF'], // INS-3
      [[99, bad + 2, 0xf0000001, ROOT_SLOT, B], 'E_INVAL'], // INS-4
      [[99, bad + 2, 0xee000000, ROOT_SLOT, B], 'E_INVAL'], // INS-4
      [[EMPTY_SLOT, bad + 2, VA, ROOT_SLOT, B], 'E_CAP_INVALID'], // INS-5
      [[NO_DUP, bad + 2, VA, ROOT_SLOT, B], 'E_INVAL'], // INS-6
      [[NO_DUP, 48 * 4096 + 3, VA, ROOT_SLOT, B], 'E_INVAL'], // INS-6
      [[NO_DUP, 2 * 4096 + 3, VA, ROOT_SLOT, B], 'E_INVAL'], // INS-7
      [[NO_DUP, uareaB * 4096 + 3, VA, ROOT_SLOT, B], 'E_CAP_INSUFF'], // INS-8
      [[NO_DUP, free * 4096 + 3, VA, ROOT_SLOT, B], 'E_CAP_INSUFF'], // INS-9
      [[OWN, free * 4096 + 3, VA, ROOT_SLOT, B], 'E_SHARE'], // INS-11
      [[OWN, free * 4096 + 1, VA, ROOT_SLOT, B], 'ok'],
      [[OWN, free * 4096 + 1, VA, ROOT_SLOT, B], 'ok'],
      [[NO_WRITE, free * 4096 + 1, VA, ROOT_SLOT, B], 'ok'],
      [[NO_WRITE, free * 4096 + 3, VA, ROOT_SLOT, B], 'E_CAP_INSUFF'], // INS-8
      [[OWN, free * 4096 + 1, VA, 0, 0], 'E_SHARE'], // INS-10
    ]);
  });

  it('for want of frames', () => {
    const m = new TestMachine();
    const frames = m.geometry.frames - m.map.kernelFrames - 8;
    for (let i = 0; i < frames - 3; i++) expect(m.call('insert_pte', OWN, 1, VA + i * 4096, 0, 0)).toBe(0);
    expect(m.call('insert_pte', OWN, 1, VA + 0x100000, 0, 0)).toBe(0);
    expect(m.call('insert_pte', OWN, 1, VA * 2, 0, 0)).toBe(ERRORS.E_NO_MEM); // INS-12
    expect(m.call('insert_pte', OWN, 47 * 4096 + 1, VA * 2, 0, 0)).toBe(ERRORS.E_NO_MEM); // INS-12
    expect(m.call('insert_pte', OWN, 0, VA * 2, 0, 0)).toBe(0);
    expect(m.call('insert_pte', OWN, 0, VA * 3, 0, 0)).toBe(ERRORS.E_NO_MEM); // INS-13
    expect(m.call('insert_pte', OWN, 1, VA * 2, 0, 0)).toBe(ERRORS.E_NO_MEM); // INS-12
  });
});

describe('forge refuses in the order of its page', () => {
  it('for a capability', () => {
    const m = new TestMachine();
    const wrong = m.poke(0, 64, [0x3f, 1, 0, 0, 0, 0, 0, 0]);
    const weak = m.poke(0, 72, [0x29, 2, 0, 0, 0, 0, 0, 0]);
    const strange = m.poke(0, 80, [0x2f, 2, 0, 0, 0, 0, 0, 0]);
    const own = m.poke(0, 88, [0x4f, 1, 4, 0, 0, 0, 0, 0]);
    check('forge', m, [
      [[99, 99, ULIM_LESS_4, 99, STALE], 'E_FAULT'], // FRG-1
      [[99, 99, wrong, 99, STALE], 'E_BAD_ENV'], // FRG-2
      [[99, 99, wrong, EMPTY_SLOT, B], 'E_CAP_INVALID'], // FRG-3
      [[99, 99, wrong, OWN, B], 'E_CAP_INSUFF'], // FRG-4
      [[99, 99, wrong, ROOT_SLOT, B], 'E_INVAL'], // FRG-5
      [[99, 6, wrong, ROOT_SLOT, B], 'E_INVAL'], // FRG-5
      [[EMPTY_SLOT, 0, 0, ROOT_SLOT, B], 'E_CAP_INVALID'], // FRG-6
      [[NO_DUP, 0, 0, ROOT_SLOT, B], 'E_INVAL'], // FRG-7
      [[NO_DUP, 0, wrong, ROOT_SLOT, B], 'E_CAP_INVALID'], // FRG-8
      [[NO_DUP, 0, weak, ROOT_SLOT, B], 'E_CAP_INSUFF'], // FRG-9
      [[NO_DUP, 0, strange, ROOT_SLOT, B], 'E_CAP_INSUFF'], // FRG-10
      [[OWN, 0, strange, ROOT_SLOT, B], 'E_CAP_INSUFF'], // FRG-11
      [[OWN, 0, own, ROOT_SLOT, B], 'ok'],
    ]);
    expect(m.slot(1, 0)).toBe(0x04014f);
  });

  it('for want of one right only', () => {
    const m = new TestMachine();
    const weak = m.poke(0, 64, [0x29, 1, 0, 0, 0, 0, 0, 0]);
    check('forge', m, [
      [[OWN, 0, weak, 0, 0], 'E_CAP_INSUFF'], // FRG-9
      [[NO_DUP, 5, weak, 0, 0], 'E_CAP_INSUFF'], // FRG-10
      [[OWN, 5, weak, 0, 0], 'ok'],
    ]);
  });

  it('but looks at no slot ke when env is 0', () => {
    const m = new TestMachine();
    check('forge', m, [[[NO_DUP, 3, 0, 99, 0], 'ok']]);
  });
});

describe('the other calls refuse in the order of their pages', () => {
  it('remove_vas', () => {
    const m = new TestMachine();
    const vas = m.pokeWord(0, 64, VA + 4);
    m.pokeWord(0, 68, 0xee000000);
    m.pokeWord(0, 72, VA);
    check('remove_vas', m, [
      [[ULIM_LESS_4, 65, 99, STALE], 'E_INVAL'], // RMV-1
      [[ULIM_LESS_4, 2, 99, STALE], 'E_FAULT'], // RMV-2
      [[vas, 3, 99, STALE], 'E_BAD_ENV'], // RMV-3
      [[vas, 3, 99, B], 'E_CAP_INVALID'], // RMV-4
      [[vas, 3, OWN, B], 'E_CAP_INSUFF'], // RMV-5
      [[vas, 3, ROOT_SLOT, B], 'E_INVAL'], // RMV-6
      [[vas + 4, 2, ROOT_SLOT, B], 'E_INVAL'], // RMV-6
      [[vas + 8, 1, ROOT_SLOT, B], 'ok'],
      [[0xffffffff, 0, 99, 0], 'ok'],
    ]);
  });

  it('pt_free', () => {
    const m = new TestMachine();
    check('pt_free', m, [
      [[VA + 4096, 99, STALE], 'E_BAD_ENV'], // PTF-1
      [[VA + 4096, 99, B], 'E_CAP_INVALID'], // PTF-2
      [[VA + 4096, OWN, B], 'E_CAP_INSUFF'], // PTF-3
      [[VA + 4096, ROOT_SLOT, B], 'E_INVAL'], // PTF-4
      [[0xee000000, ROOT_SLOT, B], 'E_INVAL'], // PTF-4
      [[VA, ROOT_SLOT, B], 'E_NOT_FOUND'], // PTF-5
      [[0xedc00000, ROOT_SLOT, B], 'E_EXISTS'], // PTF-6
    ]);
  });

  it('pgacl_mod', () => {
    const m = new TestMachine();
    const uareaB = m.map.kernelFrames + 6;
    const wrong = m.poke(0, 64, [0x3f, 1, 0, 0, 0, 0, 0, 0]);
    const weak = m.poke(0, 72, [0x29, 2, 0, 0, 0, 0, 0, 0]);
    const whole = m.poke(0, 80, [0x2f, 2, 0, 0, 0, 0, 0, 0]);
    check('pgacl_mod', m, [
      [[99, 48, 99, ULIM_LESS_4], 'E_FAULT'], // PGA-1
      [[99, 48, 99, wrong], 'E_INVAL'], // PGA-2
      [[99, 40, 99, wrong], 'E_INVAL'], // PGA-3
      [[99, uareaB, 99, wrong], 'E_CAP_INVALID'], // PGA-4
      [[OWN, uareaB, 99, wrong], 'E_CAP_INSUFF'], // PGA-5
      [[ROOT_SLOT, uareaB, 2, wrong], 'E_INVAL'], // PGA-6
      [[ROOT_SLOT, uareaB, 0, 0], 'E_INVAL'], // PGA-7
      [[ROOT_SLOT, uareaB, 0, wrong], 'E_CAP_INVALID'], // PGA-8
      [[ROOT_SLOT, uareaB, 0, weak], 'E_CAP_INSUFF'], // PGA-9
      [[ROOT_SLOT, uareaB, 0, whole], 'ok'],
    ]);
  });

  it('env_free and yield', () => {
    const m = new TestMachine();
    check('env_free', m, [
      [[99, STALE], 'E_BAD_ENV'], // EFR-1
      [[99, B], 'E_CAP_INVALID'], // EFR-2
      [[OWN, B], 'E_CAP_INSUFF'], // EFR-3
      [[NO_DUP, 0], 'E_CAP_INSUFF'], // EFR-3
      [[ROOT_SLOT, B], 'ok'],
    ]);
    check('yield', m, [[[B], 'E_BAD_ENV']]); // YLD-1
  });
});
