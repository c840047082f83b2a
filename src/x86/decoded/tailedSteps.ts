import { readRegister } from '../operands.ts';
import { multiplyHigh } from '../multiply.ts';
import { EAX, EDX } from '../registers.ts';
import { ROL } from '../shifts.ts';
import type { Computation } from './computation.ts';
import type { Decoded } from './decodeInstruction.ts';
import type { MemoryOperand } from './memoryOperand.ts';
import { REFUSED } from './step.ts';
import type { Step } from './step.ts';
import type { Tail } from './tail.ts';

/* The most frequent accesses to memory, ROL and MUL, with what follows them in the same step. */

function loadThen(to: number, memory: MemoryOperand, tail: Tail): Step {
  return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    cpu.regs[to] = cpu.word(pa);
    return tail.finish(cpu);
  };
}

/** Loads a word after a computation, which is taken back if the load is refused. */
export function computeAndLoadThen(computation: Computation, to: number, memory: MemoryOperand, tail: Tail): Step {
  const changed = computation.to;
  return (cpu) => {
    const registers = cpu.addressRegisters;
    const old = registers[changed];
    computation.apply(registers);
    const pa = memory.plainRead(cpu);
    if (pa < 0) {
      registers[changed] = old;
      return REFUSED;
    }
    registers[to] = cpu.word(pa);
    return tail.finish(cpu);
  };
}

/** MOVZX of a byte. */
function loadByteThen(to: number, memory: MemoryOperand, tail: Tail): Step {
  return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    cpu.regs[to] = cpu.bytes[pa];
    return tail.finish(cpu);
  };
}

function storeThen(memory: MemoryOperand, from: number, tail: Tail): Step {
  return (cpu) => {
    const pa = memory.plainWrite(cpu);
    if (pa < 0) return REFUSED;
    cpu.storeWord(pa, cpu.regs[from]);
    return tail.finish(cpu);
  };
}

function storeByteThen(memory: MemoryOperand, from: number, tail: Tail): Step {
  return (cpu) => {
    const pa = memory.plainWrite(cpu);
    if (pa < 0) return REFUSED;
    cpu.bytes[pa] = readRegister(cpu, from, 1);
    return tail.finish(cpu);
  };
}

function storeByteValueThen(memory: MemoryOperand, value: number, tail: Tail): Step {
  return (cpu) => {
    const pa = memory.plainWrite(cpu);
    if (pa < 0) return REFUSED;
    cpu.bytes[pa] = value;
    return tail.finish(cpu);
  };
}

/** ROL of a word by a fixed count, with flags that nothing looks at. */
function rotateThen(register: number, count: number, tail: Tail): Step {
  return (cpu) => {
    const value = cpu.regs[register];
    cpu.regs[register] = (value << count) | (value >>> (32 - count));
    return tail.finish(cpu);
  };
}

/** MUL of EAX, with flags that nothing looks at. */
function multiplyThen(from: number, tail: Tail): Step {
  return (cpu) => {
    const { regs } = cpu;
    const a = regs[EAX];
    const b = regs[from];
    regs[EAX] = Math.imul(a, b);
    regs[EDX] = multiplyHigh(a, b);
    return tail.finish(cpu);
  };
}

/** The step of an instruction with a tail; null if it takes none. `isSeen`: something can look at the flags it leaves. */
export function tailedStep(decoded: Decoded, isSeen: boolean, tail: Tail): Step | null {
  if (decoded.operandSize !== 4) return null;
  if (decoded.memory !== null) return afterAccess(decoded, decoded.memory, tail);
  return isSeen ? null : afterRegisters(decoded, tail);
}

function afterRegisters({ opcode, modrm, immediate }: Decoded, tail: Tail): Step | null {
  const reg = (modrm >> 3) & 7;
  const rm = modrm & 7;
  if (opcode === 0xf7) return reg === 4 ? multiplyThen(rm, tail) : null;
  if (reg !== ROL) return null;
  if (opcode === 0xd1) return rotateThen(rm, 1, tail);
  return opcode === 0xc1 && (immediate & 31) !== 0 ? rotateThen(rm, immediate & 31, tail) : null;
}

function afterAccess({ opcode, modrm, immediate }: Decoded, memory: MemoryOperand, tail: Tail): Step | null {
  const reg = (modrm >> 3) & 7;
  switch (opcode) {
    case 0x88: return storeByteThen(memory, reg, tail);
    case 0x89: return storeThen(memory, reg, tail);
    case 0x8b: return loadThen(reg, memory, tail);
    case 0xa1: return loadThen(EAX, memory, tail);
    case 0xa3: return storeThen(memory, EAX, tail);
    case 0xc6: return storeByteValueThen(memory, immediate, tail);
    case 0x0fb6: return loadByteThen(reg, memory, tail);
    default: return null;
  }
}
