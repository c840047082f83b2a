import { AND, CMP } from '../arithmetic.ts';
import type { Cpu } from '../cpu.ts';
import { EAX, EDX } from '../registers.ts';
import {
  compareMemory, memoryWith, registerWithImmediate, registerWithMemory, registerWithRegister, smallWithImmediate, smallWithRegister,
  stepMemory, stepRegister, testImmediate, testRegister,
} from './arithmeticSteps.ts';
import type { Decoded } from './decodeInstruction.ts';
import { jumpAlways, jumpIf, jumpMemory, jumpRegister } from './jumpSteps.ts';
import {
  exchange, extendMemory, extendRegister, loadAddress, loadIf, loadRegister, moveIf, moveImmediate, moveRegister, registersOnly, setIf, storeImmediate, storeRegister,
} from './moveSteps.ts';
import { group3Memory, group3Register, multiplyImmediate, multiplyMemoryImmediate, multiplyRegisterMemory, multiplyRegisters } from './multiplySteps.ts';
import { shiftMemory, shiftRegister } from './shiftSteps.ts';
import { callMemory, callRegister, callRelative, leave, popRegister, pushImmediate, pushMemory, pushRegister, returnNear } from './stackSteps.ts';
import type { Step } from './step.ts';

/**
 * The step of a decoded instruction, or null for what is left to the interpreter. `end` is the distance from the start
 * of the block to the end of the instruction, in bytes.
 */
export function translate(decoded: Decoded, end: number): Step | null {
  const { opcode } = decoded;
  if (opcode >= 0x0f00) return translateTwoByte(decoded);
  if (opcode < 0x40) return arithmeticRow(decoded);
  if (isTransfer(opcode)) return decoded.operandSize === 4 ? transfer(decoded, end) : null;
  switch (opcode >> 3) {
    case 8: case 9: return decoded.operandSize === 4 ? stepRegister(opcode & 7, opcode < 0x48) : null;
    case 10: return decoded.operandSize === 4 ? pushRegister(opcode & 7) : null;
    case 11: return decoded.operandSize === 4 ? popRegister(opcode & 7) : null;
    case 13: return row68(decoded);
    case 16: return row80(decoded);
    case 17: return moveRow(decoded);
    case 18: return decoded.operandSize === 4 ? exchange(EAX, opcode & 7) : null;
    case 19: return row98(decoded);
    case 20: case 21: return rowA0(decoded);
    case 22: case 23: return moveImmediate(opcode & 7, decoded.immediate, opcode < 0xb8 ? 1 : decoded.operandSize);
    case 24: case 25: return rowC0(decoded);
    case 26: return opcode < 0xd4 ? shiftGroup(decoded, opcode < 0xd2 ? 1 : -1) : null;
    case 30: case 31: return groups(decoded, end);
    default: return null;
  }
}

/** Jcc, CALL, JMP and RET; of groups see `groups`. */
function isTransfer(opcode: number): boolean {
  return (opcode >= 0x70 && opcode < 0x80) || opcode === 0xc2 || opcode === 0xc3 || opcode === 0xe8 || opcode === 0xe9 || opcode === 0xeb;
}

function transfer({ opcode, immediate }: Decoded, end: number): Step {
  switch (opcode) {
    case 0xc2: return returnNear(immediate);
    case 0xc3: return returnNear(0);
    case 0xe8: return callRelative(end);
    case 0xe9: case 0xeb: return jumpAlways();
    default: return jumpIf(opcode & 15);
  }
}

/** Byte, or what the operand size says, by bit 0 of the opcode. */
function sizeOf({ opcode, operandSize }: Decoded): number {
  return (opcode & 1) === 0 ? 1 : operandSize;
}

function regOf({ modrm }: Decoded): number {
  return (modrm >> 3) & 7;
}

function rmOf({ modrm }: Decoded): number {
  return modrm & 7;
}

function withRegister(operation: number, to: number, from: number, size: number): Step {
  return size === 4 ? registerWithRegister(operation, to, from) : smallWithRegister(operation, to, from, size);
}

function withImmediate(operation: number, to: number, value: number, size: number): Step {
  return size === 4 ? registerWithImmediate(operation, to, value) : smallWithImmediate(operation, to, value, size);
}

function arithmeticRow(decoded: Decoded): Step | null {
  const operation = decoded.opcode >> 3;
  const size = sizeOf(decoded);
  const { memory } = decoded;
  switch (decoded.opcode & 7) {
    case 0: case 1:
      if (memory === null) return withRegister(operation, rmOf(decoded), regOf(decoded), size);
      if (operation === CMP) return compareMemory(operation, memory, regOf(decoded), 0, size);
      return memoryWith(operation, memory, regOf(decoded), 0, size);
    case 2: case 3:
      if (memory === null) return withRegister(operation, regOf(decoded), rmOf(decoded), size);
      return registerWithMemory(operation, regOf(decoded), memory, size);
    case 4: case 5: return withImmediate(operation, EAX, decoded.immediate, size);
    default: return null;
  }
}

/** PUSH of immediates and IMUL with three operands. */
function row68(decoded: Decoded): Step | null {
  const { opcode, operandSize, memory, immediate } = decoded;
  if (operandSize !== 4 || opcode > 0x6b) return null;
  if ((opcode & 1) === 0) return pushImmediate(immediate);
  return memory === null ? multiplyImmediate(regOf(decoded), rmOf(decoded), immediate) : multiplyMemoryImmediate(regOf(decoded), memory, immediate);
}

/** Arithmetic with immediates, TEST, XCHG of words in registers. */
function row80(decoded: Decoded): Step | null {
  const { opcode, memory } = decoded;
  const size = sizeOf(decoded);
  const reg = regOf(decoded);
  if (opcode < 0x84) {
    const value = size === 4 ? decoded.immediate : decoded.immediate & (size === 2 ? 0xffff : 0xff);
    if (memory === null) return withImmediate(reg, rmOf(decoded), value, size);
    return reg === CMP ? compareMemory(CMP, memory, -1, value, size) : memoryWith(reg, memory, -1, value, size);
  }
  if (opcode < 0x86) return memory === null ? testRegister(rmOf(decoded), reg, size) : compareMemory(AND, memory, reg, 0, size);
  return memory === null && size === 4 ? exchange(rmOf(decoded), reg) : null;
}

/** MOV, LEA, POP of a register. */
function moveRow(decoded: Decoded): Step | null {
  const { opcode, operandSize, memory } = decoded;
  const size = sizeOf(decoded);
  const reg = regOf(decoded);
  const rm = rmOf(decoded);
  switch (opcode) {
    case 0x88: case 0x89: return memory === null ? moveRegister(rm, reg, size) : storeRegister(memory, reg, size);
    case 0x8a: case 0x8b: return memory === null ? moveRegister(reg, rm, size) : loadRegister(reg, memory, size);
    case 0x8d: return memory !== null && operandSize === 4 ? loadAddress(reg, memory) : null;
    case 0x8f: return memory === null && operandSize === 4 ? popRegister(rm) : null;
    default: return null;
  }
}

/** CWDE and CDQ. */
function row98({ opcode, operandSize }: Decoded): Step | null {
  if (operandSize !== 4 || opcode > 0x99) return null;
  return registersOnly(opcode === 0x98 ? signExtendAccumulator : doubleAccumulator);
}

function signExtendAccumulator({ regs }: Cpu): void {
  regs[EAX] = (regs[EAX] << 16) >> 16;
}

function doubleAccumulator({ regs }: Cpu): void {
  regs[EDX] = regs[EAX] >> 31;
}

/** MOV with an absolute address, TEST of the accumulator. */
function rowA0(decoded: Decoded): Step | null {
  const { opcode, memory } = decoded;
  const size = sizeOf(decoded);
  if (opcode === 0xa8 || opcode === 0xa9) return testImmediate(EAX, decoded.immediate, size);
  if (memory === null || opcode > 0xa3) return null;
  return opcode < 0xa2 ? loadRegister(EAX, memory, size) : storeRegister(memory, EAX, size);
}

/** Shifts by an immediate, MOV of an immediate, LEAVE. */
function rowC0(decoded: Decoded): Step | null {
  const { opcode, operandSize, memory, immediate } = decoded;
  switch (opcode) {
    case 0xc0: case 0xc1: return shiftGroup(decoded, immediate);
    case 0xc6: case 0xc7:
      if (memory === null) return moveImmediate(rmOf(decoded), immediate, sizeOf(decoded));
      return storeImmediate(memory, immediate, sizeOf(decoded));
    case 0xc9: return operandSize === 4 ? leave() : null;
    default: return null;
  }
}

function shiftGroup(decoded: Decoded, count: number): Step {
  const { memory } = decoded;
  const size = sizeOf(decoded);
  if (memory === null) return shiftRegister(regOf(decoded), rmOf(decoded), count, size);
  return shiftMemory(regOf(decoded), memory, count, size);
}

/** Groups 3 to 5. */
function groups(decoded: Decoded, end: number): Step | null {
  const { opcode, memory, immediate } = decoded;
  const reg = regOf(decoded);
  const size = sizeOf(decoded);
  if ((opcode === 0xf6 || opcode === 0xf7) && reg < 2) {
    return memory === null ? testImmediate(rmOf(decoded), immediate, size) : compareMemory(AND, memory, -1, immediate, size);
  }
  if (size !== 4) return null;
  if (opcode === 0xf7) return memory === null ? group3Register(reg, rmOf(decoded)) : group3Memory(reg, memory);
  if (opcode !== 0xff) return null;
  switch (reg) {
    case 0: case 1: return memory === null ? stepRegister(rmOf(decoded), reg === 0) : stepMemory(memory, reg === 0);
    case 2: return memory === null ? callRegister(rmOf(decoded), end) : callMemory(memory, end);
    case 4: return memory === null ? jumpRegister(rmOf(decoded)) : jumpMemory(memory);
    case 6: return memory === null ? pushRegister(rmOf(decoded)) : pushMemory(memory);
    default: return null;
  }
}

function translateTwoByte(decoded: Decoded): Step | null {
  const { memory } = decoded;
  const opcode = decoded.opcode & 0xff;
  const reg = regOf(decoded);
  const rm = rmOf(decoded);
  if (opcode >= 0x90 && opcode < 0xa0) return memory === null ? setIf(opcode & 15, rm) : null;
  if (decoded.operandSize !== 4) return null;
  if (opcode >= 0x40 && opcode < 0x50) return memory === null ? moveIf(opcode & 15, reg, rm) : loadIf(opcode & 15, reg, memory);
  if (opcode >= 0x80 && opcode < 0x90) return jumpIf(opcode & 15);
  switch (opcode) {
    case 0xaf: return memory === null ? multiplyRegisters(reg, rm) : multiplyRegisterMemory(reg, memory);
    case 0xb6: case 0xb7: case 0xbe: case 0xbf: {
      const size = (opcode & 1) === 0 ? 1 : 2;
      return memory === null ? extendRegister(reg, rm, size, opcode > 0xb7) : extendMemory(reg, memory, size, opcode > 0xb7);
    }
    default: return null;
  }
}
