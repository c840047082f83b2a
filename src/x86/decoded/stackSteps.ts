import { EBP, ESP } from '../registers.ts';
import { load32, offsetOf, plainRead, plainWrite, store32 } from './memoryOperand.ts';
import type { MemoryOperand } from './memoryOperand.ts';
import { JUMPED, NEXT, REFUSED, TAKEN } from './step.ts';
import type { Step } from './step.ts';

/* Pushes, pops, calls and returns of words. */

export function pushRegister(from: number): Step {
  return (cpu) => {
    const { regs } = cpu;
    const top = (regs[ESP] - 4) | 0;
    const pa = plainWrite(cpu, cpu.ss, top);
    if (pa < 0) return REFUSED;
    store32(cpu, pa, regs[from]);
    regs[ESP] = top;
    return NEXT;
  };
}

export function pushImmediate(value: number): Step {
  return (cpu) => {
    const top = (cpu.regs[ESP] - 4) | 0;
    const pa = plainWrite(cpu, cpu.ss, top);
    if (pa < 0) return REFUSED;
    store32(cpu, pa, value);
    cpu.regs[ESP] = top;
    return NEXT;
  };
}

export function pushMemory(memory: MemoryOperand): Step {
  return (cpu) => {
    const from = plainRead(cpu, memory.segment, offsetOf(cpu, memory));
    const top = (cpu.regs[ESP] - 4) | 0;
    const pa = plainWrite(cpu, cpu.ss, top);
    if (from < 0 || pa < 0) return REFUSED;
    store32(cpu, pa, load32(cpu, from));
    cpu.regs[ESP] = top;
    return NEXT;
  };
}

export function popRegister(to: number): Step {
  return (cpu) => {
    const { regs } = cpu;
    const pa = plainRead(cpu, cpu.ss, regs[ESP]);
    if (pa < 0) return REFUSED;
    regs[ESP] += 4;
    regs[to] = load32(cpu, pa);
    return NEXT;
  };
}

export function leave(): Step {
  return (cpu) => {
    const { regs } = cpu;
    const base = regs[EBP];
    const pa = plainRead(cpu, cpu.ss, base);
    if (pa < 0) return REFUSED;
    regs[ESP] = base + 4;
    regs[EBP] = load32(cpu, pa);
    return NEXT;
  };
}

/** CALL to a fixed distance; `end` is that of the instruction, in bytes from the block's start. */
export function callRelative(end: number): Step {
  return (cpu) => {
    const top = (cpu.regs[ESP] - 4) | 0;
    const pa = plainWrite(cpu, cpu.ss, top);
    if (pa < 0) return REFUSED;
    store32(cpu, pa, cpu.eip + end);
    cpu.regs[ESP] = top;
    return TAKEN;
  };
}

export function callRegister(from: number, end: number): Step {
  return (cpu) => {
    const target = cpu.regs[from];
    const top = (cpu.regs[ESP] - 4) | 0;
    const pa = plainWrite(cpu, cpu.ss, top);
    if (pa < 0) return REFUSED;
    store32(cpu, pa, cpu.eip + end);
    cpu.regs[ESP] = top;
    cpu.eip = target;
    return JUMPED;
  };
}

export function callMemory(memory: MemoryOperand, end: number): Step {
  return (cpu) => {
    const from = plainRead(cpu, memory.segment, offsetOf(cpu, memory));
    const top = (cpu.regs[ESP] - 4) | 0;
    const pa = plainWrite(cpu, cpu.ss, top);
    if (from < 0 || pa < 0) return REFUSED;
    const target = load32(cpu, from);
    store32(cpu, pa, cpu.eip + end);
    cpu.regs[ESP] = top;
    cpu.eip = target;
    return JUMPED;
  };
}

export function returnNear(parameterBytes: number): Step {
  return (cpu) => {
    const { regs } = cpu;
    const pa = plainRead(cpu, cpu.ss, regs[ESP]);
    if (pa < 0) return REFUSED;
    cpu.eip = load32(cpu, pa);
    regs[ESP] += 4 + parameterBytes;
    return JUMPED;
  };
}
