import type { Cpu } from './cpu.ts';
import { CF } from './registers.ts';
import { NO_FAULT } from './vectors.ts';
import { isRegisterOperand, modifyRm, readRegister, readRm, regField, storeRm } from './operands.ts';

/** Numbers of the bit operations, as bits 3 and 4 of the opcodes and the reg field of the group encode them. */
const BT = 4;
const BTS = 5;
const BTR = 6;

/** The r/m operand with bit `position` tested and then changed; the other status flags keep their values. */
function testBit(cpu: Cpu, operation: number, position: number, size: number): void {
  const value = operation === BT ? readRm(cpu, size) : modifyRm(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  const bit = position & (size * 8 - 1);
  const mask = 1 << bit;
  if (operation !== BT) {
    const changed = operation === BTS ? value | mask : operation === BTR ? value & ~mask : value ^ mask;
    storeRm(cpu, size, changed);
  }
  cpu.flags = (cpu.flags & ~CF) | ((value >> bit) & 1);
}

/** BT, BTS, BTR, BTC with the position in a byte immediate, taken modulo the operand size. */
export function bitTestImmediate(cpu: Cpu, position: number): void {
  testBit(cpu, regField(cpu), position, cpu.operandSize);
}

/**
 * BT, BTS, BTR, BTC with the position in a register.
 * MCH-36: for a memory operand the position is a signed index into a bit string that starts at the address.
 */
export function bitTestRegister(cpu: Cpu, operation: number): void {
  const size = cpu.operandSize;
  const raw = readRegister(cpu, regField(cpu), size);
  const position = size === 2 ? (raw << 16) >> 16 : raw;
  if (!isRegisterOperand(cpu)) {
    const element = size === 4 ? (position >> 5) << 2 : (position >> 4) << 1;
    const address = (cpu.address + element) | 0;
    cpu.address = cpu.addressSize === 4 ? address : address & 0xffff;
  }
  testBit(cpu, operation, position, size);
}
