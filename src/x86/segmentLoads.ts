import type { Cpu } from './cpu.ts';
import { decodeModrm } from './decode.ts';
import { markAccessed, refuse, requireDescriptor } from './descriptors.ts';
import { readSized, writeSized } from './memory.ts';
import { isRegisterOperand, readRegister, readRm, regField, writeRegister, writeRm } from './operands.ts';
import { CS, ESP, SS, TF, ZF } from './registers.ts';
import type { Descriptor } from './segment.ts';
import { selectorIndex } from './segment.ts';
import { peek } from './stack.ts';
import { NO_FAULT, Vector } from './vectors.ts';

/*
 * Instructions that move selectors. Source: SDM vol. 2B, MOV and POP, operation; vol. 3A section 5.5 to 5.7.
 * MCH-28: interrupts are not held off behind a load of SS; the single-step trap is (MCH-64).
 */

/** SS takes writable data of exactly the present privilege. */
function checkStack(cpu: Cpu, selector: number, descriptor: Descriptor): boolean {
  const { privilege } = cpu;
  const error = selectorIndex(selector);
  if ((selector & 3) !== privilege || descriptor.dpl !== privilege) return refuse(cpu, Vector.GP, error);
  if (!descriptor.isWritableData || !descriptor.big) return refuse(cpu, Vector.GP, error);
  return descriptor.present || refuse(cpu, Vector.SS, error);
}

/** The other registers take what may be read, unless it is more privileged than the program or the selector. */
function checkData(cpu: Cpu, selector: number, descriptor: Descriptor): boolean {
  const error = selectorIndex(selector);
  if (!descriptor.isReadable) return refuse(cpu, Vector.GP, error);
  const weakest = Math.max(cpu.privilege, selector & 3);
  if (!descriptor.isConforming && weakest > descriptor.dpl) return refuse(cpu, Vector.GP, error);
  return descriptor.present || refuse(cpu, Vector.NP, error);
}

/**
 * MCH-24: loads a segment register other than CS from the GDT; false, with a fault recorded and the register as it
 * was, if the selector does not fit. A null selector fits every register but SS.
 */
export function loadSelector(cpu: Cpu, register: number, selector: number): boolean {
  if (selectorIndex(selector) === 0 && register !== SS) {
    cpu.segments[register].setNull(selector);
    return true;
  }
  const descriptor = cpu.loadedDescriptor;
  if (!requireDescriptor(cpu, selector, descriptor, Vector.GP)) return false;
  const fits = (register === SS ? checkStack(cpu, selector, descriptor) : checkData(cpu, selector, descriptor)) && markAccessed(cpu, selector, descriptor);
  if (fits) cpu.segments[register].set(selector, descriptor);
  return fits;
}

/** MOV to a segment register, a word whatever the operand size. CS and the numbers that do not exist are #UD. */
export function moveToSegment(cpu: Cpu): void {
  const register = regField(cpu);
  if (register === CS || register >= cpu.segments.length) {
    cpu.raise(Vector.UD, 0);
    return;
  }
  const selector = readRm(cpu, 2);
  if (cpu.faultVector === NO_FAULT && loadSelector(cpu, register, selector)) holdStepTrap(cpu, register);
}

/** MCH-64: no single-step trap comes between MOV or POP to SS and the next instruction, which may load ESP. */
function holdStepTrap(cpu: Cpu, register: number): void {
  if (register === SS) cpu.stepTrapHeld = (cpu.flags & TF) !== 0;
}

/** MOV from a segment register: to memory always 16 bits, to a 32-bit register zero-extended. */
export function moveFromSegment(cpu: Cpu): void {
  const segment = cpu.segments[regField(cpu)];
  if (segment === undefined) cpu.raise(Vector.UD, 0);
  else writeRm(cpu, isRegisterOperand(cpu) ? cpu.operandSize : 2, segment.selector);
}

/** MCH-27: PUSH moves ESP by the operand size and writes the word of the selector alone, as Intel processors were seen to do. */
export function pushSegment(cpu: Cpu, register: number): void {
  const top = (cpu.regs[ESP] - cpu.operandSize) | 0;
  writeSized(cpu, cpu.ss, top, 2, cpu.segments[register].selector);
  if (cpu.faultVector === NO_FAULT) cpu.regs[ESP] = top;
}

export function popSegment(cpu: Cpu, register: number): void {
  const size = cpu.operandSize;
  const selector = peek(cpu, size) & 0xffff;
  if (cpu.faultVector !== NO_FAULT || !loadSelector(cpu, register, selector)) return;
  cpu.regs[ESP] += size;
  holdStepTrap(cpu, register);
}

/** The selector behind the offset of a far pointer in memory; the offset has the operand size. */
export function farSelector(cpu: Cpu): number {
  const offset = cpu.address + cpu.operandSize;
  return readSized(cpu, cpu.addressSegment, cpu.addressSize === 4 ? offset | 0 : offset & 0xffff, 2);
}

/** LES LDS LSS LFS LGS: the register in the reg field and a segment register from a far pointer. */
export function loadFarPointer(cpu: Cpu, register: number): void {
  if (!decodeModrm(cpu)) return;
  if (isRegisterOperand(cpu)) {
    cpu.raise(Vector.UD, 0);
    return;
  }
  const size = cpu.operandSize;
  const offset = readRm(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  const selector = farSelector(cpu);
  if (cpu.faultVector === NO_FAULT && loadSelector(cpu, register, selector)) writeRegister(cpu, regField(cpu), size, offset);
}

/**
 * ARPL: raises the privilege level that a selector requests to that of another; ZF tells whether it was lower.
 * MCH-29: only then the selector is written, so that until then ARPL is a read, as Intel processors were seen to do.
 */
export function adjustPrivilege(cpu: Cpu): void {
  if (!decodeModrm(cpu)) return;
  const selector = readRm(cpu, 2);
  if (cpu.faultVector !== NO_FAULT) return;
  const least = readRegister(cpu, regField(cpu), 2) & 3;
  const raised = (selector & 3) < least;
  if (raised) writeRm(cpu, 2, (selector & ~3) | least);
  if (cpu.faultVector === NO_FAULT) cpu.flags = raised ? cpu.flags | ZF : cpu.flags & ~ZF;
}
