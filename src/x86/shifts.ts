import type { Cpu } from './cpu.ts';
import { CF, OF, STATUS_FLAGS } from './registers.ts';
import { resultFlags, sizeMask, signShift } from './arithmetic.ts';

/*
 * Rotates and shifts. What the manual leaves undefined follows what Intel server processors were seen to do:
 * AF is clear after a shift; OF after a shift or rotate through carry by more than one is what one step on the
 * same operand gives; OF after a plain rotate by more than one keeps its value.
 */

/** Numbers of the operations as the reg field of the shift group encodes them; 6 is another name of SHL. */
export const ROL = 0;
export const ROR = 1;
export const RCL = 2;
export const RCR = 3;
export const SHL = 4;
export const SHR = 5;
export const SAR = 7;

/** The operand shifted or rotated; `count` is masked to five bits, and zero changes neither operand nor flags. */
export function shift(cpu: Cpu, operation: number, operand: number, count: number, size: number): number {
  const steps = count & 31;
  if (steps === 0) return operand;
  switch (operation) {
    case ROL: return rotateLeft(cpu, operand, steps, size);
    case ROR: return rotateRight(cpu, operand, steps, size);
    case RCL: return rotateThroughCarry(cpu, operand, steps % (size * 8 + 1), size, true);
    case RCR: return rotateThroughCarry(cpu, operand, steps % (size * 8 + 1), size, false);
    case SHR: return shiftRight(cpu, operand, steps, size);
    case SAR: return shiftArithmetic(cpu, operand, steps, size);
    default: return shiftLeft(cpu, operand, steps, size);
  }
}

function bitOf(value: number, bit: number): number {
  return (value >> bit) & 1;
}

function setCarryOverflow(cpu: Cpu, carry: number, overflow: number): void {
  cpu.flags = (cpu.flags & ~(CF | OF)) | carry | (overflow << 11);
}

function setShiftFlags(cpu: Cpu, result: number, carry: number, overflow: number, size: number): number {
  cpu.flags = (cpu.flags & ~STATUS_FLAGS) | resultFlags(result, size) | carry | (overflow << 11);
  return result;
}

function shiftLeft(cpu: Cpu, a: number, steps: number, size: number): number {
  const top = signShift(size);
  const bits = top + 1;
  const carry = steps <= bits ? bitOf(a, bits - steps) : 0;
  return setShiftFlags(cpu, (a << steps) & sizeMask(size), carry, bitOf(a, top) ^ bitOf(a, top - 1), size);
}

function shiftRight(cpu: Cpu, a: number, steps: number, size: number): number {
  const result = (a >>> steps) | 0;
  return setShiftFlags(cpu, result, (a >>> (steps - 1)) & 1, bitOf(a, signShift(size)), size);
}

function shiftArithmetic(cpu: Cpu, a: number, steps: number, size: number): number {
  const spare = 32 - size * 8;
  const signed = (a << spare) >> spare;
  return setShiftFlags(cpu, (signed >> steps) & sizeMask(size), bitOf(signed, steps - 1), 0, size);
}

function rotateLeft(cpu: Cpu, a: number, steps: number, size: number): number {
  const bits = size * 8;
  const by = steps & (bits - 1);
  const result = by === 0 ? a : ((a << by) | (a >>> (bits - by))) & sizeMask(size);
  const carry = result & 1;
  const overflow = steps === 1 ? bitOf(result, bits - 1) ^ carry : bitOf(cpu.flags, 11);
  setCarryOverflow(cpu, carry, overflow);
  return result;
}

function rotateRight(cpu: Cpu, a: number, steps: number, size: number): number {
  const bits = size * 8;
  const by = steps & (bits - 1);
  const result = by === 0 ? a : ((a >>> by) | (a << (bits - by))) & sizeMask(size);
  const carry = bitOf(result, bits - 1);
  const overflow = steps === 1 ? carry ^ bitOf(result, bits - 2) : bitOf(cpu.flags, 11);
  setCarryOverflow(cpu, carry, overflow);
  return result;
}

/** RCL and RCR; `steps` is already reduced modulo the operand size plus one, zero changes nothing. */
function rotateThroughCarry(cpu: Cpu, a: number, steps: number, size: number, left: boolean): number {
  if (steps === 0) return a;
  const top = signShift(size);
  let carry = cpu.flags & CF;
  const overflow = left ? bitOf(a, top) ^ bitOf(a, top - 1) : bitOf(a, top) ^ carry;
  let value = a;
  for (let i = 0; i < steps; i++) {
    const out = left ? bitOf(value, top) : value & 1;
    value = left ? ((value << 1) | carry) & sizeMask(size) : (value >>> 1) | (carry << top);
    carry = out;
  }
  setCarryOverflow(cpu, carry, overflow);
  return value | 0;
}
