import { div, idiv, multiplyHigh } from '../multiply.ts';
import { EAX, EDX } from '../registers.ts';
import { Lazy } from './lazyFlags.ts';
import type { MemoryOperand } from './memoryOperand.ts';
import { NEXT, REFUSED } from './step.ts';
import type { Step } from './step.ts';
import type { Cpu } from '../cpu.ts';

/* Products and quotients of words, NOT and NEG. A division that would fault is refused. */

function leaveProduct(cpu: Cpu, a: number, b: number): number {
  cpu.lazyKind = Lazy.Multiply;
  cpu.lazyA = a;
  cpu.lazyB = b;
  return Math.imul(a, b);
}

/** IMUL in its forms with two and three operands. */
export function multiplyRegisters(to: number, from: number): Step {
  return (cpu) => {
    cpu.regs[to] = leaveProduct(cpu, cpu.regs[to], cpu.regs[from]);
    return NEXT;
  };
}

export function multiplyRegisterMemory(to: number, memory: MemoryOperand): Step {
  return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    cpu.regs[to] = leaveProduct(cpu, cpu.regs[to], cpu.word(pa));
    return NEXT;
  };
}

export function multiplyImmediate(to: number, from: number, value: number): Step {
  return (cpu) => {
    cpu.regs[to] = leaveProduct(cpu, cpu.regs[from], value);
    return NEXT;
  };
}

export function multiplyMemoryImmediate(to: number, memory: MemoryOperand, value: number): Step {
  return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    cpu.regs[to] = leaveProduct(cpu, cpu.word(pa), value);
    return NEXT;
  };
}

/** MUL of EAX. */
function multiplyAccumulator(cpu: Cpu, operand: number): void {
  const a = cpu.regs[EAX];
  const low = Math.imul(a, operand);
  const high = multiplyHigh(a, operand);
  cpu.regs[EAX] = low;
  cpu.regs[EDX] = high;
  cpu.lazyKind = Lazy.Product;
  cpu.lazyA = low;
  cpu.lazyB = high;
}

/** DIV of EDX:EAX; false if it would fault. */
function divideAccumulator(cpu: Cpu, operand: number): boolean {
  if (cpu.regs[EDX] >>> 0 >= operand >>> 0) return false;
  div(cpu, operand, 4);
  return true;
}

/** IDIV of a dividend that fits a word; false if it does not or would fault. */
function divideSigned(cpu: Cpu, operand: number): boolean {
  const low = cpu.regs[EAX];
  if (operand === 0 || operand === -1 || cpu.regs[EDX] !== low >> 31) return false;
  idiv(cpu, operand, 4);
  return true;
}

/** Group 3 by the reg field, 2 and later but 5, on a register; null if it is left to the interpreter. */
export function group3Register(operation: number, register: number): Step | null {
  switch (operation) {
    case 2: return (cpu) => {
      cpu.regs[register] = ~cpu.regs[register];
      return NEXT;
    };
    case 3: return (cpu) => {
      cpu.lazyB = cpu.regs[register];
      cpu.lazyA = 0;
      cpu.lazyKind = Lazy.Subtract;
      cpu.regs[register] = -cpu.regs[register];
      return NEXT;
    };
    case 4: return (cpu) => {
      multiplyAccumulator(cpu, cpu.regs[register]);
      return NEXT;
    };
    case 6: return (cpu) => (divideAccumulator(cpu, cpu.regs[register]) ? NEXT : REFUSED);
    case 7: return (cpu) => (divideSigned(cpu, cpu.regs[register]) ? NEXT : REFUSED);
    default: return null;
  }
}

export function group3Memory(operation: number, memory: MemoryOperand): Step | null {
  switch (operation) {
    case 2: return (cpu) => {
      const pa = memory.plainWrite(cpu);
      if (pa < 0) return REFUSED;
      cpu.storeWord(pa, ~cpu.word(pa));
      return NEXT;
    };
    case 4: return (cpu) => {
      const pa = memory.plainRead(cpu);
      if (pa < 0) return REFUSED;
      multiplyAccumulator(cpu, cpu.word(pa));
      return NEXT;
    };
    case 6: return (cpu) => {
      const pa = memory.plainRead(cpu);
      return pa >= 0 && divideAccumulator(cpu, cpu.word(pa)) ? NEXT : REFUSED;
    };
    case 7: return (cpu) => {
      const pa = memory.plainRead(cpu);
      return pa >= 0 && divideSigned(cpu, cpu.word(pa)) ? NEXT : REFUSED;
    };
    default: return null;
  }
}
