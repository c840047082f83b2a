import type { Cpu } from './cpu.ts';
import { DF, EAX, ECX, EDI, ESI, RF, TF, ZF } from './registers.ts';
import { NO_FAULT } from './vectors.ts';
import { subtract } from './arithmetic.ts';
import { readSized, writeSized } from './memory.ts';
import { readRegister, writeRegister } from './operands.ts';

/** The string operations, by the even opcode of each. */
export const MOVS = 0xa4;
export const CMPS = 0xa6;
export const STOS = 0xaa;
export const LODS = 0xac;
export const SCAS = 0xae;

const REPNE = 0xf2;

/** A string instruction, repeated or not. */
export function stringOperation(cpu: Cpu, operation: number, size: number): void {
  if (cpu.repeat === 0) iterate(cpu, operation, size);
  else repeatString(cpu, operation, size);
}

/**
 * MCH-34: each iteration is a boundary: it counts as a retired instruction, a fault or an interrupt there leaves
 * the iterations done and EIP on the instruction. RF is set while the instruction is suspended (SDM vol. 3B 17.3.1.1).
 * MCH-35: a count of zero does nothing and counts as one retired instruction.
 * A comparison writes the status flags only when the whole instruction ends (SDM vol. 2B, REP; seen so on Intel processors).
 */
function repeatString(cpu: Cpu, operation: number, size: number): void {
  const countSize = cpu.addressSize;
  const compares = operation === CMPS || operation === SCAS;
  const zeroGoesOn = cpu.repeat !== REPNE;
  // With TF every iteration ends with a trap, so only one is made.
  const stepping = (cpu.flags & TF) !== 0;
  const flagsBefore = cpu.flags;
  let count = readRegister(cpu, ECX, countSize);
  if (count === 0) return;
  for (;;) {
    iterate(cpu, operation, size);
    if (cpu.faultVector !== NO_FAULT) {
      cpu.flags = flagsBefore;
      return;
    }
    count = (count - 1) | 0;
    writeRegister(cpu, ECX, countSize, count);
    if (count === 0 || (compares && ((cpu.flags & ZF) !== 0) !== zeroGoesOn)) return;
    // The run loop counts the last iteration of this call itself.
    if (stepping || cpu.retired + 1 >= cpu.retiredStop) {
      cpu.pc = cpu.eip;
      cpu.flags = flagsBefore | RF;
      return;
    }
    cpu.retired++;
  }
}

/** One element; registers change only if its accesses succeed. */
function iterate(cpu: Cpu, operation: number, size: number): void {
  const addressSize = cpu.addressSize;
  const source = addressSize === 4 ? cpu.regs[ESI] : cpu.regs[ESI] & 0xffff;
  const target = addressSize === 4 ? cpu.regs[EDI] : cpu.regs[EDI] & 0xffff;
  const step = (cpu.flags & DF) !== 0 ? -size : size;
  const usesSource = operation !== STOS && operation !== SCAS;
  const usesTarget = operation !== LODS;
  const stores = operation === MOVS || operation === STOS;
  // CMPS reads its second operand first, as Intel processors were seen to do.
  const other = usesTarget && !stores ? readSized(cpu, cpu.es, target, size) : 0;
  if (cpu.faultVector !== NO_FAULT) return;
  const value = usesSource ? readSized(cpu, cpu.segmentOverride ?? cpu.ds, source, size) : readRegister(cpu, EAX, size);
  if (cpu.faultVector !== NO_FAULT) return;
  if (stores) writeSized(cpu, cpu.es, target, size, value);
  else if (operation === LODS) writeRegister(cpu, EAX, size, value);
  else subtract(cpu, value, other, 0, size);
  if (cpu.faultVector !== NO_FAULT) return;
  if (usesSource) writeRegister(cpu, ESI, addressSize, source + step);
  if (usesTarget) writeRegister(cpu, EDI, addressSize, target + step);
}
