import { Decision } from './decision.ts';
import { holds, isBelow, isBelowOrEqual, isLess, isLessOrEqual, isNegative, isZero } from './lazyFlags.ts';
import type { MemoryOperand } from './memoryOperand.ts';
import { JUMPED, NEXT, REFUSED, TAKEN } from './step.ts';
import type { Step } from './step.ts';

/* Jumps. One whose target is fixed says only whether it is taken; the block knows where it goes. */

export function jumpAlways(): Step {
  return () => TAKEN;
}

export function jumpRegister(from: number): Step {
  return (cpu) => {
    cpu.eip = cpu.regs[from];
    return JUMPED;
  };
}

export function jumpMemory(memory: MemoryOperand): Step {
  return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    cpu.eip = cpu.word(pa);
    return JUMPED;
  };
}

/** Jcc: one function for each pair of conditions, as a jump looks at different flags in different ways. */
export function jumpIf(condition: number): Step {
  const negated = (condition & 1) !== 0;
  switch (condition >> 1) {
    case 1: return (cpu) => (isBelow(cpu) === negated ? NEXT : TAKEN);
    case 2: return (cpu) => (isZero(cpu) === negated ? NEXT : TAKEN);
    case 3: return (cpu) => (isBelowOrEqual(cpu) === negated ? NEXT : TAKEN);
    case 4: return (cpu) => (isNegative(cpu) === negated ? NEXT : TAKEN);
    case 6: return (cpu) => (isLess(cpu) === negated ? NEXT : TAKEN);
    case 7: return (cpu) => (isLessOrEqual(cpu) === negated ? NEXT : TAKEN);
    default: return (cpu) => (holds(cpu, condition) ? TAKEN : NEXT);
  }
}

/** CMP of a register with memory, or of memory with a register if `isReversed`, and the Jcc behind it. */
export function compareMemoryAndJump(register: number, memory: MemoryOperand, isReversed: boolean, condition: number): Step {
  const decision = new Decision({ a: register, b: register, value: 0, isTest: false }, condition);
  return (cpu) => {
    const pa = memory.plainRead(cpu);
    if (pa < 0) return REFUSED;
    const value = cpu.word(pa);
    const other = cpu.regs[register];
    return isReversed ? decision.after(cpu, value, other) : decision.after(cpu, other, value);
  };
}
