import { describe, expect, it } from 'vitest';
import { KERNBASE, PAD, PAGE_BYTES, UADDRS, UVPT, UWINDOWS } from '../../src/abi/addressMap.ts';
import { CALLS } from '../../src/abi/calls.ts';
import { ENV, PAGE, UAREA } from '../../src/abi/layout.ts';
import { EAX, EDI, EDX, ESI, ESP } from '../../src/x86/registers.ts';
import { B, OWN, ROOT_SLOT, VA } from './refusals.ts';
import { PAD_LOAD, PAD_STORE, PAD_UD, TestMachine } from './testMachine.ts';

const A = 2048;
const C = 2050;
const BUFFER = UADDRS + 0x400;

const recordAt = (m: TestMachine, offset: number): readonly number[] =>
  Array.from({ length: 10 }, (_, i) => m.read(m.env(0, ENV.uarea), offset + 4 * i) >>> 0);

/** A store of EAX at `va`, or a load from there; gives whether the instruction was done. */
const store = (m: TestMachine, va: number, value: number): boolean => {
  m.cpu.regs[EDI] = va;
  m.cpu.regs[EAX] = value;
  m.run(PAD_STORE);
  return m.cpu.eip >>> 0 === PAD + PAD_LOAD;
};
const load = (m: TestMachine, va: number): boolean => {
  m.cpu.regs[ESI] = va;
  m.run(PAD_LOAD);
  return m.cpu.eip >>> 0 === PAD + PAD_UD;
};

describe('env_alloc', () => {
  it('makes an env that can be given time, with a space of its own (ENA-5, ENV-8)', () => {
    const m = new TestMachine();
    const first = m.map.kernelFrames + 8;
    m.machine.ram.write32((first + 2) * PAGE_BYTES + 80, 7);
    const before = m.machine.clock;
    expect([m.call('env_alloc', 4), m.cpu.regs[EDX], m.machine.clock - before]).toEqual([0, C, 401]);
    expect([ENV.id, ENV.status, ENV.generation, ENV.directory, ENV.uarea].map((field) => m.env(2, field))).toEqual([C, 1, 1, first, first + 2]);
    expect([m.slot(2, 0), m.slot(2, 1), m.page(first + 2, PAGE.acl), m.page(first + 2, PAGE.pins)]).toEqual([0x05024f, 0, 0x05024f, 1]);
    expect([0, 1, 2, 3].map((i) => m.page(first + i, PAGE.status))).toEqual([3, 4, 2, 4]);
    expect([m.read(first + 2, 80), m.page(m.map.pad, PAGE.readers)]).toEqual([0, 3]);
    const entry = (va: number): number => m.read(first, (va >>> 22) * 4);
    expect([KERNBASE, UVPT, UADDRS, UWINDOWS, PAD].map(entry)).toEqual([
      m.map.kernelTable * 4096 + 0x63, first * 4096 + 0x65, (first + 1) * 4096 + 0x67, m.map.windowTable * 4096 + 0x67, (first + 3) * 4096 + 0x67,
    ]);
    expect([m.entry(2, PAD), m.entry(2, UADDRS + 2 * 4096)]).toEqual([m.map.pad * 4096 + 0x65, (first + 2) * 4096 + 0x67]);
    m.pokeWord(2, UAREA.status, 1);
    m.call('yield', C);
    expect([m.cpu.eip >>> 0, m.cpu.regs[ESP], m.cpu.eflags]).toEqual([PAD, (UADDRS + 3 * 4096) | 0, 0x202]);
    m.call('geteid');
    expect(m.cpu.regs[EDX]).toBe(C);
  });

  it('takes a row again with its next generation', () => {
    const m = new TestMachine();
    m.call('env_free', ROOT_SLOT, B);
    expect([m.call('env_alloc', OWN), m.cpu.regs[EDX]]).toEqual([0, 2 * 2048 + 1]);
  });
});

describe('env_clone', () => {
  it('makes an env whose bindings are those of the caller', () => {
    const m = new TestMachine();
    const uarea = m.map.kernelFrames + 8;
    expect([m.call('env_clone', OWN), m.cpu.regs[EDX]]).toEqual([0, C]);
    expect([m.env(2, ENV.directory), m.env(2, ENV.uarea)]).toEqual([m.env(0, ENV.directory), uarea]);
    expect([m.entry(0, UADDRS + 2 * 4096), m.page(m.map.pad, PAGE.readers)]).toEqual([uarea * 4096 + 0x67, 2]);
    expect([store(m, UADDRS + 2 * 4096 + UAREA.status, 1), m.read(uarea, UAREA.status)]).toEqual([true, 1]);
    m.call('insert_pte', OWN, 3, VA, 0, 0);
    expect(store(m, VA, 5)).toBe(true);
    m.call('yield', C);
    expect(load(m, VA)).toBe(true);
    expect(m.cpu.regs[EAX]).toBe(5);
  });

  it('dies alone: its u-area goes, and no translation of it stays (ENV-2, MEM-7)', () => {
    const m = new TestMachine();
    m.call('env_clone', OWN);
    const at = UADDRS + 2 * 4096 + 64;
    expect(store(m, at, 1)).toBe(true);
    const before = m.machine.clock;
    expect([m.call('env_free', OWN, C), m.machine.clock - before]).toEqual([0, 121]);
    expect([m.entry(0, at), m.page(m.map.kernelFrames + 8, PAGE.status), m.page(m.map.pad, PAGE.readers)]).toEqual([0, 0, 2]);
    expect(load(m, at)).toBe(false);
  });

  it('lets the space of an env that died live on', () => {
    const m = new TestMachine();
    m.call('env_clone', OWN);
    m.pokeWord(2, UAREA.status, 1);
    m.call('quantum_alloc', OWN, 1, 0, C);
    m.call('insert_pte', OWN, 3, VA, 0, 0);
    m.call('env_free', OWN, 0);
    expect([m.call('geteid'), m.cpu.regs[EDX]]).toEqual([0, C]);
    expect([store(m, VA, 9), m.entry(2, UADDRS), m.page(m.map.kernelFrames + 2, PAGE.status)]).toEqual([true, 0, 0]);
    m.call('env_free', OWN, 0);
    expect(m.page(m.map.kernelFrames, PAGE.status)).toBe(0);
  });

  it('whose space is edited under another name leaves no translation of the caller (MEM-7)', () => {
    const m = new TestMachine();
    m.call('env_clone', OWN);
    m.call('insert_pte', OWN, 3, VA, 0, 0);
    expect(store(m, VA, 1)).toBe(true);
    expect(m.call('mod_pte_range', OWN, 0x2_0000, VA, 1, OWN, C)).toBe(0);
    expect(store(m, VA, 2)).toBe(false);
    m.call('insert_pte', OWN, 0, VA, OWN, C);
    expect(load(m, VA)).toBe(false);
  });
});

describe('saved registers', () => {
  it('are read and written in the order of the processor (LAY-17, WRE-7)', () => {
    const m = new TestMachine();
    expect([m.call('rdenv', ROOT_SLOT, B, BUFFER), m.machine.clock]).toEqual([0, 71]);
    expect(recordAt(m, 0x400)).toEqual([0, 0, 0, 0, UADDRS + 2 * 4096, 0, 0, 0, PAD, 0x202]);
    [1, 2, 3, 4, 5, 6, 7, 8, PAD + PAD_UD, -1].forEach((word, i) => m.pokeWord(0, 0x401 + 4 * i, word));
    expect(m.call('wrenv', ROOT_SLOT, B, BUFFER + 1)).toBe(0);
    m.call('rdenv', ROOT_SLOT, B, BUFFER);
    expect(recordAt(m, 0x400)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, PAD + PAD_UD, 0x244fd7]);
    m.call('yield', B);
    expect([...m.cpu.regs, m.cpu.eip >>> 0]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, PAD + PAD_UD]);
  });
});

describe('u-areas', () => {
  it('are read and written, by bytes and for a cycle each', () => {
    const m = new TestMachine();
    m.poke(1, 0x101, [1, 2, 3, 4, 5, 6, 7]);
    expect([m.call('rdu', ROOT_SLOT, B, 0x101, 7, BUFFER + 2), m.machine.clock]).toEqual([0, 68]);
    expect([m.read(m.env(0, ENV.uarea), 0x400), m.read(m.env(0, ENV.uarea), 0x404), m.read(m.env(0, ENV.uarea), 0x408)]).toEqual([0x02010000, 0x06050403, 7]);
    expect(m.call('wru', ROOT_SLOT, B, 4089, 7, BUFFER + 2)).toBe(0);
    expect([m.read(m.env(1, ENV.uarea), 4088), m.read(m.env(1, ENV.uarea), 4092)]).toEqual([0x03020100, 0x07060504]);
    m.call('rdu', ROOT_SLOT, B, 0, 257, BUFFER);
    expect(m.machine.clock).toBe(68 + 68 + 61);
  });

  it('overlap with their copy as they were before (RDU-7)', () => {
    const m = new TestMachine();
    m.poke(0, 0x100, [1, 2, 3, 4, 5, 6, 7, 8]);
    m.call('rdu', OWN, 0, 0x100, 8, UADDRS + 0x102);
    expect([m.read(m.env(0, ENV.uarea), 0x100), m.read(m.env(0, ENV.uarea), 0x104)]).toEqual([0x02010201, 0x06050403]);
  });
});

describe('a result buffer (ENT-9)', () => {
  const frameWords = (m: TestMachine): readonly number[] =>
    Array.from({ length: 5 }, (_, i) => m.read(m.env(0, ENV.uarea), 4096 - 28 + 4 * i) >>> 0);

  it.each<readonly ['rdenv' | 'rdu', number, number, number, number]>([
    ['rdenv', UADDRS + 4092, UADDRS + 4096, 2, 10],
    ['rdu', UADDRS + 4092, UADDRS + 4096, 2, 8],
    ['rdenv', PAD + 4, PAD + 4, 3, 0],
    ['rdu', UWINDOWS - 1, UWINDOWS - 1, 2, 8],
    ['rdu', UWINDOWS, UWINDOWS, 3, 8],
  ])('of %s at %i is probed before any guard', (name, buffer, address, code, n) => {
    const m = new TestMachine();
    expect(m.call(name, ...(name === 'rdu' ? [99, 7, 0, n, buffer] : [99, 7, buffer]))).toBe(CALLS[name].number);
    expect(frameWords(m)).toEqual([14, code, address, 0x202, PAD]);
    expect(m.machine.clock).toBe(81);
  });

  it('is marked accessed and dirty at success, not at refusal', () => {
    const m = new TestMachine();
    for (const va of [VA, VA + 4096]) m.call('insert_pte', OWN, 3, va, 0, 0);
    const marks = (): readonly number[] => [m.entry(0, VA) & 0x60, m.entry(0, VA + 4096) & 0x60];
    m.call('rdenv', OWN, B, VA + 4092);
    expect(marks()).toEqual([0, 0]);
    m.call('rdenv', ROOT_SLOT, B, VA + 4056);
    expect(marks()).toEqual([0x60, 0]);
    m.call('rdu', ROOT_SLOT, A, 0, 5, VA + 4092);
    expect(marks()).toEqual([0x60, 0x60]);
  });

  it('of no bytes is not looked at', () => {
    const m = new TestMachine();
    expect(m.call('rdu', OWN, 0, 0, 0, PAD)).toBe(0);
  });
});
