import { ADD, AND, SUB, XOR } from '../arithmetic.ts';
import { EAX, EDX } from '../registers.ts';
import { SAR, SHL, SHR } from '../shifts.ts';
import { Computation } from './computation.ts';
import type { Decoded } from './decodeInstruction.ts';

/** The computation that an instruction is if its flags are left out, or null if it is none. Bytes are low ones where they are written. */
export function computationOf(decoded: Decoded): Computation | null {
  const { opcode, operandSize, modrm, memory, immediate } = decoded;
  if (operandSize !== 4) return null;
  const reg = (modrm >> 3) & 7;
  const rm = modrm & 7;
  if (opcode === 0x8d) return memory === null ? null : new Computation(reg, { a: memory.base, b: memory.index, factor: 1 << memory.scale, addend: memory.displacement });
  if (memory !== null) return null;
  if (opcode < 0x40) return arithmeticRow(opcode, reg, rm, immediate);
  if (opcode < 0x50) return increment(opcode & 7, opcode < 0x48);
  if (opcode >= 0xb8 && opcode < 0xc0) return new Computation(opcode & 7, { addend: immediate });
  switch (opcode) {
    case 0x69: case 0x6b: return new Computation(reg, { b: rm, factor: immediate });
    case 0x81: case 0x83: return withImmediate(reg, rm, immediate);
    case 0x89: return new Computation(rm, { a: reg });
    case 0x8b: return new Computation(reg, { a: rm });
    case 0x90: return new Computation(EAX, { a: EAX });
    case 0x98: return extension(EAX, EAX, 16, true);
    case 0x99: return new Computation(EDX, { a: EAX, shift: 31 });
    case 0xc1: return shiftBy(reg, rm, immediate & 31);
    case 0xd1: return shiftBy(reg, rm, 1);
    case 0xf7: return complement(reg, rm);
    case 0xff: return reg < 2 ? increment(rm, reg === 0) : null;
    case 0x0fb6: case 0x0fbe: return extension(reg, rm, 8, opcode === 0x0fbe);
    case 0x0fb7: case 0x0fbf: return extension(reg, rm, 16, opcode === 0x0fbf);
    default: return null;
  }
}

function arithmeticRow(opcode: number, reg: number, rm: number, immediate: number): Computation | null {
  const operation = opcode >> 3;
  switch (opcode & 7) {
    case 0: return operation === XOR ? toggleByte(rm, reg) : null;
    case 1: return withRegister(operation, rm, reg);
    case 2: return operation === XOR ? toggleByte(reg, rm) : null;
    case 3: return withRegister(operation, reg, rm);
    case 5: return withImmediate(operation, EAX, immediate);
    default: return null;
  }
}

function withRegister(operation: number, to: number, from: number): Computation | null {
  switch (operation) {
    case ADD: return new Computation(to, { a: to, b: from });
    case SUB: return new Computation(to, { a: to, b: from, factor: -1 });
    case XOR: return new Computation(to, { a: to, toggled: from });
    default: return null;
  }
}

function withImmediate(operation: number, to: number, value: number): Computation | null {
  switch (operation) {
    case ADD: return new Computation(to, { a: to, addend: value });
    case SUB: return new Computation(to, { a: to, addend: -value });
    case AND: return new Computation(to, { a: to, mask: value });
    default: return null;
  }
}

/** XOR of bytes, of which that in the numbers from 4 on is the second of a register. */
function toggleByte(to: number, from: number): Computation | null {
  if (to > 3) return null;
  return new Computation(to, { a: from & 3, shift: from > 3 ? 8 : 0, mask: 0xff, toggled: to });
}

function increment(to: number, isUp: boolean): Computation {
  return new Computation(to, { a: to, addend: isUp ? 1 : -1 });
}

function shiftBy(operation: number, to: number, count: number): Computation | null {
  if (count === 0) return null;
  switch (operation) {
    case SHL: return new Computation(to, { b: to, factor: 1 << count });
    case SHR: return new Computation(to, { a: to, shift: count, mask: -1 >>> count });
    case SAR: return new Computation(to, { a: to, shift: count });
    default: return null;
  }
}

/** NOT and NEG of group 3. */
function complement(operation: number, to: number): Computation | null {
  if (operation === 2) return new Computation(to, { b: to, factor: -1, addend: -1 });
  return operation === 3 ? new Computation(to, { b: to, factor: -1 }) : null;
}

/** MOVZX and MOVSX of a register's low bits; the numbers of bytes from 4 on are the second ones. */
function extension(to: number, from: number, bits: number, isSigned: boolean): Computation {
  const isSecond = bits === 8 && from > 3;
  const register = isSecond ? from & 3 : from;
  const above = isSecond ? 16 : 32 - bits;
  if (isSigned) return new Computation(to, { b: register, factor: 1 << above, shift: 32 - bits });
  return new Computation(to, { a: register, shift: isSecond ? 8 : 0, mask: -1 >>> (32 - bits) });
}
