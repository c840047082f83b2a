import type { Cpu } from './cpu.ts';
import { readSized, readToModify, storeOpened, writeSized } from './memory.ts';

/** General register `number` in 1, 2 or 4 bytes: zero-extended, or a signed word. Bytes 4-7 are AH CH DH BH. */
export function readRegister(cpu: Cpu, number: number, size: number): number {
  if (size === 4) return cpu.regs[number];
  if (size === 2) return cpu.regs[number] & 0xffff;
  return number < 4 ? cpu.regs[number] & 0xff : (cpu.regs[number - 4] >> 8) & 0xff;
}

/** Writes a general register; the bytes outside `size` keep their value. */
export function writeRegister(cpu: Cpu, number: number, size: number, value: number): void {
  const { regs } = cpu;
  if (size === 4) regs[number] = value;
  else if (size === 2) regs[number] = (regs[number] & ~0xffff) | (value & 0xffff);
  else if (number < 4) regs[number] = (regs[number] & ~0xff) | (value & 0xff);
  else regs[number - 4] = (regs[number - 4] & ~0xff00) | ((value & 0xff) << 8);
}

/** Size of the operand of opcodes whose bit 0 chooses between a byte and the operand size. */
export function sizeOf(cpu: Cpu, opcode: number): number {
  return (opcode & 1) === 0 ? 1 : cpu.operandSize;
}

/** The reg field of ModRM. */
export function regField(cpu: Cpu): number {
  return (cpu.modrm >> 3) & 7;
}

export function isRegisterOperand(cpu: Cpu): boolean {
  return cpu.modrm >= 0xc0;
}

/** Reads the r/m operand. */
export function readRm(cpu: Cpu, size: number): number {
  if (cpu.modrm >= 0xc0) return readRegister(cpu, cpu.modrm & 7, size);
  return readSized(cpu, cpu.addressSegment, cpu.address, size);
}

/** Writes the r/m operand; may fault. */
export function writeRm(cpu: Cpu, size: number, value: number): void {
  if (cpu.modrm >= 0xc0) writeRegister(cpu, cpu.modrm & 7, size, value);
  else writeSized(cpu, cpu.addressSegment, cpu.address, size, value);
}

/** Reads the r/m operand with every check of the write that `storeRm` will do. */
export function modifyRm(cpu: Cpu, size: number): number {
  if (cpu.modrm >= 0xc0) return readRegister(cpu, cpu.modrm & 7, size);
  return readToModify(cpu, cpu.addressSegment, cpu.address, size);
}

/** Writes the r/m operand opened by `modifyRm`; cannot fault. */
export function storeRm(cpu: Cpu, size: number, value: number): void {
  if (cpu.modrm >= 0xc0) writeRegister(cpu, cpu.modrm & 7, size, value);
  else storeOpened(cpu, size, value);
}
