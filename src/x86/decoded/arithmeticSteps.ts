import { ADC, ADD, AND, CMP, OR, SBB, SUB, XOR, add, arithmetic, subtract } from '../arithmetic.ts';
import type { Cpu } from '../cpu.ts';
import { readRegister, writeRegister } from '../operands.ts';
import { CF } from '../registers.ts';
import { Lazy, carryOf, settleFlags, sized } from './lazyFlags.ts';
import { loadSized, storeSized } from './memoryOperand.ts';
import type { MemoryOperand } from './memoryOperand.ts';
import { NEXT, REFUSED } from './step.ts';
import type { Step } from './step.ts';

/*
 * The eight operations in their forms. Those on words in registers have functions of their own, since most instructions
 * of a program are among them; the others share `combine`.
 */

/** The operation on words, with its flags left to be computed. */
export function combine(cpu: Cpu, operation: number, a: number, b: number): number {
  switch (operation) {
    case ADD: return leave(cpu, Lazy.Add, a, b, a + b);
    case SUB: case CMP: return leave(cpu, Lazy.Subtract, a, b, a - b);
    case AND: return leave(cpu, Lazy.Logic, a & b, 0, a & b);
    case OR: return leave(cpu, Lazy.Logic, a | b, 0, a | b);
    case XOR: return leave(cpu, Lazy.Logic, a ^ b, 0, a ^ b);
    default: return combineWithCarry(cpu, operation, a, b, 4);
  }
}

function leave(cpu: Cpu, kind: number, a: number, b: number, result: number): number {
  cpu.lazyKind = kind;
  cpu.lazyA = a;
  cpu.lazyB = b;
  return result | 0;
}

function combineWithCarry(cpu: Cpu, operation: number, a: number, b: number, size: number): number {
  settleFlags(cpu);
  return operation === ADC ? add(cpu, a, b, cpu.flags & CF, size) : subtract(cpu, a, b, cpu.flags & CF, size);
}

/** The operation on one or two bytes, zero-extended. */
function combineSmall(cpu: Cpu, operation: number, a: number, b: number, size: number): number {
  const spare = 32 - size * 8;
  switch (operation) {
    case ADD: return leave(cpu, sized(Lazy.Add, size), a << spare, b << spare, (a + b) & (-1 >>> spare));
    case SUB: case CMP: return leave(cpu, sized(Lazy.Subtract, size), a << spare, b << spare, (a - b) & (-1 >>> spare));
    case AND: return leave(cpu, sized(Lazy.Logic, size), (a & b) << spare, 0, a & b);
    case ADC: case SBB: return combineWithCarry(cpu, operation, a, b, size);
    default:
      cpu.lazyKind = Lazy.None;
      return arithmetic(cpu, operation, a, b, size);
  }
}

export function combineSized(cpu: Cpu, operation: number, a: number, b: number, size: number): number {
  return size === 4 ? combine(cpu, operation, a, b) : combineSmall(cpu, operation, a, b, size);
}

export function registerWithRegister(operation: number, to: number, from: number): Step {
  switch (operation) {
    case ADD: return (cpu) => {
      const { regs } = cpu;
      const a = regs[to];
      const b = regs[from];
      regs[to] = a + b;
      cpu.lazyKind = Lazy.Add;
      cpu.lazyA = a;
      cpu.lazyB = b;
      return NEXT;
    };
    case SUB: return (cpu) => {
      const { regs } = cpu;
      const a = regs[to];
      const b = regs[from];
      regs[to] = a - b;
      cpu.lazyKind = Lazy.Subtract;
      cpu.lazyA = a;
      cpu.lazyB = b;
      return NEXT;
    };
    case XOR: return (cpu) => {
      const { regs } = cpu;
      const result = regs[to] ^ regs[from];
      regs[to] = result;
      cpu.lazyKind = Lazy.Logic;
      cpu.lazyA = result;
      return NEXT;
    };
    case CMP: return (cpu) => {
      cpu.lazyKind = Lazy.Subtract;
      cpu.lazyA = cpu.regs[to];
      cpu.lazyB = cpu.regs[from];
      return NEXT;
    };
    default: return (cpu) => {
      cpu.regs[to] = combine(cpu, operation, cpu.regs[to], cpu.regs[from]);
      return NEXT;
    };
  }
}

export function registerWithImmediate(operation: number, to: number, value: number): Step {
  switch (operation) {
    case ADD: return (cpu) => {
      const a = cpu.regs[to];
      cpu.regs[to] = a + value;
      cpu.lazyKind = Lazy.Add;
      cpu.lazyA = a;
      cpu.lazyB = value;
      return NEXT;
    };
    case SUB: return (cpu) => {
      const a = cpu.regs[to];
      cpu.regs[to] = a - value;
      cpu.lazyKind = Lazy.Subtract;
      cpu.lazyA = a;
      cpu.lazyB = value;
      return NEXT;
    };
    case AND: return (cpu) => {
      const result = cpu.regs[to] & value;
      cpu.regs[to] = result;
      cpu.lazyKind = Lazy.Logic;
      cpu.lazyA = result;
      return NEXT;
    };
    case CMP: return (cpu) => {
      cpu.lazyKind = Lazy.Subtract;
      cpu.lazyA = cpu.regs[to];
      cpu.lazyB = value;
      return NEXT;
    };
    default: return (cpu) => {
      cpu.regs[to] = combine(cpu, operation, cpu.regs[to], value);
      return NEXT;
    };
  }
}

/** Registers of one or two bytes. */
export function smallWithRegister(operation: number, to: number, from: number, size: number): Step {
  return (cpu) => {
    const result = combineSmall(cpu, operation, readRegister(cpu, to, size), readRegister(cpu, from, size), size);
    if (operation !== CMP) writeRegister(cpu, to, size, result);
    return NEXT;
  };
}

export function smallWithImmediate(operation: number, to: number, value: number, size: number): Step {
  return (cpu) => {
    const result = combineSmall(cpu, operation, readRegister(cpu, to, size), value, size);
    if (operation !== CMP) writeRegister(cpu, to, size, result);
    return NEXT;
  };
}

export function registerWithMemory(operation: number, to: number, memory: MemoryOperand, size: number): Step {
  if (size !== 4) return smallWithMemory(operation, to, memory, size);
  if (operation === CMP) return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    cpu.lazyB = cpu.word(pa);
    cpu.lazyA = cpu.regs[to];
    cpu.lazyKind = Lazy.Subtract;
    return NEXT;
  };
  return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    cpu.regs[to] = combine(cpu, operation, cpu.regs[to], cpu.word(pa));
    return NEXT;
  };
}

function smallWithMemory(operation: number, to: number, memory: MemoryOperand, size: number): Step {
  return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    const result = combineSmall(cpu, operation, readRegister(cpu, to, size), loadSized(cpu, pa, size), size);
    if (operation !== CMP) writeRegister(cpu, to, size, result);
    return NEXT;
  };
}

/** CMP and TEST (as AND) of memory: nothing is written. */
export function compareMemory(operation: number, memory: MemoryOperand, from: number, value: number, size: number): Step {
  return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    combineSized(cpu, operation, loadSized(cpu, pa, size), from < 0 ? value : readRegister(cpu, from, size), size);
    return NEXT;
  };
}

/** Memory with a register, or with a value if `from` is negative. */
export function memoryWith(operation: number, memory: MemoryOperand, from: number, value: number, size: number): Step {
  if (size === 4) return wordWith(operation, memory, from, value);
  return (cpu) => {
    const pa = memory.plainWrite(cpu);
    if (pa < 0) return REFUSED;
    const b = from < 0 ? value : readRegister(cpu, from, size);
    storeSized(cpu, pa, size, combineSmall(cpu, operation, loadSized(cpu, pa, size), b, size));
    return NEXT;
  };
}

function wordWith(operation: number, memory: MemoryOperand, from: number, value: number): Step {
  return (cpu) => {
    const pa = memory.plainWrite(cpu);
    if (pa < 0) return REFUSED;
    cpu.storeWord(pa, combine(cpu, operation, cpu.word(pa), from < 0 ? value : cpu.regs[from]));
    return NEXT;
  };
}

/** TEST of registers. */
export function testRegister(a: number, b: number, size: number): Step {
  if (size !== 4) return (cpu) => {
    combineSmall(cpu, AND, readRegister(cpu, a, size), readRegister(cpu, b, size), size);
    return NEXT;
  };
  return (cpu) => {
    cpu.lazyKind = Lazy.Logic;
    cpu.lazyA = cpu.regs[a] & cpu.regs[b];
    return NEXT;
  };
}

export function testImmediate(a: number, value: number, size: number): Step {
  return (cpu) => {
    combineSized(cpu, AND, readRegister(cpu, a, size), value, size);
    return NEXT;
  };
}

/** INC and DEC of a word register; they keep CF. */
export function stepRegister(register: number, increments: boolean): Step {
  const kind = increments ? Lazy.Increment : Lazy.Decrement;
  const step = increments ? 1 : -1;
  return (cpu) => {
    const carry = carryOf(cpu);
    cpu.flags = (cpu.flags & ~CF) | carry;
    const a = cpu.regs[register];
    cpu.regs[register] = a + step;
    cpu.lazyKind = kind;
    cpu.lazyA = a;
    return NEXT;
  };
}

export function stepMemory(memory: MemoryOperand, increments: boolean): Step {
  const kind = increments ? Lazy.Increment : Lazy.Decrement;
  const step = increments ? 1 : -1;
  return (cpu) => {
    const pa = memory.plainWrite(cpu);
    if (pa < 0) return REFUSED;
    const carry = carryOf(cpu);
    cpu.flags = (cpu.flags & ~CF) | carry;
    const a = cpu.word(pa);
    cpu.storeWord(pa, a + step);
    cpu.lazyKind = kind;
    cpu.lazyA = a;
    return NEXT;
  };
}
