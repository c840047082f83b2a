import { ENTRY } from '../abi/layout.ts';
import { frameNumber, virtualAddress } from '../abi/words.ts';
import type { State } from '../model/state.ts';
import type { Cpu } from '../x86/cpu.ts';
import type { Machine } from '../x86/machine.ts';
import { FRAME_WORDS } from './lineKinds.ts';
import { rowAt } from './vectorEdit.ts';
import type { Finding } from './walk.ts';

const RIGHTS = ENTRY.writable | ENTRY.user;

const finding = (va: number, entry: number, message: string): Finding => ({
  rule: 'MEM-7', va: virtualAddress(va), frame: frameNumber(entry >>> 12),
  message: `cached 0x${(entry >>> 0).toString(16)} at 0x${va.toString(16)} ${message}`,
});

/** Why the present entry does not cover the cached one, null if it does. */
const uncovered = (cached: number, present: number, rights: number): string | null => {
  if ((present & ENTRY.present) === 0) return 'has no present entry';
  if (present >>> 12 !== cached >>> 12) return `has frame ${present >>> 12} in the tables`;
  if (((cached ^ rights) & RIGHTS) !== 0) return `has ${(cached & RIGHTS & ~rights) !== 0 ? 'more' : 'fewer'} rights than the tables`;
  if ((present & ENTRY.accessed) === 0) return 'is cached without accessed in the tables';
  return null;
};

const auditDirectories = (cpu: Cpu, words: Int32Array, state: State): Finding | null => {
  const { tlb } = cpu;
  for (let i = 0; i < tlb.filledDirectoriesCount; i++) {
    const index = tlb.filledDirectories[i];
    const cached = tlb.directory(index);
    const present = words[((cpu.cr3 >>> 12) * FRAME_WORDS) + index];
    const objection = uncovered(cached, present, present);
    if (objection !== null) return finding(index * 0x400000, cached, `(directory entry) ${objection}`);
    // A user page or a free frame read as a table would translate by bytes that users write.
    const { status } = rowAt(state.pages, cached >>> 12);
    if (status === 'free' || status === 'user') return finding(index * 0x400000, cached, `(directory entry) names a ${status} frame`);
  }
  return null;
};

/**
 * P7: every cached page entry and directory entry is covered by the present tables of
 * the loaded directory, and none reaches a frame that is free.
 */
export const tlbAudit = (machine: Machine, state: State): Finding | null => {
  const cpu = machine.cpus[0];
  const { tlb } = cpu;
  const { words } = machine.ram;
  const directory = auditDirectories(cpu, words, state);
  if (directory !== null) return directory;
  const first = (cpu.cr3 >>> 12) * FRAME_WORDS;
  for (let i = 0; i < tlb.filledPagesCount; i++) {
    const page = tlb.filledPages[i];
    const cached = tlb.entry(page);
    const pde = words[first + (page >>> 10)];
    if ((pde & ENTRY.present) === 0) return finding(page * 4096, cached, 'has no page table');
    const pte = words[(pde >>> 12) * FRAME_WORDS + (page & 0x3ff)];
    const objection = uncovered(cached, pte, pde & pte);
    if (objection !== null) return finding(page * 4096, cached, objection);
    if ((cached & ENTRY.dirty & ~pte) !== 0) return finding(page * 4096, cached, 'is cached dirty without dirty in the tables');
    if (rowAt(state.pages, cached >>> 12).status === 'free') return finding(page * 4096, cached, 'reaches a free frame');
  }
  return null;
};
