import { ADD, AND, OR, SUB, XOR } from '../arithmetic.ts';
import { SAR, SHL, SHR } from '../shifts.ts';
import type { Decoded } from './decodeInstruction.ts';
import { moveImmediate } from './moveSteps.ts';
import { NEXT } from './step.ts';
import type { Step } from './step.ts';

/*
 * Instructions on words in registers whose flags the next ones overwrite before anything can look at them. Nothing here
 * or between can be refused, so that no fault, and no interpreter, sees the processor in between.
 */

/** One of the eight operations between word registers or with an immediate: its number, -1 if it is something else. */
function operationOf({ opcode, operandSize, memory, modrm }: Decoded): number {
  if (operandSize !== 4 || memory !== null) return -1;
  if (opcode < 0x40) return (opcode & 1) !== 0 && (opcode & 7) < 6 ? opcode >> 3 : -1;
  return opcode === 0x81 || opcode === 0x83 ? (modrm >> 3) & 7 : -1;
}

/** A shift of a word register by a fixed count other than 0: its number, -1 if it is something else. */
function shiftOf({ opcode, operandSize, memory, modrm, immediate }: Decoded): number {
  if (operandSize !== 4 || memory !== null || opcode !== 0xc1 || (immediate & 31) === 0) return -1;
  const operation = (modrm >> 3) & 7;
  return operation === SHL || operation === SHR || operation === SAR ? operation : -1;
}

/** Whether an instruction writes all status flags whatever they were, and always succeeds. */
export function overwritesFlags(decoded: Decoded): boolean {
  const operation = operationOf(decoded);
  // ADC and SBB, numbers 2 and 3, add a flag.
  if (operation >= 0) return operation !== 2 && operation !== 3;
  const { opcode, operandSize, memory } = decoded;
  return shiftOf(decoded) >= 0 || (operandSize === 4 && memory === null && (opcode === 0x85 || opcode === 0x0faf));
}

/** Whether an instruction has nothing to do with status flags, and always succeeds. */
export function ignoresFlags({ opcode, operandSize, memory }: Decoded): boolean {
  if (operandSize !== 4) return false;
  if (opcode === 0x8d || opcode === 0x90 || opcode === 0x98 || opcode === 0x99 || (opcode >= 0xb8 && opcode < 0xc0)) return true;
  return memory === null && (opcode === 0x89 || opcode === 0x8b || opcode === 0x0fb6 || opcode === 0x0fb7 || opcode === 0x0fbe || opcode === 0x0fbf);
}

/** The step of an instruction without its flags; null if there is none. */
export function quietStep(decoded: Decoded): Step | null {
  const { opcode, operandSize, modrm, immediate } = decoded;
  const rm = modrm & 7;
  const reg = (modrm >> 3) & 7;
  if (opcode >= 0x40 && opcode < 0x50) return operandSize === 4 ? addImmediate(opcode & 7, opcode < 0x48 ? 1 : -1) : null;
  if (shiftOf(decoded) >= 0) return shiftBy(reg, rm, immediate & 31);
  const operation = operationOf(decoded);
  if (opcode < 0x40) {
    if ((opcode & 7) === 5) return withImmediate(operation, 0, immediate);
    return (opcode & 2) === 0 ? withRegister(operation, rm, reg) : withRegister(operation, reg, rm);
  }
  return operation < 0 ? null : withImmediate(operation, rm, immediate);
}

function addImmediate(to: number, value: number): Step {
  return (cpu) => {
    cpu.regs[to] += value;
    return NEXT;
  };
}

function shiftBy(operation: number, register: number, count: number): Step {
  switch (operation) {
    case SHL: return (cpu) => {
      cpu.regs[register] <<= count;
      return NEXT;
    };
    case SHR: return (cpu) => {
      cpu.regs[register] >>>= count;
      return NEXT;
    };
    default: return (cpu) => {
      cpu.regs[register] >>= count;
      return NEXT;
    };
  }
}

function withImmediate(operation: number, to: number, value: number): Step | null {
  switch (operation) {
    case ADD: return addImmediate(to, value);
    case SUB: return addImmediate(to, -value);
    case AND: return (cpu) => {
      cpu.regs[to] &= value;
      return NEXT;
    };
    case OR: return (cpu) => {
      cpu.regs[to] |= value;
      return NEXT;
    };
    default: return null;
  }
}

function withRegister(operation: number, to: number, from: number): Step | null {
  switch (operation) {
    case ADD: return (cpu) => {
      cpu.regs[to] += cpu.regs[from];
      return NEXT;
    };
    case SUB: return (cpu) => {
      cpu.regs[to] -= cpu.regs[from];
      return NEXT;
    };
    case XOR:
      if (to === from) return moveImmediate(to, 0, 4);
      return (cpu) => {
        cpu.regs[to] ^= cpu.regs[from];
        return NEXT;
      };
    default: return null;
  }
}
