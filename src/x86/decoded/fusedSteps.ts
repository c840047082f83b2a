import type { Cpu } from '../cpu.ts';
import { Lazy } from './lazyFlags.ts';
import { load32, offsetOf, plainRead } from './memoryOperand.ts';
import type { MemoryOperand } from './memoryOperand.ts';
import { NEXT, REFUSED, TAKEN } from './step.ts';
import type { Step } from './step.ts';

/* CMP or TEST of words with the Jcc behind it, in one step: every loop and every branch of a program has such a pair. */

/** The pairs of conditions that a comparison decides without flags, by their even number. */
export function isFusible(condition: number): boolean {
  return condition > 1 && condition !== 10 && condition !== 11;
}

/** Whether an even-numbered condition holds after the comparison of two words. */
function compares(condition: number, a: number, b: number): boolean {
  switch (condition) {
    case 2: return a >>> 0 < b >>> 0;
    case 4: return a === b;
    case 6: return a >>> 0 <= b >>> 0;
    case 8: return ((a - b) | 0) < 0;
    case 12: return a < b;
    default: return a <= b;
  }
}

function decide(cpu: Cpu, condition: number, negated: boolean, a: number, b: number): number {
  cpu.lazyKind = Lazy.Subtract;
  cpu.lazyA = a;
  cpu.lazyB = b;
  return compares(condition, a, b) === negated ? NEXT : TAKEN;
}

export function compareRegistersAndJump(a: number, b: number, condition: number): Step {
  const negated = (condition & 1) !== 0;
  const even = condition & 14;
  return (cpu) => decide(cpu, even, negated, cpu.regs[a], cpu.regs[b]);
}

export function compareImmediateAndJump(a: number, value: number, condition: number): Step {
  const negated = (condition & 1) !== 0;
  const even = condition & 14;
  return (cpu) => decide(cpu, even, negated, cpu.regs[a], value);
}

/** CMP of a register with memory, or of memory with a register if `isReversed`. */
export function compareMemoryAndJump(register: number, memory: MemoryOperand, isReversed: boolean, condition: number): Step {
  const negated = (condition & 1) !== 0;
  const even = condition & 14;
  return (cpu) => {
    const pa = plainRead(cpu, memory.segment, offsetOf(cpu, memory));
    if (pa < 0) return REFUSED;
    const value = load32(cpu, pa);
    const other = cpu.regs[register];
    return isReversed ? decide(cpu, even, negated, value, other) : decide(cpu, even, negated, other, value);
  };
}

/** TEST compares with zero, as far as these conditions go: OF and CF are clear after both. */
export function testRegistersAndJump(a: number, b: number, condition: number): Step {
  const negated = (condition & 1) !== 0;
  const even = condition & 14;
  return (cpu) => {
    const result = cpu.regs[a] & cpu.regs[b];
    cpu.lazyKind = Lazy.Logic;
    cpu.lazyA = result;
    return compares(even, result, 0) === negated ? NEXT : TAKEN;
  };
}
