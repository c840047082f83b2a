import { add, conditionHolds, decrement, increment, logic, setProductFlags, subtract } from '../arithmetic.ts';
import type { Cpu } from '../cpu.ts';
import { imul } from '../multiply.ts';
import { CF } from '../registers.ts';
import { SAR, SHL, SHR, shift } from '../shifts.ts';

/**
 * Status flags that decoded instructions leave to be computed. The low four bits of `Cpu.lazyKind` say by what, the
 * others how many bits of the operands lie below those of the operation: operands of one and two bytes are kept shifted
 * to the top of a word, so that conditions need not know their size. The functions of arithmetic.ts compute them in the end.
 */
export const Lazy = { None: 0, Add: 1, Subtract: 2, Logic: 3, Increment: 4, Decrement: 5, Product: 6, Multiply: 7, Left: 8, Right: 9, Arithmetic: 10 } as const;
const KIND = 15;

/** The kind for operands of a size: bits 4 to 8 hold the distance that they are shifted. */
export function sized(kind: number, size: number): number {
  return kind | ((32 - size * 8) << 4);
}

/** Computes what has been left, so that `flags` holds. */
export function settleFlags(cpu: Cpu): void {
  const { lazyKind, lazyA, lazyB } = cpu;
  if (lazyKind === Lazy.None) return;
  cpu.lazyKind = Lazy.None;
  const spare = lazyKind >> 4;
  const size = (32 - spare) >> 3;
  const a = spare === 0 ? lazyA : lazyA >>> spare;
  const b = spare === 0 ? lazyB : lazyB >>> spare;
  switch (lazyKind & KIND) {
    case Lazy.Add: add(cpu, a, b, 0, size); return;
    case Lazy.Subtract: subtract(cpu, a, b, 0, size); return;
    case Lazy.Logic: logic(cpu, a, size); return;
    case Lazy.Increment: increment(cpu, a, 4); return;
    case Lazy.Decrement: decrement(cpu, a, 4); return;
    case Lazy.Product: setProductFlags(cpu, a, b !== 0, 4); return;
    case Lazy.Multiply: imul(cpu, a, b, 4); return;
    case Lazy.Left: shift(cpu, SHL, a, b, 4); return;
    case Lazy.Right: shift(cpu, SHR, a, b, 4); return;
    default: shift(cpu, SAR, a, b, 4);
  }
}

/** CF alone; the flags stay as they are. */
export function carryOf(cpu: Cpu): number {
  switch (cpu.lazyKind & KIND) {
    case Lazy.None: case Lazy.Increment: case Lazy.Decrement: return cpu.flags & CF;
    case Lazy.Add: return (cpu.lazyA + cpu.lazyB) >>> 0 < cpu.lazyA >>> 0 ? CF : 0;
    case Lazy.Subtract: return cpu.lazyA >>> 0 < cpu.lazyB >>> 0 ? CF : 0;
    case Lazy.Logic: return 0;
    default:
      settleFlags(cpu);
      return cpu.flags & CF;
  }
}

function settledCondition(cpu: Cpu, condition: number): boolean {
  settleFlags(cpu);
  return conditionHolds(cpu, condition);
}

/** Condition 4: ZF. */
export function isZero(cpu: Cpu): boolean {
  switch (cpu.lazyKind & KIND) {
    case Lazy.Subtract: return cpu.lazyA === cpu.lazyB;
    case Lazy.Logic: return cpu.lazyA === 0;
    case Lazy.Decrement: return cpu.lazyA === 1;
    case Lazy.Add: return ((cpu.lazyA + cpu.lazyB) | 0) === 0;
    default: return settledCondition(cpu, 4);
  }
}

/** Condition 2: CF. */
export function isBelow(cpu: Cpu): boolean {
  return carryOf(cpu) !== 0;
}

/** Condition 6: CF or ZF. */
export function isBelowOrEqual(cpu: Cpu): boolean {
  if ((cpu.lazyKind & KIND) === Lazy.Subtract) return cpu.lazyA >>> 0 <= cpu.lazyB >>> 0;
  return settledCondition(cpu, 6);
}

/** Condition 8: SF. */
export function isNegative(cpu: Cpu): boolean {
  switch (cpu.lazyKind & KIND) {
    case Lazy.Subtract: return ((cpu.lazyA - cpu.lazyB) | 0) < 0;
    case Lazy.Logic: return cpu.lazyA < 0;
    default: return settledCondition(cpu, 8);
  }
}

/** Condition 12: SF differs from OF. */
export function isLess(cpu: Cpu): boolean {
  switch (cpu.lazyKind & KIND) {
    case Lazy.Subtract: return cpu.lazyA < cpu.lazyB;
    case Lazy.Logic: return cpu.lazyA < 0;
    default: return settledCondition(cpu, 12);
  }
}

/** Condition 14: less, or ZF. */
export function isLessOrEqual(cpu: Cpu): boolean {
  switch (cpu.lazyKind & KIND) {
    case Lazy.Subtract: return cpu.lazyA <= cpu.lazyB;
    case Lazy.Logic: return cpu.lazyA <= 0;
    default: return settledCondition(cpu, 14);
  }
}

/** Any condition by number, as `conditionHolds`. */
export function holds(cpu: Cpu, condition: number): boolean {
  const negated = (condition & 1) !== 0;
  switch (condition >> 1) {
    case 1: return isBelow(cpu) !== negated;
    case 2: return isZero(cpu) !== negated;
    case 3: return isBelowOrEqual(cpu) !== negated;
    case 4: return isNegative(cpu) !== negated;
    case 6: return isLess(cpu) !== negated;
    case 7: return isLessOrEqual(cpu) !== negated;
    default: return settledCondition(cpu, condition);
  }
}
