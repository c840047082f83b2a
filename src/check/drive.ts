import type { Cpu } from '../x86/cpu.ts';
import type { Machine } from '../x86/machine.ts';
import { Stop } from '../x86/cpu.ts';
import { CORE_PLACES } from '../refine/corePlaces.ts';
import { DS, EAX, EBP, EBX, ECX, EDI, EDX, ES, ESI, ESP, FS, GS } from '../x86/registers.ts';
import { PAD_ADDRESS } from './pad.ts';
import type { PadOperation } from './pad.ts';
import { FLAGS_OF_POPF } from './step.ts';
import type { RegisterSetting, Step, Store } from './step.ts';

const setRegisters = (cpu: Cpu, setting: RegisterSetting, eip: number): void => {
  const { regs } = cpu;
  if (setting.eax !== undefined) regs[EAX] = setting.eax;
  if (setting.ecx !== undefined) regs[ECX] = setting.ecx;
  if (setting.edx !== undefined) regs[EDX] = setting.edx;
  if (setting.ebx !== undefined) regs[EBX] = setting.ebx;
  if (setting.esp !== undefined) regs[ESP] = setting.esp;
  if (setting.ebp !== undefined) regs[EBP] = setting.ebp;
  if (setting.esi !== undefined) regs[ESI] = setting.esi;
  if (setting.edi !== undefined) regs[EDI] = setting.edi;
  if (setting.eflags !== undefined) cpu.eflags = (cpu.eflags & ~FLAGS_OF_POPF) | (setting.eflags & FLAGS_OF_POPF);
  cpu.eip = eip | 0;
};

/**
 * The pad runs with the segments that the kernel leaves. Raw code that ran before may have loaded others without
 * entering the kernel since, and no prediction knows of them.
 */
const resetSegments = (cpu: Cpu): void => {
  const { userData } = CORE_PLACES;
  for (const register of [DS, ES, FS, GS]) {
    if (cpu.segments[register].selector !== userData) cpu.loadSegment(register, userData);
  }
};

/** The number of instructions that an operation may retire: a REP counts each iteration. */
const instructionsOf = (cpu: Cpu, operation: PadOperation): number =>
  operation === 'copyBytes' ? Math.max(1, cpu.regs[ECX] >>> 0) : 1;

/** Runs one operation of the pad; the result is a `Stop`. */
const runOperation = (cpu: Cpu, operation: PadOperation, registers: RegisterSetting): number => {
  resetSegments(cpu);
  setRegisters(cpu, registers, PAD_ADDRESS[operation]);
  return cpu.run(instructionsOf(cpu, operation));
};

/** Executes the stores one by one; stops early when one of them enters the kernel. */
const runStores = (cpu: Cpu, stores: readonly Store[]): number => {
  if (stores.length > 0) resetSegments(cpu);
  for (const store of stores) {
    cpu.regs[EAX] = store.value;
    cpu.regs[EBX] = store.address;
    cpu.eip = (store.bytes === 4 ? PAD_ADDRESS.store32 : PAD_ADDRESS.store8) | 0;
    const stop = cpu.run(1);
    if (stop !== Stop.Budget) return stop;
  }
  return Stop.Budget;
};

/** Runs the ring-3 segment of a step. Stop.Halt means that the kernel was entered. */
export const driveSegment = (machine: Machine, step: Step): number => {
  const cpu = machine.cpus[0];
  switch (step.kind) {
    case 'call': {
      const stop = runStores(cpu, step.stores);
      return stop === Stop.Budget ? runOperation(cpu, 'call', step.registers) : stop;
    }
    case 'user': return runOperation(cpu, step.operation, step.registers);
    case 'raw': {
      const stop = runStores(cpu, step.stores);
      if (stop !== Stop.Budget) return stop;
      setRegisters(cpu, step.registers, step.eip);
      return cpu.run(step.instructions);
    }
    case 'run': return cpu.run(step.instructions);
    case 'wait':
      machine.clock += step.cycles;
      return Stop.Budget;
    case 'idle': return cpu.run(1);
  }
};
