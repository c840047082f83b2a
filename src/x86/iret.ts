import type { Cpu } from './cpu.ts';
import { markAccessed, permitsEip, refuse, requireDescriptor } from './descriptors.ts';
import { readSized, readSystem32 } from './memory.ts';
import { CS, DS, EFLAGS_FIXED, ES, ESP, FS, GS, NT, SS, VM } from './registers.ts';
import type { Descriptor } from './segment.ts';
import { selectorIndex } from './segment.ts';
import { loadableFlags } from './stack.ts';
import { NO_FAULT, Vector } from './vectors.ts';

/**
 * IRET to the same ring or from ring 0 to ring 3. On a fault nothing has changed.
 * Source: SDM vol. 2A, IRET, operation. Deviation: VM in the popped image at CPL 0 raises #GP(0).
 */
export function iret(cpu: Cpu): void {
  if ((cpu.flags & NT) !== 0) {
    taskReturn(cpu);
    return;
  }
  const size = cpu.operandSize;
  const eip = readSlot(cpu, 0, size);
  const selector = readSlot(cpu, 1, size) & 0xffff;
  const image = readSlot(cpu, 2, size);
  if (cpu.faultVector !== NO_FAULT) return;
  if ((image & VM) !== 0 && cpu.privilege === 0) {
    cpu.raise(Vector.GP, 0);
    return;
  }
  const code = cpu.pushFrame.code;
  if (!checkReturnCode(cpu, selector, code)) return;
  const outer = (selector & 3) > cpu.privilege;
  if (outer) returnOuter(cpu, eip, selector, image, size);
  else if (permitsEip(cpu, eip, code) && markAccessed(cpu, selector, code)) finish(cpu, eip, selector, image, (cpu.regs[ESP] + 3 * size) | 0, size);
}

/** MCH-52: IRET with NT set wants a task switch; a back link that is not a busy TSS, and any other here, gives #TS. */
function taskReturn(cpu: Cpu): void {
  const link = readSystem32(cpu, cpu.tr.base) & 0xffff;
  if (cpu.faultVector === NO_FAULT) cpu.raise(Vector.TS, selectorIndex(link));
}

/** The n-th slot of the frame on the stack, `skipped` bytes further on. */
export function readSlot(cpu: Cpu, slot: number, size: number, skipped = 0): number {
  if (cpu.faultVector !== NO_FAULT) return 0;
  return readSized(cpu, cpu.ss, (cpu.regs[ESP] + slot * size + skipped) | 0, size);
}

/** MCH-51: the selector that IRET or RET pops for CS must name present code of the privilege it asks for, never a more privileged one. */
export function checkReturnCode(cpu: Cpu, selector: number, code: Descriptor): boolean {
  const error = selectorIndex(selector);
  if (!requireDescriptor(cpu, selector, code, Vector.GP)) return false;
  const rpl = selector & 3;
  if (!code.isCode || !code.big || rpl < cpu.privilege) return refuse(cpu, Vector.GP, error);
  if (rpl !== 0 && rpl !== 3) return refuse(cpu, Vector.GP, error);
  if (code.isConforming ? code.dpl > rpl : code.dpl !== rpl) return refuse(cpu, Vector.GP, error);
  if (!code.present) return refuse(cpu, Vector.NP, error);
  return true;
}

/** The return to ring 3: also pops ESP (MCH-56: 16 bits are zero-extended) and SS, and drops data segments that ring 3 may not use. */
function returnOuter(cpu: Cpu, eip: number, selector: number, image: number, size: number): void {
  const frame = cpu.pushFrame;
  const stackPointer = readSlot(cpu, 3, size);
  const stackSelector = readSlot(cpu, 4, size) & 0xffff;
  if (cpu.faultVector !== NO_FAULT) return;
  if (!checkReturnStack(cpu, stackSelector, selector & 3, frame.stackDescriptor)) return;
  if (!permitsEip(cpu, eip, frame.code)) return;
  if (!markAccessed(cpu, selector, frame.code) || !markAccessed(cpu, stackSelector, frame.stackDescriptor)) return;
  cpu.segments[SS].set(stackSelector, frame.stackDescriptor);
  finish(cpu, eip, selector, image, stackPointer, size);
  dropPrivilegedSegments(cpu);
}

/** The stack segment that a return to an outer ring pops must be writable data of that ring. */
export function checkReturnStack(cpu: Cpu, selector: number, rpl: number, stack: Descriptor): boolean {
  const error = selectorIndex(selector);
  if (!requireDescriptor(cpu, selector, stack, Vector.GP)) return false;
  if ((selector & 3) !== rpl || !stack.isWritableData || !stack.big || stack.dpl !== rpl) return refuse(cpu, Vector.GP, error);
  if (!stack.present) return refuse(cpu, Vector.SS, error);
  return true;
}

/** Commits: flags as the privilege before the return permits, then CS, EIP and the stack pointer. */
function finish(cpu: Cpu, eip: number, selector: number, image: number, top: number, size: number): void {
  const loadable = loadableFlags(cpu, size);
  cpu.flags = (cpu.flags & ~loadable) | (image & loadable) | EFLAGS_FIXED;
  cpu.segments[CS].set(selector, cpu.pushFrame.code);
  cpu.pc = eip | 0;
  cpu.regs[ESP] = top;
  cpu.setPrivilege(selector & 3);
}

/** What a return to an outer ring does to the data segment registers. */
export function dropPrivilegedSegments(cpu: Cpu): void {
  for (const register of [ES, DS, FS, GS]) dropIfPrivileged(cpu, register);
}

/** MCH-53: a data segment register that holds nothing, or a segment of a more privileged ring, gets the selector 0. */
function dropIfPrivileged(cpu: Cpu, register: number): void {
  const segment = cpu.segments[register];
  const conformingCode = (segment.access & 0x1c) === 0x1c;
  const dpl = (segment.access >> 5) & 3;
  if (!conformingCode && dpl < cpu.privilege) segment.setNull(0);
}
