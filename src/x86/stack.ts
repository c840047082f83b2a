import type { Cpu } from './cpu.ts';
import { EAX, EBP, EFLAGS_FIXED, EFLAGS_KEPT, ESP, IF, IOPL, RF, VM } from './registers.ts';
import { NO_FAULT } from './vectors.ts';
import { fetch16, fetch8 } from './decode.ts';
import { openToModify, readSized, writeSized } from './memory.ts';
import { readRegister, writeRegister } from './operands.ts';

/** Pushes a value of 2 or 4 bytes; ESP moves only if the store succeeds. */
export function push(cpu: Cpu, value: number, size: number): void {
  const top = (cpu.regs[ESP] - size) | 0;
  writeSized(cpu, cpu.ss, top, size, value);
  if (cpu.faultVector === NO_FAULT) cpu.regs[ESP] = top;
}

/** The value on top of the stack; ESP does not move. */
export function peek(cpu: Cpu, size: number): number {
  return readSized(cpu, cpu.ss, cpu.regs[ESP], size);
}

/** POP to a general register; POP ESP leaves the value that was popped. */
export function popRegister(cpu: Cpu, number: number): void {
  const value = peek(cpu, cpu.operandSize);
  if (cpu.faultVector !== NO_FAULT) return;
  cpu.regs[ESP] += cpu.operandSize;
  writeRegister(cpu, number, cpu.operandSize, value);
}

/** PUSHA: the ESP that is pushed is the one before; nothing is written unless all eight stores can be. */
export function pusha(cpu: Cpu): void {
  const size = cpu.operandSize;
  const top = cpu.regs[ESP];
  for (let i = 1; i <= 8; i++) {
    if (!openToModify(cpu, cpu.ss, (top - i * size) | 0, size)) return;
  }
  for (let i = 0; i < 8; i++) writeSized(cpu, cpu.ss, (top - (i + 1) * size) | 0, size, readRegister(cpu, i, size));
  cpu.regs[ESP] = top - 8 * size;
}

/** POPA: the slot of ESP is read and dropped. The manual skips it; that processors read it shows in CR2 after a fault. */
export function popa(cpu: Cpu): void {
  const size = cpu.operandSize;
  const top = cpu.regs[ESP];
  // All eight reads are made once before any register changes.
  for (let i = 0; i < 8; i++) {
    readSized(cpu, cpu.ss, (top + i * size) | 0, size);
    if (cpu.faultVector !== NO_FAULT) return;
  }
  for (let i = 0; i < 8; i++) {
    if (i !== 3) writeRegister(cpu, 7 - i, size, readSized(cpu, cpu.ss, (top + i * size) | 0, size));
  }
  cpu.regs[ESP] = top + 8 * size;
}

/** PUSHF: VM and RF are pushed as zero. */
export function pushf(cpu: Cpu): void {
  push(cpu, cpu.flags & ~(RF | VM), cpu.operandSize);
}

/**
 * The flags that POPF and IRET may load at a privilege level.
 * MCH-50: IOPL changes only at CPL 0, IF only if CPL <= IOPL, VM never.
 */
export function loadableFlags(cpu: Cpu, size: number): number {
  let loadable = EFLAGS_KEPT & ~(IF | IOPL);
  if (cpu.privilege === 0) loadable |= IF | IOPL;
  else if (cpu.privilege <= (cpu.flags & IOPL) >> 12) loadable |= IF;
  return size === 2 ? loadable & 0xffff : loadable;
}

/** POPF: also clears RF. */
export function popf(cpu: Cpu): void {
  const value = peek(cpu, cpu.operandSize);
  if (cpu.faultVector !== NO_FAULT) return;
  cpu.regs[ESP] += cpu.operandSize;
  const loadable = loadableFlags(cpu, cpu.operandSize) & ~RF;
  cpu.eflags = (((cpu.flags & ~loadable) | (value & loadable)) & ~RF) | EFLAGS_FIXED;
}

/** LEAVE: ESP from EBP, then POP EBP. */
export function leave(cpu: Cpu): void {
  const base = cpu.regs[EBP];
  const value = readSized(cpu, cpu.ss, base, cpu.operandSize);
  if (cpu.faultVector !== NO_FAULT) return;
  cpu.regs[ESP] = base + cpu.operandSize;
  writeRegister(cpu, EBP, cpu.operandSize, value);
}

/**
 * ENTER: pushes EBP, copies the frame pointers of the outer levels, reserves space.
 * MCH-33: the new top of the stack must be writable, else the instruction faults and no register changes.
 */
export function enter(cpu: Cpu): void {
  const allocated = fetch16(cpu);
  const level = fetch8(cpu) & 31;
  if (cpu.faultVector !== NO_FAULT) return;
  const size = cpu.operandSize;
  let top = (cpu.regs[ESP] - size) | 0;
  writeSized(cpu, cpu.ss, top, size, readRegister(cpu, EBP, size));
  const frame = top;
  let outer = cpu.regs[EBP];
  for (let i = 1; i <= level && cpu.faultVector === NO_FAULT; i++) {
    outer = (outer - size) | 0;
    const pointer = i < level ? readSized(cpu, cpu.ss, outer, size) : frame;
    if (cpu.faultVector !== NO_FAULT) return;
    top = (top - size) | 0;
    writeSized(cpu, cpu.ss, top, size, pointer);
  }
  if (cpu.faultVector !== NO_FAULT) return;
  top = (top - allocated) | 0;
  if (!openToModify(cpu, cpu.ss, top, size)) return;
  cpu.regs[ESP] = top;
  writeRegister(cpu, EBP, size, frame);
}

/** SAHF: SF ZF AF PF CF from AH. */
export function sahf(cpu: Cpu): void {
  cpu.flags = (cpu.flags & ~0xd5) | ((cpu.regs[EAX] >> 8) & 0xd5);
}

/** LAHF: the low byte of EFLAGS to AH. */
export function lahf(cpu: Cpu): void {
  writeRegister(cpu, 4, 1, cpu.flags);
}
