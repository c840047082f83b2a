import { readRegister, writeRegister } from '../operands.ts';
import { ECX } from '../registers.ts';
import { SAR, SHL, SHR, shift } from '../shifts.ts';
import { Lazy, settleFlags } from './lazyFlags.ts';
import { loadSized, storeSized } from './memoryOperand.ts';
import type { MemoryOperand } from './memoryOperand.ts';
import { NEXT, REFUSED } from './step.ts';
import type { Step } from './step.ts';

/* Shifts and rotates. `count` below 0 means CL. */

/** Of a word register by a fixed count from 1 to 31 the flags are left to be computed. */
function shiftWord(operation: number, register: number, count: number): Step | null {
  switch (operation) {
    case SHL: case 6: return (cpu) => {
      const a = cpu.regs[register];
      cpu.regs[register] = a << count;
      cpu.lazyKind = Lazy.Left;
      cpu.lazyA = a;
      cpu.lazyB = count;
      return NEXT;
    };
    case SHR: return (cpu) => {
      const a = cpu.regs[register];
      cpu.regs[register] = a >>> count;
      cpu.lazyKind = Lazy.Right;
      cpu.lazyA = a;
      cpu.lazyB = count;
      return NEXT;
    };
    case SAR: return (cpu) => {
      const a = cpu.regs[register];
      cpu.regs[register] = a >> count;
      cpu.lazyKind = Lazy.Arithmetic;
      cpu.lazyA = a;
      cpu.lazyB = count;
      return NEXT;
    };
    default: return null;
  }
}

export function shiftRegister(operation: number, register: number, count: number, size: number): Step {
  const quick = size === 4 && count > 0 && (count & 31) === count ? shiftWord(operation, register, count) : null;
  if (quick !== null) return quick;
  return (cpu) => {
    settleFlags(cpu);
    const by = count < 0 ? cpu.regs[ECX] : count;
    writeRegister(cpu, register, size, shift(cpu, operation, readRegister(cpu, register, size), by, size));
    return NEXT;
  };
}

export function shiftMemory(operation: number, memory: MemoryOperand, count: number, size: number): Step {
  return (cpu) => {
    const pa = memory.plainWrite(cpu);
    if (pa < 0) return REFUSED;
    settleFlags(cpu);
    const by = count < 0 ? cpu.regs[ECX] : count;
    storeSized(cpu, pa, size, shift(cpu, operation, loadSized(cpu, pa, size), by, size));
    return NEXT;
  };
}
