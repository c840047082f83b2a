import type { Cpu } from './cpu.ts';
import { decodeModrm } from './decode.ts';
import { readSized } from './memory.ts';
import { isRegisterOperand, readRegister, regField } from './operands.ts';
import { NO_FAULT, Vector } from './vectors.ts';

/**
 * BOUND: #BR unless the register, signed, lies between the two numbers in memory, both included.
 * MCH-76: the upper number is read only if the lower one has let the register pass, as Intel processors were seen to do.
 */
export function bound(cpu: Cpu): void {
  if (!decodeModrm(cpu)) return;
  if (isRegisterOperand(cpu)) {
    cpu.raise(Vector.UD, 0);
    return;
  }
  const size = cpu.operandSize;
  const spare = 32 - size * 8;
  const index = readRegister(cpu, regField(cpu), size) << spare;
  const lower = readSized(cpu, cpu.addressSegment, cpu.address, size) << spare;
  if (cpu.faultVector !== NO_FAULT) return;
  if (index < lower) {
    cpu.raise(Vector.BR, 0);
    return;
  }
  const next = cpu.address + size;
  const upper = readSized(cpu, cpu.addressSegment, cpu.addressSize === 4 ? next | 0 : next & 0xffff, size) << spare;
  if (cpu.faultVector === NO_FAULT && index > upper) cpu.raise(Vector.BR, 0);
}
