import type { Cpu } from './cpu.ts';
import { AF, CF, OF, PF, SF, STATUS_FLAGS, ZF } from './registers.ts';

/** Numbers of the eight two-operand operations, as the opcodes encode them. */
export const ADD = 0;
export const OR = 1;
export const ADC = 2;
export const SBB = 3;
export const AND = 4;
export const SUB = 5;
export const XOR = 6;
export const CMP = 7;

/** PF for each value of a result's low byte. */
const PARITY = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let bit = 0; bit < 8; bit++) ones += (byte >> bit) & 1;
  return ones % 2 === 0 ? PF : 0;
});

/** All ones in `size` bytes. */
export function sizeMask(size: number): number {
  return size === 4 ? -1 : size === 1 ? 0xff : 0xffff;
}

/** Number of the sign bit of a `size`-byte value. */
export function signShift(size: number): number {
  return size * 8 - 1;
}

/** SF, ZF and PF of a result. */
export function resultFlags(result: number, size: number): number {
  return PARITY[result & 0xff] | (result === 0 ? ZF : 0) | (((result >> signShift(size)) & 1) << 7);
}

function setStatus(cpu: Cpu, status: number): void {
  cpu.flags = (cpu.flags & ~STATUS_FLAGS) | status;
}

/** CF, OF and AF from the carry out of each bit position, with the flags of the result. */
function setSumFlags(cpu: Cpu, a: number, b: number, result: number, carries: number, overflow: number, size: number): void {
  const shift = signShift(size);
  const status = resultFlags(result, size) | ((a ^ b ^ result) & AF)
    | ((carries >> shift) & CF) | (((overflow >> shift) & 1) << 11);
  setStatus(cpu, status);
}

/** a + b + carry in `size` bytes; sets the six status flags. */
export function add(cpu: Cpu, a: number, b: number, carry: number, size: number): number {
  const result = (a + b + carry) & sizeMask(size);
  setSumFlags(cpu, a, b, result, (a & b) | ((a | b) & ~result), (a ^ result) & (b ^ result), size);
  return result;
}

/** a - b - borrow in `size` bytes; sets the six status flags. */
export function subtract(cpu: Cpu, a: number, b: number, borrow: number, size: number): number {
  const result = (a - b - borrow) & sizeMask(size);
  setSumFlags(cpu, a, b, result, (~a & b) | ((~a | b) & result), (a ^ b) & (a ^ result), size);
  return result;
}

/** Flags of AND, OR, XOR and TEST: CF and OF clear; AF, undefined, is clear as on Intel processors. */
export function logic(cpu: Cpu, result: number, size: number): number {
  setStatus(cpu, resultFlags(result, size));
  return result;
}

/** One of the eight operations, by number; CMP gives the difference, which the caller drops. */
export function arithmetic(cpu: Cpu, operation: number, a: number, b: number, size: number): number {
  switch (operation) {
    case ADD: return add(cpu, a, b, 0, size);
    case OR: return logic(cpu, a | b, size);
    case ADC: return add(cpu, a, b, cpu.flags & CF, size);
    case SBB: return subtract(cpu, a, b, cpu.flags & CF, size);
    case AND: return logic(cpu, a & b, size);
    case XOR: return logic(cpu, a ^ b, size);
    default: return subtract(cpu, a, b, 0, size);
  }
}

/** a + 1; CF keeps its value. */
export function increment(cpu: Cpu, a: number, size: number): number {
  const carry = cpu.flags & CF;
  const result = add(cpu, a, 1, 0, size);
  cpu.flags = (cpu.flags & ~CF) | carry;
  return result;
}

/** a - 1; CF keeps its value. */
export function decrement(cpu: Cpu, a: number, size: number): number {
  const carry = cpu.flags & CF;
  const result = subtract(cpu, a, 1, 0, size);
  cpu.flags = (cpu.flags & ~CF) | carry;
  return result;
}

/** Flags of a product: CF and OF as given; SF and PF, undefined, from the low half, AF and ZF clear, as seen on Intel processors. */
export function setProductFlags(cpu: Cpu, low: number, overflow: boolean, size: number): void {
  setStatus(cpu, (resultFlags(low, size) & ~ZF) | (overflow ? CF | OF : 0));
}

/** Whether a condition of Jcc, SETcc holds; `condition` is the low four bits of the opcode. */
export function conditionHolds(cpu: Cpu, condition: number): boolean {
  const { flags } = cpu;
  const less = ((flags >> 7) ^ (flags >> 11)) & 1;
  let holds: boolean;
  switch (condition >> 1) {
    case 0: holds = (flags & OF) !== 0; break;
    case 1: holds = (flags & CF) !== 0; break;
    case 2: holds = (flags & ZF) !== 0; break;
    case 3: holds = (flags & (CF | ZF)) !== 0; break;
    case 4: holds = (flags & SF) !== 0; break;
    case 5: holds = (flags & PF) !== 0; break;
    case 6: holds = less !== 0; break;
    default: holds = less !== 0 || (flags & ZF) !== 0;
  }
  return holds !== ((condition & 1) !== 0);
}
