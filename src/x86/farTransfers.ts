import type { Cpu } from './cpu.ts';
import { fetch16, fetchSized } from './decode.ts';
import { markAccessed, permitsEip, refuse, requireDescriptor } from './descriptors.ts';
import { checkReturnCode, checkReturnStack, dropPrivilegedSegments, readSlot } from './iret.ts';
import { openToModify, writeSized } from './memory.ts';
import { isRegisterOperand, readRm } from './operands.ts';
import { CS, ESP, SS } from './registers.ts';
import { farSelector } from './segmentLoads.ts';
import type { Descriptor } from './segment.ts';
import { selectorIndex } from './segment.ts';
import { NO_FAULT, Vector } from './vectors.ts';

/* CALL, JMP and RET to another code segment. Source: SDM vol. 2A, CALL and JMP, vol. 2B, RET, operation. */

/** MCH-25: far CALL and JMP reach present code of the present privilege, or conforming code; there are no call gates and no tasks. */
function checkTarget(cpu: Cpu, selector: number, code: Descriptor): boolean {
  const error = selectorIndex(selector);
  if (!requireDescriptor(cpu, selector, code, Vector.GP)) return false;
  if (!code.isCode || !code.big) return refuse(cpu, Vector.GP, error);
  const permitted = code.isConforming ? code.dpl <= cpu.privilege : code.dpl === cpu.privilege && (selector & 3) <= cpu.privilege;
  if (!permitted) return refuse(cpu, Vector.GP, error);
  return code.present || refuse(cpu, Vector.NP, error);
}

/** Continues at `eip` of the code segment; the selector carries the privilege. */
function enterCode(cpu: Cpu, selector: number, code: Descriptor, eip: number, privilege: number): void {
  cpu.segments[CS].set((selector & ~3) | privilege, code);
  cpu.pc = eip | 0;
  cpu.setPrivilege(privilege);
}

/** Far CALL and JMP to a checked or refused target. A CALL pushes nothing unless both words fit and the target is right. */
function transfer(cpu: Cpu, selector: number, eip: number, isCall: boolean): void {
  if (cpu.faultVector !== NO_FAULT) return;
  const code = cpu.loadedDescriptor;
  if (!checkTarget(cpu, selector, code)) return;
  const size = cpu.operandSize;
  const upper = (cpu.regs[ESP] - size) | 0;
  const lower = (upper - size) | 0;
  if (isCall && !(openToModify(cpu, cpu.ss, upper, size) && openToModify(cpu, cpu.ss, lower, size))) return;
  if (!permitsEip(cpu, eip, code) || !markAccessed(cpu, selector, code)) return;
  if (isCall) {
    writeSized(cpu, cpu.ss, upper, size, cpu.cs.selector);
    writeSized(cpu, cpu.ss, lower, size, cpu.pc);
    cpu.regs[ESP] = lower;
  }
  enterCode(cpu, selector, code, eip, cpu.privilege);
}

/** Far CALL and JMP to a pointer in the instruction: the offset, then the selector. */
export function transferDirect(cpu: Cpu, isCall: boolean): void {
  const eip = fetchSized(cpu, cpu.operandSize);
  transfer(cpu, fetch16(cpu), eip, isCall);
}

/** Far CALL and JMP to a pointer in memory. ModRM has been decoded. */
export function transferIndirect(cpu: Cpu, isCall: boolean): void {
  if (isRegisterOperand(cpu)) {
    cpu.raise(Vector.UD, 0);
    return;
  }
  const eip = readRm(cpu, cpu.operandSize);
  if (cpu.faultVector === NO_FAULT) transfer(cpu, farSelector(cpu), eip, isCall);
}

/** Far RET to the same ring or from ring 0 to ring 3, releasing `parameterBytes` on every stack that it leaves behind. */
export function farReturn(cpu: Cpu, parameterBytes: number): void {
  const size = cpu.operandSize;
  const eip = readSlot(cpu, 0, size);
  const selector = readSlot(cpu, 1, size) & 0xffff;
  if (cpu.faultVector !== NO_FAULT) return;
  const { code } = cpu.pushFrame;
  if (!checkReturnCode(cpu, selector, code)) return;
  const privilege = selector & 3;
  if (privilege > cpu.privilege) {
    returnOuter(cpu, eip, selector, parameterBytes);
    return;
  }
  if (!permitsEip(cpu, eip, code) || !markAccessed(cpu, selector, code)) return;
  cpu.regs[ESP] += 2 * size + parameterBytes;
  enterCode(cpu, selector, code, eip, privilege);
}

/** The outer stack pointer and segment stand above the parameters. MCH-56: a 16-bit stack pointer is zero-extended. */
function returnOuter(cpu: Cpu, eip: number, selector: number, parameterBytes: number): void {
  const { code, stackDescriptor } = cpu.pushFrame;
  const size = cpu.operandSize;
  const top = readSlot(cpu, 2, size, parameterBytes);
  const stackSelector = readSlot(cpu, 3, size, parameterBytes) & 0xffff;
  if (cpu.faultVector !== NO_FAULT) return;
  if (!checkReturnStack(cpu, stackSelector, selector & 3, stackDescriptor) || !permitsEip(cpu, eip, code)) return;
  if (!markAccessed(cpu, selector, code) || !markAccessed(cpu, stackSelector, stackDescriptor)) return;
  cpu.segments[SS].set(stackSelector, stackDescriptor);
  cpu.regs[ESP] = top + parameterBytes;
  enterCode(cpu, selector, code, eip, selector & 3);
  dropPrivilegedSegments(cpu);
}
