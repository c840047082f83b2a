import type { Cpu } from '../cpu.ts';
import { readRegister, writeRegister } from '../operands.ts';
import { holds } from './lazyFlags.ts';
import { loadSized, storeSized } from './memoryOperand.ts';
import type { MemoryOperand } from './memoryOperand.ts';
import { NEXT, REFUSED } from './step.ts';
import type { Step } from './step.ts';

/* MOV in its forms, LEA, MOVZX, MOVSX, CMOVcc, SETcc, XCHG of registers and what else touches no flag. */

export function moveRegister(to: number, from: number, size: number): Step {
  if (size !== 4) return (cpu) => {
    writeRegister(cpu, to, size, readRegister(cpu, from, size));
    return NEXT;
  };
  return (cpu) => {
    cpu.regs[to] = cpu.regs[from];
    return NEXT;
  };
}

export function moveImmediate(to: number, value: number, size: number): Step {
  if (size !== 4) return (cpu) => {
    writeRegister(cpu, to, size, value);
    return NEXT;
  };
  return (cpu) => {
    cpu.regs[to] = value;
    return NEXT;
  };
}

export function loadRegister(to: number, memory: MemoryOperand, size: number): Step {
  if (size !== 4) return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    writeRegister(cpu, to, size, loadSized(cpu, pa, size));
    return NEXT;
  };
  return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    cpu.regs[to] = cpu.word(pa);
    return NEXT;
  };
}

export function storeRegister(memory: MemoryOperand, from: number, size: number): Step {
  if (size !== 4) return (cpu) => {
    const pa = memory.plainWrite(cpu);
    if (pa < 0) return REFUSED;
    storeSized(cpu, pa, size, readRegister(cpu, from, size));
    return NEXT;
  };
  return (cpu) => {
    const pa = memory.plainWrite(cpu);
    if (pa < 0) return REFUSED;
    cpu.storeWord(pa, cpu.regs[from]);
    return NEXT;
  };
}

export function storeImmediate(memory: MemoryOperand, value: number, size: number): Step {
  return (cpu) => {
    const pa = memory.plainWrite(cpu);
    if (pa < 0) return REFUSED;
    storeSized(cpu, pa, size, value);
    return NEXT;
  };
}

export function loadAddress(to: number, memory: MemoryOperand): Step {
  return (cpu) => {
    cpu.regs[to] = memory.offset(cpu);
    return NEXT;
  };
}

/** MOVZX and MOVSX from a register of one or two bytes. */
export function extendRegister(to: number, from: number, size: number, isSigned: boolean): Step {
  const spare = 32 - size * 8;
  if (isSigned) return (cpu) => {
    cpu.regs[to] = (readRegister(cpu, from, size) << spare) >> spare;
    return NEXT;
  };
  return (cpu) => {
    cpu.regs[to] = readRegister(cpu, from, size);
    return NEXT;
  };
}

export function extendMemory(to: number, memory: MemoryOperand, size: number, isSigned: boolean): Step {
  if (!isSigned && size === 1) return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    cpu.regs[to] = cpu.bytes[pa];
    return NEXT;
  };
  const spare = isSigned ? 32 - size * 8 : 0;
  return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    cpu.regs[to] = (loadSized(cpu, pa, size) << spare) >> spare;
    return NEXT;
  };
}

export function moveIf(condition: number, to: number, from: number): Step {
  return (cpu) => {
    if (holds(cpu, condition)) cpu.regs[to] = cpu.regs[from];
    return NEXT;
  };
}

export function loadIf(condition: number, to: number, memory: MemoryOperand): Step {
  return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    if (holds(cpu, condition)) cpu.regs[to] = cpu.word(pa);
    return NEXT;
  };
}

export function setIf(condition: number, to: number): Step {
  return (cpu) => {
    writeRegister(cpu, to, 1, holds(cpu, condition) ? 1 : 0);
    return NEXT;
  };
}

export function exchange(a: number, b: number): Step {
  return (cpu) => {
    const value = cpu.regs[a];
    cpu.regs[a] = cpu.regs[b];
    cpu.regs[b] = value;
    return NEXT;
  };
}

/** What the interpreter does with registers alone, flags untouched. */
export function registersOnly(work: (cpu: Cpu) => void): Step {
  return (cpu) => {
    work(cpu);
    return NEXT;
  };
}
