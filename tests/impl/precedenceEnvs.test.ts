import { describe, expect, it } from 'vitest';
import { UADDRS } from '../../src/abi/addressMap.ts';
import { SMALL } from '../../src/abi/geometry.ts';
import { ENV, UAREA } from '../../src/abi/layout.ts';
import { EDX } from '../../src/x86/registers.ts';
import { B, EMPTY_SLOT, NO_DUP, OWN, ROOT_SLOT, STALE, ULIM_LESS_4, VA, check } from './refusals.ts';
import { CONFIGURATION, TestMachine } from './testMachine.ts';

const A = 2048;
const BUFFER = UADDRS + 0x400;

describe('the calls about environments refuse in the order of their pages', () => {
  it('env_alloc and env_clone', () => {
    const m = new TestMachine({ ...CONFIGURATION, geometry: { ...SMALL, envs: 4 } });
    for (const name of ['env_alloc', 'env_clone'] as const) {
      check(name, m, [
        [[EMPTY_SLOT], 'E_CAP_INVALID'], // ENA-1, ENC-1
        [[99], 'E_CAP_INVALID'], // ENA-1, ENC-1
        [[NO_DUP], 'E_CAP_INSUFF'], // ENA-2, ENC-2
        [[OWN], 'ok'],
      ]);
    }
    const value = m.cpu.regs[EDX];
    check('env_alloc', m, [[[NO_DUP], 'E_CAP_INSUFF'], [[OWN], 'E_NO_FREE_ENV']]); // ENA-2, ENA-3
    check('env_clone', m, [[[NO_DUP], 'E_CAP_INSUFF'], [[OWN], 'E_NO_FREE_ENV']]); // ENC-2, ENC-3
    expect(m.cpu.regs[EDX]).toBe(value);
  });

  it('env_alloc and env_clone for want of frames', () => {
    const m = new TestMachine();
    const frames = m.geometry.frames - m.map.kernelFrames - 8;
    for (let i = 0; i < frames - 4; i++) expect(m.call('insert_pte', OWN, 1, VA + i * 4096, 0, 0)).toBe(0);
    check('env_alloc', m, [[[OWN], 'E_NO_MEM']]); // ENA-4
    check('env_clone', m, [[[OWN], 'ok'], [[OWN], 'ok'], [[OWN], 'ok'], [[OWN], 'E_NO_MEM']]); // ENC-4
  });

  it('a retired row is no free one', () => {
    const [a, b] = CONFIGURATION.principals;
    if (a === undefined || b === undefined) throw new TypeError('two principals');
    const m = new TestMachine({ ...CONFIGURATION, geometry: { ...SMALL, envs: 2 }, principals: [a, { ...b, generation: 7 }] });
    check('env_free', m, [[[ROOT_SLOT, 7 * 2048 + 1], 'ok']]);
    check('env_alloc', m, [[[OWN], 'E_NO_FREE_ENV']]); // ENA-3
  });

  it('rdenv and wrenv', () => {
    const m = new TestMachine();
    for (const name of ['rdenv', 'wrenv'] as const) {
      check(name, m, [
        [[99, STALE, ULIM_LESS_4 - 32], 'E_FAULT'], // RDE-1, WRE-1
        [[99, STALE, BUFFER], 'E_BAD_ENV'], // RDE-2, WRE-2
        [[99, B, BUFFER], 'E_CAP_INVALID'], // RDE-3, WRE-3
        [[OWN, B, BUFFER], 'E_CAP_INSUFF'], // RDE-4, WRE-4
        [[EMPTY_SLOT, 0, BUFFER], 'E_CAP_INVALID'], // RDE-3, WRE-3
        [[4, 0, BUFFER], 'E_CAP_INSUFF'], // RDE-4, WRE-4
        [[NO_DUP, 0, BUFFER], 'E_INVAL'], // RDE-5, WRE-5
        [[NO_DUP, A, BUFFER], 'E_INVAL'], // RDE-5, WRE-5
        [[ROOT_SLOT, B, BUFFER], 'ok'],
      ]);
    }
  });

  it('rdu and wru', () => {
    const m = new TestMachine();
    for (const name of ['rdu', 'wru'] as const) {
      check(name, m, [
        [[99, STALE, 4095, 257, ULIM_LESS_4], 'E_INVAL'], // RDU-1, WRU-1
        [[99, STALE, 4095, 5, ULIM_LESS_4], 'E_FAULT'], // RDU-2, WRU-2
        [[99, STALE, 4095, 2, BUFFER], 'E_BAD_ENV'], // RDU-3, WRU-3
        [[99, 0, 4095, 2, BUFFER], 'E_CAP_INVALID'], // RDU-4, WRU-4
        [[OWN, B, 4095, 2, BUFFER], 'E_CAP_INSUFF'], // RDU-5, WRU-5
        [[ROOT_SLOT, B, 4095, 2, BUFFER], 'E_INVAL'], // RDU-6, WRU-6
        [[ROOT_SLOT, B, 0xffffffff, 2, BUFFER], 'E_INVAL'], // RDU-6, WRU-6
        [[ROOT_SLOT, B, 4094, 2, BUFFER], 'ok'],
        [[OWN, 0, 4096, 0, 0xffffffff], 'ok'],
      ]);
    }
    check('rdu', m, [[[NO_DUP, 0, 0x800, 4, BUFFER], 'ok']]);
    check('wru', m, [[[NO_DUP, 0, 0x800, 4, BUFFER], 'E_CAP_INSUFF']]); // WRU-5
  });

  it('acquire', () => {
    const m = new TestMachine();
    m.pokeWord(1, UAREA.gkey, 3);
    m.poke(1, UAREA.gcap, [0x3f, 2, 0, 0, 0, 0, 0, 0]);
    check('acquire', m, [
      [[0, 0], 'E_BAD_ENV'], // ACQ-1
      [[0, STALE], 'E_BAD_ENV'], // ACQ-1
      [[0, B], 'E_INVAL'], // ACQ-2
      [[6, B], 'E_INVAL'], // ACQ-2
      [[5, B], 'E_NOT_FOUND'], // ACQ-3
    ]);
    m.pokeWord(1, UAREA.aenvid, A);
    check('acquire', m, [[[5, B], 'E_CAP_INVALID']]); // ACQ-4
    const slot = (byte: number): void => m.machine.ram.write32(m.map.envsFirst * 4096 + 128 + ENV.capabilities + 24, byte);
    slot(0x022b);
    check('acquire', m, [[[5, B], 'E_CAP_INVALID']]); // ACQ-5
    m.poke(1, UAREA.gcap, [0x2f, 3]);
    check('acquire', m, [[[5, B], 'E_CAP_INSUFF']]); // ACQ-6
    slot(0x022f);
    check('acquire', m, [[[5, B], 'E_CAP_INSUFF']]); // ACQ-7
    m.poke(1, UAREA.gcap, [0x2f, 2]);
    check('acquire', m, [[[5, B], 'ok'], [[5, B], 'E_NOT_FOUND']]);
    expect([m.slot(0, 5), m.read(m.env(1, ENV.uarea), UAREA.aenvid)]).toEqual([0x022f, 0]);
  });
});
