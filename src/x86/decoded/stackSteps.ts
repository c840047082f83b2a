import { EBP, ESP } from '../registers.ts';
import type { MemoryOperand } from './memoryOperand.ts';
import { JUMPED, NEXT, REFUSED, TAKEN } from './step.ts';
import type { Step } from './step.ts';

/* Pushes, pops, calls and returns of words. */

export function pushRegister(from: number): Step {
  return (cpu) => {
    const { regs } = cpu;
    const top = (regs[ESP] - 4) | 0;
    const pa = cpu.ss.plainWrite(cpu, top);
    if (pa < 0) return REFUSED;
    cpu.storeWord(pa, regs[from]);
    regs[ESP] = top;
    return NEXT;
  };
}

export function pushImmediate(value: number): Step {
  return (cpu) => {
    const top = (cpu.regs[ESP] - 4) | 0;
    const pa = cpu.ss.plainWrite(cpu, top);
    if (pa < 0) return REFUSED;
    cpu.storeWord(pa, value);
    cpu.regs[ESP] = top;
    return NEXT;
  };
}

export function pushMemory(memory: MemoryOperand): Step {
  return (cpu) => {
    const from = memory.plainRead(cpu);
    const top = (cpu.regs[ESP] - 4) | 0;
    const pa = cpu.ss.plainWrite(cpu, top);
    if (from < 0 || pa < 0) return REFUSED;
    cpu.storeWord(pa, cpu.word(from));
    cpu.regs[ESP] = top;
    return NEXT;
  };
}

export function popRegister(to: number): Step {
  return (cpu) => {
    const { regs } = cpu;
    const pa = cpu.ss.plainRead(cpu, regs[ESP]);
    if (pa < 0) return REFUSED;
    regs[ESP] += 4;
    regs[to] = cpu.word(pa);
    return NEXT;
  };
}

export function leave(): Step {
  return (cpu) => {
    const { regs } = cpu;
    const base = regs[EBP];
    const pa = cpu.ss.plainRead(cpu, base);
    if (pa < 0) return REFUSED;
    regs[ESP] = base + 4;
    regs[EBP] = cpu.word(pa);
    return NEXT;
  };
}

/** CALL to a fixed distance; `end` is that of the instruction, in bytes from the block's start. */
export function callRelative(end: number): Step {
  return (cpu) => {
    const top = (cpu.regs[ESP] - 4) | 0;
    const pa = cpu.ss.plainWrite(cpu, top);
    if (pa < 0) return REFUSED;
    cpu.storeWord(pa, cpu.eip + end);
    cpu.regs[ESP] = top;
    return TAKEN;
  };
}

export function callRegister(from: number, end: number): Step {
  return (cpu) => {
    const target = cpu.regs[from];
    const top = (cpu.regs[ESP] - 4) | 0;
    const pa = cpu.ss.plainWrite(cpu, top);
    if (pa < 0) return REFUSED;
    cpu.storeWord(pa, cpu.eip + end);
    cpu.regs[ESP] = top;
    cpu.eip = target;
    return JUMPED;
  };
}

export function callMemory(memory: MemoryOperand, end: number): Step {
  return (cpu) => {
    const from = memory.plainRead(cpu);
    const top = (cpu.regs[ESP] - 4) | 0;
    const pa = cpu.ss.plainWrite(cpu, top);
    if (from < 0 || pa < 0) return REFUSED;
    const target = cpu.word(from);
    cpu.storeWord(pa, cpu.eip + end);
    cpu.regs[ESP] = top;
    cpu.eip = target;
    return JUMPED;
  };
}

export function returnNear(parameterBytes: number): Step {
  return (cpu) => {
    const { regs } = cpu;
    const pa = cpu.ss.plainRead(cpu, regs[ESP]);
    if (pa < 0) return REFUSED;
    cpu.eip = cpu.word(pa);
    regs[ESP] += 4 + parameterBytes;
    return JUMPED;
  };
}
