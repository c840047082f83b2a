import type { Cpu } from './cpu.ts';
import { add, subtract } from './arithmetic.ts';
import { decodeModrm } from './decode.ts';
import { openedWord, openToModify, storeOpenedWord } from './memory.ts';
import { isRegisterOperand, modifyRm, readRegister, regField, storeRm, writeRegister } from './operands.ts';
import { EAX, EBX, ECX, EDX, ZF } from './registers.ts';
import { NO_FAULT, Vector } from './vectors.ts';

/**
 * CMPXCHG: if the accumulator equals r/m, r/m becomes the register, else the accumulator becomes r/m.
 * MCH-72: the destination is written in either case (SDM vol. 2A, CMPXCHG), so it must be writable and becomes dirty.
 */
export function compareExchange(cpu: Cpu, size: number): void {
  if (!decodeModrm(cpu)) return;
  const operand = modifyRm(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  const source = readRegister(cpu, regField(cpu), size);
  subtract(cpu, readRegister(cpu, EAX, size), operand, 0, size);
  if ((cpu.flags & ZF) !== 0) storeRm(cpu, size, source);
  else {
    storeRm(cpu, size, operand);
    writeRegister(cpu, EAX, size, operand);
  }
}

/** XADD: the register becomes r/m, r/m the sum of both; the sum wins if they are the same register. */
export function exchangeAdd(cpu: Cpu, size: number): void {
  if (!decodeModrm(cpu)) return;
  const operand = modifyRm(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  const register = regField(cpu);
  const sum = add(cpu, operand, readRegister(cpu, register, size), 0, size);
  writeRegister(cpu, register, size, operand);
  storeRm(cpu, size, sum);
}

/** CMPXCHG8B: the same as CMPXCHG for EDX:EAX, ECX:EBX and eight bytes of memory; of the flags only ZF changes. MCH-72 holds. */
export function compareExchange8(cpu: Cpu): void {
  if (isRegisterOperand(cpu) || regField(cpu) !== 1) {
    cpu.raise(Vector.UD, 0);
    return;
  }
  if (!openToModify(cpu, cpu.addressSegment, cpu.address, 8)) return;
  const { regs } = cpu;
  const low = openedWord(cpu, 0);
  const high = openedWord(cpu, 4);
  const equal = low === regs[EAX] && high === regs[EDX];
  storeOpenedWord(cpu, 0, equal ? regs[EBX] : low);
  storeOpenedWord(cpu, 4, equal ? regs[ECX] : high);
  cpu.flags = equal ? cpu.flags | ZF : cpu.flags & ~ZF;
  if (equal) return;
  regs[EAX] = low;
  regs[EDX] = high;
}
