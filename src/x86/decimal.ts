import type { Cpu } from './cpu.ts';
import { resultFlags } from './arithmetic.ts';
import { readRegister, writeRegister } from './operands.ts';
import { AF, CF, EAX, STATUS_FLAGS } from './registers.ts';
import { Vector } from './vectors.ts';

/*
 * Adjustments for decimal digits, packed (DAA, DAS) and unpacked (AAA, AAS, AAM, AAD).
 * Source: SDM vol. 2, the operation of each. Of the flags that it leaves undefined SF, ZF and PF are those of AL, and
 * OF, CF and AF are clear.
 */

const AH = 4;

/** Whether the low digit of AL left its range in the operation before. */
function lowDigitOverflowed(cpu: Cpu): boolean {
  return (cpu.regs[EAX] & 0xf) > 9 || (cpu.flags & AF) !== 0;
}

/** Writes AL; its flags and `carries`, CF and AF, become the status. */
function finishByte(cpu: Cpu, al: number, carries: number): void {
  writeRegister(cpu, EAX, 1, al);
  cpu.flags = (cpu.flags & ~STATUS_FLAGS) | resultFlags(al & 0xff, 1) | carries;
}

/** DAA (`direction` 1) and DAS (-1): makes AL the two digits of a sum or difference of such bytes. */
export function adjustPacked(cpu: Cpu, direction: 1 | -1): void {
  const before = readRegister(cpu, EAX, 1);
  const highOverflowed = before > 0x99 || (cpu.flags & CF) !== 0;
  let al = before;
  let carries = 0;
  if (lowDigitOverflowed(cpu)) {
    al += 6 * direction;
    carries = AF | (al < 0 ? CF : 0);
  }
  if (highOverflowed) {
    al += 0x60 * direction;
    carries |= CF;
  }
  finishByte(cpu, al, carries);
}

/** AAA (`direction` 1) and AAS (-1): makes AL one digit and carries to or borrows from AH. */
export function adjustUnpacked(cpu: Cpu, direction: 1 | -1): void {
  const overflowed = lowDigitOverflowed(cpu);
  const ax = readRegister(cpu, EAX, 2) + (overflowed ? 0x106 * direction : 0);
  writeRegister(cpu, EAX, 2, ax);
  finishByte(cpu, ax & 0xf, overflowed ? AF | CF : 0);
}

/** AAM: AH := AL / base, AL := AL mod base. #DE if the base is 0. */
export function splitDigits(cpu: Cpu, base: number): void {
  if (base === 0) {
    cpu.raise(Vector.DE, 0);
    return;
  }
  const al = readRegister(cpu, EAX, 1);
  writeRegister(cpu, AH, 1, Math.floor(al / base));
  finishByte(cpu, al % base, 0);
}

/** AAD: AL := AL + AH * base, AH := 0. */
export function joinDigits(cpu: Cpu, base: number): void {
  const al = readRegister(cpu, EAX, 1) + readRegister(cpu, AH, 1) * base;
  writeRegister(cpu, AH, 1, 0);
  finishByte(cpu, al, 0);
}
