import type { Cpu } from './cpu.ts';
import { ECX, ESP, ZF } from './registers.ts';
import { conditionHolds } from './arithmetic.ts';
import { peek, push } from './stack.ts';
import { readRegister, writeRegister } from './operands.ts';
import { NO_FAULT, Vector } from './vectors.ts';

/** A branch target for the operand size in force: with a 16-bit operand the upper half of EIP is cleared. */
function target(cpu: Cpu, address: number): number {
  return cpu.operandSize === 4 ? address | 0 : address & 0xffff;
}

/** MCH-37: a near transfer beyond the CS limit faults with #GP(0) on the transferring instruction. */
function permitsTarget(cpu: Cpu, eip: number): boolean {
  if (eip >>> 0 <= cpu.cs.limit >>> 0) return true;
  cpu.raise(Vector.GP, 0);
  return false;
}

/** JMP near to an offset in CS. */
export function jump(cpu: Cpu, address: number): void {
  const eip = target(cpu, address);
  if (permitsTarget(cpu, eip)) cpu.pc = eip;
}

/** JMP near relative to the next instruction. */
export function jumpRelative(cpu: Cpu, displacement: number): void {
  if (cpu.faultVector === NO_FAULT) jump(cpu, cpu.pc + displacement);
}

export function jumpIf(cpu: Cpu, condition: number, displacement: number): void {
  if (cpu.faultVector === NO_FAULT && conditionHolds(cpu, condition)) jump(cpu, cpu.pc + displacement);
}

/** CALL near: nothing changes unless both the target and the push are permitted. */
export function call(cpu: Cpu, address: number): void {
  const eip = target(cpu, address);
  if (!permitsTarget(cpu, eip)) return;
  push(cpu, cpu.pc, cpu.operandSize);
  if (cpu.faultVector === NO_FAULT) cpu.pc = eip;
}

/** RET near, releasing `parameterBytes` more. */
export function ret(cpu: Cpu, parameterBytes: number): void {
  const address = peek(cpu, cpu.operandSize);
  if (cpu.faultVector !== NO_FAULT) return;
  const eip = target(cpu, address);
  if (!permitsTarget(cpu, eip)) return;
  cpu.pc = eip;
  cpu.regs[ESP] += cpu.operandSize + parameterBytes;
}

/** LOOPNE, LOOPE, LOOP and JECXZ by opcode (0xE0 to 0xE3); the count is CX or ECX by address size. */
export function loop(cpu: Cpu, opcode: number, displacement: number): void {
  if (cpu.faultVector !== NO_FAULT) return;
  const size = cpu.addressSize;
  const count = readRegister(cpu, ECX, size);
  if (opcode === 0xe3) {
    if (count === 0) jump(cpu, cpu.pc + displacement);
    return;
  }
  const left = size === 4 ? (count - 1) | 0 : (count - 1) & 0xffff;
  const zero = (cpu.flags & ZF) !== 0;
  const taken = left !== 0 && (opcode === 0xe2 || zero === (opcode === 0xe1));
  if (taken) jump(cpu, cpu.pc + displacement);
  if (cpu.faultVector === NO_FAULT) writeRegister(cpu, ECX, size, left);
}
