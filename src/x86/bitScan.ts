import type { Cpu } from './cpu.ts';
import { decodeModrm } from './decode.ts';
import { readRm, regField, writeRegister } from './operands.ts';
import { STATUS_FLAGS, ZF } from './registers.ts';
import { resultFlags } from './arithmetic.ts';
import { NO_FAULT } from './vectors.ts';

/**
 * BSF and BSR: the number of the lowest or highest bit that is set.
 * MCH-73: without one ZF is set and the destination, which the SDM leaves undefined, keeps its value, as AMD's manual says.
 * The other flags are undefined; they become those of comparing the source with zero.
 */
export function bitScan(cpu: Cpu, highest: boolean): void {
  if (!decodeModrm(cpu)) return;
  const size = cpu.operandSize;
  const source = readRm(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  cpu.flags = (cpu.flags & ~STATUS_FLAGS) | resultFlags(source, size);
  if ((cpu.flags & ZF) !== 0) return;
  const lowest = source & -source;
  writeRegister(cpu, regField(cpu), size, 31 - Math.clz32(highest ? source : lowest));
}
