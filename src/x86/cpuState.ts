import type { Cpu, TableRegister, TaskRegister } from './cpu.ts';
import type { SegmentState } from './segment.ts';
import type { Tlb } from './tlb.ts';
import type { FpuState } from './x87/fpu.ts';

/** The architectural state of a processor and what its translation caches hold. */
export interface CpuState {
  readonly regs: Int32Array;
  readonly eip: number;
  readonly eflags: number;
  readonly segments: readonly SegmentState[];
  readonly privilege: number;
  readonly cr0: number;
  readonly cr2: number;
  readonly cr3: number;
  readonly cr4: number;
  readonly gdtr: Readonly<TableRegister>;
  readonly idtr: Readonly<TableRegister>;
  readonly tr: Readonly<TaskRegister>;
  readonly fpu: FpuState;
  readonly halted: boolean;
  readonly shutDown: boolean;
  readonly retired: number;
  readonly faultError: number;
  /** Pairs of page number and packed entry. */
  readonly tlbPages: Int32Array;
  /** Pairs of directory index and entry. */
  readonly tlbDirectories: Int32Array;
}

function pairs(keys: Int32Array, count: number, values: Int32Array): Int32Array {
  const result = new Int32Array(count * 2);
  for (let i = 0; i < count; i++) {
    result[2 * i] = keys[i];
    result[2 * i + 1] = values[keys[i]];
  }
  return result;
}

export function saveCpu(cpu: Cpu): CpuState {
  const { tlb } = cpu;
  return {
    regs: cpu.regs.slice(),
    eip: cpu.eip,
    eflags: cpu.eflags,
    segments: cpu.segments.map((segment) => segment.save()),
    privilege: cpu.privilege,
    cr0: cpu.cr0,
    cr2: cpu.cr2,
    cr3: cpu.cr3,
    cr4: cpu.cr4,
    gdtr: { ...cpu.gdtr },
    idtr: { ...cpu.idtr },
    tr: { ...cpu.tr },
    fpu: cpu.fpu.save(),
    halted: cpu.halted,
    shutDown: cpu.shutDown,
    retired: cpu.retired,
    faultError: cpu.faultError,
    tlbPages: pairs(tlb.filledPages, tlb.filledPagesCount, tlb.entries),
    tlbDirectories: pairs(tlb.filledDirectories, tlb.filledDirectoriesCount, tlb.directoryEntries),
  };
}

function loadTlb(tlb: Tlb, state: CpuState): void {
  for (let i = 0; i < state.tlbPages.length; i += 2) tlb.fillPage(state.tlbPages[i], state.tlbPages[i + 1]);
  for (let i = 0; i < state.tlbDirectories.length; i += 2) tlb.fillDirectory(state.tlbDirectories[i], state.tlbDirectories[i + 1]);
}

/** Restores a saved state. The capacity of the TLB is configuration and stays as it is. */
export function loadCpu(cpu: Cpu, state: CpuState): void {
  cpu.regs.set(state.regs);
  cpu.eip = state.eip;
  for (let i = 0; i < cpu.segments.length; i++) cpu.segments[i].set(state.segments[i].selector, state.segments[i]);
  cpu.gdtr.base = state.gdtr.base;
  cpu.gdtr.limit = state.gdtr.limit;
  cpu.idtr.base = state.idtr.base;
  cpu.idtr.limit = state.idtr.limit;
  cpu.tr.selector = state.tr.selector;
  cpu.tr.base = state.tr.base;
  cpu.tr.limit = state.tr.limit;
  cpu.fpu.load(state.fpu);
  cpu.halted = state.halted;
  cpu.shutDown = state.shutDown;
  cpu.retired = state.retired;
  cpu.mmu.faultError = state.faultError;
  cpu.cr2 = state.cr2;
  // All three flush the TLB, so its contents come last.
  cpu.cr0 = state.cr0;
  cpu.cr4 = state.cr4;
  cpu.loadCr3(state.cr3);
  cpu.eflags = state.eflags;
  cpu.setPrivilege(state.privilege);
  loadTlb(cpu.tlb, state);
  cpu.code.cool();
}
