import { expect, test } from 'vitest';
import { PAD, UADDRS, UVPT, UWINDOWS } from '../../src/abi/addressMap.ts';
import { frameMapOf } from '../../src/abi/frameMap.ts';
import { exposureDifference } from '../../src/refine/exposure.ts';
import { bootImageOf, hashMachine } from '../../src/refine/stateHash.ts';
import { tlbAudit } from '../../src/refine/tlbAudit.ts';
import { rowAt } from '../../src/refine/vectorEdit.ts';
import { auditSpace, walkSpace } from '../../src/refine/walk.ts';
import { bootedMachine, CONFIGURATION } from './bootedMachine.ts';
import type { Booted } from './bootedMachine.ts';

const MAP = frameMapOf(CONFIGURATION.geometry);
const PAD_WORD = (MAP.pad << 12) | 0x65;

/** Physical address of the page entry of a user address in the space of env 0. */
const entryAddress = ({ machine, state }: Booted, va: number): number => {
  const pde = machine.ram.words[rowAt(state.envs, 0).directory * 1024 + (va >>> 22)];
  return (pde & ~0xfff) + ((va >>> 12) & 0x3ff) * 4;
};

/** Gives a page entry of env 0 another word, behind the kernel's back. */
const forge = (booted: Booted, va: number, word: number): void => booted.machine.ram.write32(entryAddress(booted, va), word);

const padOnly = (va: number, frame: number, writable: boolean): boolean => va === PAD && frame === MAP.pad && !writable;

const audit = (booted: Booted): string | undefined =>
  auditSpace(booted.machine, booted.state, rowAt(booted.state.envs, 0).directory, padOnly)?.message;

test('the walk of a fresh space finds the pad, the windows, the u-area, the self-map and the kernel half', () => {
  const booted = bootedMachine();
  const regions = new Map<string, number>();
  walkSpace(booted.machine, rowAt(booted.state.envs, 0).directory, (va, _frame, user, writable) => {
    const key = `${(va & ~0x3fffff) >>> 0} ${user ? 'user' : 'kernel'} ${writable ? 'rw' : 'r'}`;
    regions.set(key, (regions.get(key) ?? 0) + 1);
  });
  expect(Object.fromEntries(regions)).toEqual({
    [`${(PAD & ~0x3fffff) >>> 0} user r`]: 1,
    [`${UWINDOWS} user r`]: MAP.pad, [`${UADDRS} user rw`]: 1, [`${UVPT} user r`]: 4, [`${UVPT} kernel r`]: 1,
    [`${0xf0000000} kernel rw`]: MAP.kernelFrames,
  });
  expect(audit(booted)).toBeUndefined();
});

test.each([
  ['a binding that nobody licensed', PAD - 4096, PAD_WORD, 'is no licensed binding'],
  ['a writable pad', PAD, PAD_WORD | 2, 'is no licensed binding'],
  ['a table of the kernel', PAD - 4096, (MAP.kernelTable << 12) | 0x65, 'is no licensed binding'],
  ['a writable window', UWINDOWS, 0x67, 'is no exposed window'],
  ['another frame in a window', UWINDOWS, (MAP.core << 12) | 0x65, 'is no exposed window'],
  ['a foreign u-area', UADDRS + 4096, (17 << 12) | 0x67, 'is no u-area of the space'],
  ['a supervisor entry in user space', PAD - 4096, (MAP.core << 12) | 0x63, 'is supervisor-only'],
  ['a frame beyond RAM', PAD - 4096, (5000 << 12) | 0x65, 'reaches beyond RAM'],
])('the space audit objects to %s', (_what, va, word, message) => {
  const booted = bootedMachine();
  forge(booted, va, word);
  expect(audit(booted)).toContain(message);
});

test('a user-accessible kernel half is found', () => {
  const booted = bootedMachine();
  const directory = rowAt(booted.state.envs, 0).directory;
  booted.machine.ram.write32(directory * 4096 + 960 * 4, (MAP.kernelTable << 12) | 0x67);
  booted.machine.ram.write32(MAP.kernelTable * 4096, 0x67);
  expect(audit(booted)).toBeDefined();
});

test.each([
  ['a table entry taken away', (word: number) => word & ~1, 'has no present entry'],
  ['another frame', (word: number) => (word & 0xfff) | (1 << 12), 'has frame 1 in the tables'],
  ['rights taken away', (word: number) => word & ~4, 'has more rights than the tables'],
  ['accessed taken away', (word: number) => word & ~0x20, 'is cached without accessed'],
  ['dirty taken away', (word: number) => word & ~0x40, 'is cached dirty without dirty'],
])('the TLB audit objects to %s', (_what, change, message) => {
  const booted = bootedMachine();
  const { machine, state } = booted;
  machine.cpus[0].translate(UADDRS, true, true);
  expect(tlbAudit(machine, state)).toBeNull();
  forge(booted, UADDRS, change(machine.ram.words[entryAddress(booted, UADDRS) / 4]));
  expect(tlbAudit(machine, state)?.message).toContain(message);
});

test('the TLB audit objects to a stale directory entry and to a free frame', () => {
  const booted = bootedMachine();
  const { machine, state } = booted;
  const directory = rowAt(state.envs, 0).directory;
  machine.cpus[0].translate(PAD, false, true);
  machine.ram.write32(directory * 4096 + (PAD >>> 22) * 4, 0);
  expect(tlbAudit(machine, state)?.message).toContain('directory entry');
  const other = bootedMachine();
  forge(other, PAD, (40 << 12) | 0x65);
  other.machine.cpus[0].invlpg(PAD);
  other.machine.cpus[0].translate(PAD, false, true);
  expect(tlbAudit(other.machine, other.state)?.message).toContain('reaches a free frame');
});

test('every exposed byte is compared with the encoding of the state', () => {
  const booted = bootedMachine();
  const { machine: { ram }, state } = booted;
  const directory = rowAt(state.envs, 0).directory;
  const frames = [...Array.from({ length: MAP.pad }, (_, frame) => frame), directory, ...[PAD, UADDRS].map((va) => entryAddress(booted, va) >>> 12)];
  for (const frame of frames) {
    for (let word = frame * 1024; word < (frame + 1) * 1024; word += 3) {
      ram.words[word] ^= 0x10;
      const difference = exposureDifference(booted.machine, state, null);
      ram.words[word] ^= 0x10;
      if (difference === null) throw new Error(`word ${word % 1024} of frame ${frame} is not compared`);
    }
  }
  expect(exposureDifference(booted.machine, state, null)).toBeNull();
});

test('the machine hash sees RAM, registers, timer and clock, and neither the TLB nor what was written back', () => {
  const { machine } = bootedMachine();
  const image = bootImageOf(machine.ram.words.slice(), machine.ram.words.length);
  const before = hashMachine(machine, image);
  const cpu = machine.cpus[0];
  cpu.translate(UADDRS, false, true);
  const old = machine.ram.words[1000];
  machine.ram.write32(4000, old ^ 1);
  const written = hashMachine(machine, image);
  machine.ram.write32(4000, old);
  expect(hashMachine(machine, image)).toBe(before);
  cpu.regs[3] ^= 1;
  const register = hashMachine(machine, image);
  cpu.regs[3] ^= 1;
  machine.clock++;
  const clock = hashMachine(machine, image);
  machine.timer.deadline++;
  const deadline = hashMachine(machine, image);
  expect(new Set([before, written, register, clock, deadline]).size).toBe(5);
});
