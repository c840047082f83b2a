import { describe, expect, it } from 'vitest';
import { KERNBASE, PAD, PAGE_BYTES, UADDRS, UENVS, UPAGES, UQUANTA, UVPT, UWINDOWS } from '../../src/abi/addressMap.ts';
import { FLOATING_POINT_WORDS, INITIAL_FLOATING_POINT } from '../../src/abi/floatingPoint.ts';
import { ENV, INTERFACE_VERSION, PAGE, QUANTUM, SYSINFO, SYSINFO_MAGIC, UAREA } from '../../src/abi/layout.ts';
import { SAVE } from '../../src/impl/layoutCore.ts';
import { EAX, ESP } from '../../src/x86/registers.ts';
import { CONFIGURATION, TestMachine } from './testMachine.ts';

const bytesOf = (m: TestMachine, at: number, length: number): string => Buffer.from(m.machine.ram.copyOut(at, length)).toString('hex');

describe('the core frame', () => {
  const m = new TestMachine();
  const core = m.map.core * PAGE_BYTES;
  const linear = KERNBASE + core;

  it('has flat kernel segments, user data that ends at ULIM, and accessed bits set', () => {
    expect(bytesOf(m, core, 40)).toBe(
      ['0000000000000000', 'ffff0000009bcf00', 'ffff00000093cf00', 'ffff000000fbcf00', 'bfff000000f3ce00'].join(''),
    );
  });

  it('has a busy TSS whose ring-0 stack is the kernel stack', () => {
    const base = linear + 0x40;
    expect(m.read(m.map.core, 40) >>> 0).toBe((0x67 + (base % 65536) * 65536) >>> 0);
    expect(m.read(m.map.core, 44) >>> 0).toBe((0xf000_8b00 + ((base >>> 16) & 0xff)) >>> 0);
    expect(m.read(m.map.core, 0x44) >>> 0).toBe(linear + 0x800);
    expect(m.read(m.map.core, 0x48)).toBe(0x10);
  });

  it('opens gates 3, 4 and 0x30 to ring 3 and no other (LAY-13)', () => {
    const access = (vector: number): number => m.machine.ram.read8(core + 0x800 + vector * 8 + 5);
    expect(Array.from({ length: 256 }, (_, v) => v).filter((v) => access(v) === 0xee)).toEqual([3, 4, 0x30]);
    expect(Array.from({ length: 256 }, (_, v) => v).filter((v) => access(v) === 0x8e)).toEqual([0, 1, 5, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 0x20]);
    expect(m.read(m.map.core, 0x800 + 14 * 8) >>> 0).toBe((0x8_0000 + ((linear + 0x100 + 14 * 8) % 65536)) >>> 0);
  });

  it('has stubs of HLT and IRET', () => {
    expect(bytesOf(m, core + 0x100 + 0x30 * 8, 2)).toBe('f4cf');
    expect(bytesOf(m, core + 0x100 + 14 * 8, 5)).toBe('f483c404cf');
  });
});

describe('the boot image', () => {
  const m = new TestMachine();
  const first = m.map.kernelFrames;

  it('states the geometry in sysinfo (BOO-1)', () => {
    expect([SYSINFO.magic, SYSINFO.version, SYSINFO.frames, SYSINFO.kernelFrames].map((field) => m.read(0, field))).toEqual([SYSINFO_MAGIC, INTERFACE_VERSION, 48, first]);
  });

  it('gives every directory its fixed entries (LAY-16)', () => {
    for (const index of [0, 1]) {
      const directory = m.env(index, ENV.directory);
      expect(directory).toBe(first + 4 * index);
      const entry = (va: number): number => m.read(directory, (va >>> 22) * 4);
      expect(entry(KERNBASE)).toBe(m.map.kernelTable * 4096 + 0x63);
      expect(entry(UVPT)).toBe(directory * 4096 + 0x65);
      expect(entry(UADDRS)).toBe((directory + 1) * 4096 + 0x67);
      expect(entry(UWINDOWS)).toBe(m.map.windowTable * 4096 + 0x67);
      expect(entry(PAD)).toBe((directory + 3) * 4096 + 0x67);
      expect(m.entry(index, PAD)).toBe(m.map.pad * 4096 + 0x65);
      expect(m.entry(index, UADDRS + index * 4096)).toBe((directory + 2) * 4096 + 0x67);
    }
  });

  it('maps the windows and the kernel half', () => {
    expect(m.entry(0, UWINDOWS)).toBe(0x65);
    expect(m.entry(0, UQUANTA)).toBe(m.map.quantaFirst * 4096 + 0x65);
    expect(m.entry(0, UENVS)).toBe(m.map.envsFirst * 4096 + 0x65);
    expect(m.entry(0, UPAGES)).toBe(m.map.pagesFirst * 4096 + 0x65);
    expect(m.entry(0, KERNBASE + (first - 1) * 4096)).toBe((first - 1) * 4096 + 0x63);
    expect(m.entry(0, KERNBASE + first * 4096)).toBe(0);
  });

  it('fills in the rows (BOO-2 to BOO-7)', () => {
    expect(Array.from({ length: 48 }, (_, f) => m.page(f, PAGE.status))).toEqual([
      ...Array.from({ length: first }, () => 1), 3, 4, 2, 4, 3, 4, 2, 4, ...Array.from({ length: 40 - first }, () => 0),
    ]);
    expect(m.page(m.map.pad, PAGE.readers)).toBe(2);
    expect([PAGE.readers, PAGE.writers, PAGE.pins, PAGE.limits, PAGE.acl].map((field) => m.page(first + 2, field))).toEqual([0, 0, 1, 0x202, 0x012f]);
    expect([0, 1, 2].map((i) => [m.env(i, ENV.id), m.env(i, ENV.status), m.env(i, ENV.generation)])).toEqual([[2048, 1, 1], [2049, 1, 1], [0, 0, 1]]);
    expect([0, 1, 2].map((i) => m.quantum(i, QUANTUM.env))).toEqual([2048, 0, 2049]);
    expect([0, 2].map((i) => m.quantum(i, QUANTUM.guard))).toEqual([0x012f, 0x0f]);
    expect(m.slot(0, 4)).toBe(0x05024f);
    expect(m.read(first + 2, UAREA.status)).toBe(1);
  });

  it('starts the first runnable quantum at the pad (BOO-6)', () => {
    expect([m.cpu.cpl, m.cpu.eip >>> 0, m.cpu.regs[ESP], m.cpu.eflags]).toEqual([3, PAD, (UADDRS + 4096) | 0, 0x202]);
    expect([m.machine.clock, m.machine.timer.deadline, m.cpu.cr3]).toEqual([0, 4000, first * 4096]);
    const area = Array.from({ length: 256 }, (_, i) => m.read(m.map.saveFirst, i * 4) >>> 0);
    const state = SAVE.floatingPoint / 4;
    expect(area.slice(state, state + FLOATING_POINT_WORDS)).toEqual(INITIAL_FLOATING_POINT);
    expect([...area.slice(0, state), ...area.slice(state + FLOATING_POINT_WORDS)].every((word) => word === 0)).toBe(true);
    expect(m.read(m.map.saveFirst, 1024 + 32) >>> 0).toBe(PAD);
  });

  it('is continued by another kernel object', () => {
    expect(new TestMachine(CONFIGURATION).call('geteid')).toBe(0);
    expect(m.cpu.regs[EAX]).toBe(0);
  });
});
