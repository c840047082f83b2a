import type { Cpu } from './cpu.ts';
import { conditionHolds } from './arithmetic.ts';
import { decodeModrm } from './decode.ts';
import { read8 } from './memory.ts';
import { readRegister, readRm, regField, writeRegister } from './operands.ts';
import { EAX, EBX } from './registers.ts';
import { NO_FAULT } from './vectors.ts';

/** CMOVcc: the source is read, and may fault, whether the condition holds or not. */
export function moveIf(cpu: Cpu, condition: number): void {
  if (!decodeModrm(cpu)) return;
  const size = cpu.operandSize;
  const value = readRm(cpu, size);
  if (cpu.faultVector === NO_FAULT && conditionHolds(cpu, condition)) writeRegister(cpu, regField(cpu), size, value);
}

/** BSWAP. MCH-73: of a 16-bit register the result is undefined; it becomes zero. */
export function swapBytes(cpu: Cpu, register: number): void {
  if (cpu.operandSize === 2) {
    writeRegister(cpu, register, 2, 0);
    return;
  }
  const value = cpu.regs[register];
  cpu.regs[register] = (value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
}

/** XLAT: AL becomes the byte at EBX (BX by address size) plus AL. */
export function translateByte(cpu: Cpu): void {
  const offset = (cpu.regs[EBX] + readRegister(cpu, EAX, 1)) | 0;
  const value = read8(cpu, cpu.segmentOverride ?? cpu.ds, cpu.addressSize === 4 ? offset : offset & 0xffff);
  if (cpu.faultVector === NO_FAULT) writeRegister(cpu, EAX, 1, value);
}
