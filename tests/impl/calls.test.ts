import { describe, expect, it } from 'vitest';
import { PAD, PAGE_BYTES, UADDRS, UVPT } from '../../src/abi/addressMap.ts';
import { ERRORS } from '../../src/abi/errors.ts';
import { ENV, PAGE, QUANTUM, UAREA } from '../../src/abi/layout.ts';
import { EAX, EBX, EDI, EDX, ESI, ESP } from '../../src/x86/registers.ts';
import { PAD_INT, PAD_LOAD, PAD_NOP, PAD_STORE, TestMachine } from './testMachine.ts';

const VA = 0x0080_0000;
const A = 2048;
const B = 2049;

describe('calls through machine code', () => {
  it('geteid tells the id and costs 20 and the INT', () => {
    const m = new TestMachine();
    expect(m.call('geteid')).toBe(0);
    expect([m.cpu.regs[EDX], m.cpu.eip >>> 0, m.machine.clock]).toEqual([A, PAD + 2, 21]);
  });

  it('refuses an unknown number', () => {
    const m = new TestMachine();
    m.cpu.regs[EAX] = 0x7f;
    m.run(PAD_INT);
    expect([m.cpu.regs[EAX], m.machine.clock]).toEqual([ERRORS.E_INVAL, 21]);
  });

  it('insert_pte makes a table and a cleared page that can be stored to', () => {
    const m = new TestMachine();
    const first = m.map.kernelFrames + 8;
    m.machine.ram.write32((first + 1) * PAGE_BYTES + 8, 77);
    m.machine.ram.write32(first * PAGE_BYTES + 8, 77);
    expect(m.call('insert_pte', 0, 3, VA, 0, 0)).toBe(0);
    expect(m.entry(0, VA)).toBe((first + 1) * 4096 + 7);
    expect([m.page(first, PAGE.status), m.page(first + 1, PAGE.status), m.page(first + 1, PAGE.readers), m.page(first + 1, PAGE.writers)]).toEqual([4, 2, 1, 1]);
    m.cpu.regs[EDI] = VA + 4;
    m.cpu.regs[EAX] = 0x1234;
    m.run(PAD_STORE);
    expect([m.read(first + 1, 4), m.read(first + 1, 8), m.read(first, 8)]).toEqual([0x1234, 0, 0]);
    expect(m.entry(0, VA)).toBe((first + 1) * 4096 + 0x67);
  });

  it('insert_pte guards a new page by the whole capability presented', () => {
    const m = new TestMachine();
    const at = m.poke(0, 64, [0xef, 1, 2, 3, 4, 5, 6, 7]);
    m.call('forge', 0, 5, at, 0, 0);
    expect(m.call('insert_pte', 5, 3, VA, 0, 0)).toBe(0);
    const frame = m.map.kernelFrames + 9;
    expect([m.page(frame, PAGE.acl), m.page(frame, PAGE.acl + 4), m.page(frame, PAGE.limits)]).toEqual([0x030201ef, 0x07060504, 0x202]);
  });

  it('insert_pte of a last binding by itself keeps the page', () => {
    const m = new TestMachine();
    const frame = m.map.kernelFrames + 9;
    m.call('insert_pte', 0, 3, VA, 0, 0);
    m.machine.ram.write32(frame * PAGE_BYTES, 5);
    expect(m.call('insert_pte', 0, frame * 4096 + 1, VA, 0, 0)).toBe(0);
    expect([m.page(frame, PAGE.status), m.page(frame, PAGE.readers), m.page(frame, PAGE.writers), m.read(frame, 0)]).toEqual([2, 1, 0, 5]);
    expect(m.entry(0, VA)).toBe(frame * 4096 + 5);
  });

  it('insert_pte of a payload frees the old page, pt_free then the table', () => {
    const m = new TestMachine();
    m.call('insert_pte', 0, 3, VA, 0, 0);
    const table = m.map.kernelFrames + 8;
    expect(m.call('insert_pte', 0, 0xabcde, VA, 0, 0)).toBe(0);
    expect([m.entry(0, VA), m.page(table + 1, PAGE.status)]).toEqual([0xabcde, 0]);
    expect(m.call('pt_free', VA, 0, 0)).toBe(ERRORS.E_EXISTS);
    m.call('insert_pte', 0, 0, VA, 0, 0);
    expect(m.call('pt_free', VA, 0, 0)).toBe(0);
    expect([m.page(table, PAGE.status), m.read(m.env(0, ENV.directory), (VA >>> 22) * 4)]).toEqual([0, 0]);
    expect(m.call('pt_free', VA, 0, 0)).toBe(ERRORS.E_NOT_FOUND);
  });

  it('remove_vas unbinds, twice the same if asked to, and the page is gone', () => {
    const m = new TestMachine();
    m.call('insert_pte', 0, 3, VA, 0, 0);
    m.pokeWord(0, 64, VA);
    const list = m.pokeWord(0, 68, VA);
    const before = m.machine.clock;
    expect(m.call('remove_vas', list - 4, 2, 0, 0)).toBe(0);
    expect([m.entry(0, VA), m.page(m.map.kernelFrames + 9, PAGE.status), m.machine.clock - before]).toEqual([0, 0, 1 + 40 + 24]);
    m.cpu.regs[ESI] = VA;
    m.run(PAD_LOAD);
    expect(m.cpu.regs[EBX]).toBe((UADDRS + 64) | 0);
    expect(m.cpu.eip >>> 0).toBe(PAD + 8);
  });

  it('forge copies and clears', () => {
    const m = new TestMachine();
    const at = m.poke(0, 64, [0x2f, 1, 0, 0, 0, 0, 0, 0]);
    expect(m.call('forge', 0, 5, at, 0, 0)).toBe(0);
    expect(m.slot(0, 5)).toBe(0x012f);
    expect(m.call('forge', 0, 5, 0, 0, 0)).toBe(0);
    expect(m.slot(0, 5)).toBe(0);
    const root = m.poke(0, 64, [0x0f, 0, 0, 0, 0, 0, 0, 0]);
    expect(m.call('forge', 1, 3, root, 1, B)).toBe(0);
    expect(m.slot(1, 3)).toBe(0x0f);
  });

  it('pgacl_mod writes an entry of the own u-area', () => {
    const m = new TestMachine();
    const uarea = m.env(0, ENV.uarea);
    const at = m.poke(0, 64, [0x89 + 0x60, 9, 8, 7, 6, 5, 4, 3]);
    expect(m.call('pgacl_mod', 0, uarea, 1, at)).toBe(0);
    expect([m.page(uarea, PAGE.acl + 8), m.page(uarea, PAGE.acl + 12)]).toEqual([0x070809e9, 0x03040506]);
    expect(m.call('pgacl_mod', 0, uarea, 0, 0)).toBe(ERRORS.E_INVAL);
    expect(m.call('pgacl_mod', 0, uarea, 1, 0)).toBe(0);
    expect(m.page(uarea, PAGE.acl + 8)).toBe(0);
  });

  it('pgacl_mod takes no row beyond the table, even if user memory looks like one (PGA-2)', () => {
    const m = new TestMachine();
    m.pokeWord(0, 64, 2);
    m.poke(0, 64 + 32, [0x2f, 1]);
    const frame = (m.env(0, ENV.uarea) - m.map.pagesFirst) * 64 + 1;
    expect(m.call('pgacl_mod', 0, frame, 1, 0)).toBe(ERRORS.E_INVAL);
  });

  it('insert_pte and remove_vas leave no translation behind (MEM-7)', () => {
    const m = new TestMachine();
    const list = m.pokeWord(0, 64, VA);
    for (const undo of [() => m.call('insert_pte', 0, 0, VA, 0, 0), () => m.call('remove_vas', list, 1, 0, 0)]) {
      m.call('insert_pte', 0, 3, VA, 0, 0);
      m.cpu.regs[EDI] = VA;
      m.run(PAD_STORE);
      expect(m.cpu.eip >>> 0).toBe(PAD + PAD_LOAD);
      expect(undo()).toBe(0);
      m.cpu.regs[ESI] = VA;
      m.run(PAD_LOAD);
      expect(m.cpu.eip >>> 0).toBe(PAD + PAD_NOP);
    }
  });

  it('yield switches and comes back with the registers it left', () => {
    const m = new TestMachine();
    m.cpu.regs[EDI] = 99;
    m.call('yield', 0);
    expect([m.cpu.cr3, m.cpu.regs[EDI], m.cpu.eip >>> 0, m.cpu.regs[ESP], m.machine.timer.deadline]).toEqual([
      (m.map.kernelFrames + 4) * 4096, 0, PAD, (UADDRS + 8192) | 0, 41 + 4000,
    ]);
    m.call('yield', A);
    expect([m.cpu.cr3, m.cpu.regs[EDI], m.cpu.regs[EAX], m.cpu.eip >>> 0, m.machine.timer.deadline]).toEqual([m.map.kernelFrames * 4096, 99, 0, PAD + 2, 4041]);
    expect(m.read(m.map.core, 0xc4)).toBe(2);
    expect(m.call('yield', 7)).toBe(ERRORS.E_BAD_ENV);
  });

  it('yield to the caller itself changes nothing else, to one that does not ask is a yield to nobody', () => {
    const m = new TestMachine();
    expect([m.call('yield', A), m.cpu.eip >>> 0, m.machine.timer.deadline]).toEqual([0, PAD + 2, 4000]);
    m.pokeWord(1, UAREA.status, 0);
    expect([m.call('yield', B), m.cpu.cr3, m.machine.timer.deadline]).toEqual([0, m.map.kernelFrames * 4096, 82 + 15 * 500]);
  });

  it('pt_free leaves no translation of the table in the self-map (MEM-7)', () => {
    const m = new TestMachine();
    m.call('insert_pte', 0, 0, VA, 0, 0);
    m.cpu.regs[ESI] = UVPT + VA / 1024;
    m.run(PAD_LOAD);
    expect(m.cpu.eip >>> 0).toBe(PAD + PAD_LOAD + 2);
    expect(m.call('pt_free', VA, 0, 0)).toBe(0);
    m.cpu.regs[ESI] = UVPT + VA / 1024;
    m.run(PAD_LOAD);
    expect(m.cpu.eip >>> 0).toBe(PAD + PAD_NOP);
  });

  it('env_free of another reclaims everything', () => {
    const m = new TestMachine();
    const before = m.machine.clock;
    expect(m.call('env_free', 1, B)).toBe(0);
    expect([m.env(1, ENV.id), m.env(1, ENV.status), m.env(1, ENV.generation), m.quantum(2, QUANTUM.status)]).toEqual([0, 0, 2, 0]);
    expect([4, 5, 6, 7].map((f) => m.page(m.map.kernelFrames + f, PAGE.status))).toEqual([0, 0, 0, 0]);
    expect([m.page(m.map.pad, PAGE.readers), m.machine.clock - before]).toEqual([1, 1 + 120 + 10]);
    expect(m.call('env_free', 1, B)).toBe(ERRORS.E_BAD_ENV);
  });

  it('env_free releases the pages of the space, which cost a row each', () => {
    const m = new TestMachine();
    for (const va of [VA, VA + 4096]) m.call('insert_pte', 0, 3, va, 1, B);
    const before = m.machine.clock;
    expect(m.call('env_free', 1, B)).toBe(0);
    expect([8, 9, 10].map((f) => m.page(m.map.kernelFrames + f, PAGE.status))).toEqual([0, 0, 0]);
    expect([m.machine.clock - before, m.read(m.map.saveFirst, 1024 + 32)]).toEqual([1 + 120 + 30, 0]);
  });

  it('env_free of the caller runs the next', () => {
    const m = new TestMachine();
    m.call('env_free', 0, 0);
    expect([0, 32, 36].map((offset) => m.read(m.map.saveFirst, offset))).toEqual([0, 0, 0]);
    expect([m.env(0, ENV.status), m.cpu.cr3, m.cpu.cpl]).toEqual([0, (m.map.kernelFrames + 4) * 4096, 3]);
    expect(m.call('geteid')).toBe(0);
    expect(m.cpu.regs[EDX]).toBe(B);
  });

  it('ends the slice of a caller that frees the env of its quantum (ENV-7)', () => {
    const m = new TestMachine();
    m.call('yield', B);
    const root = m.poke(0, 64, [0x0f, 0, 0, 0, 0, 0, 0, 0]);
    m.call('yield', A);
    m.call('forge', 1, 3, root, 1, B);
    m.call('yield', B);
    expect(m.read(m.map.core, 0xc4)).toBe(0);
    expect(m.call('env_free', 3, A)).toBe(0);
    expect([m.read(m.map.core, 0xc4), m.machine.timer.deadline - m.machine.clock, m.cpu.eip >>> 0]).toEqual([2, 4000, PAD + 2]);
  });
});
