import type { Cpu } from '../cpu.ts';
import { EAX } from '../registers.ts';
import type { Decoded } from './decodeInstruction.ts';
import { Lazy } from './lazyFlags.ts';
import { NO_REGISTER } from './memoryOperand.ts';
import { NEXT, TAKEN } from './step.ts';

/* CMP or TEST of words with the Jcc behind it, in one: every loop and every branch of a program has such a pair. */

/* Imported constants would be loaded and checked at every use. */
const { Subtract: SUBTRACT, Logic: LOGIC } = Lazy;
const GOES_ON = NEXT;
const JUMPS = TAKEN;

/** A register compared with, or tested against, a register plus a value: one of them is none, number 8, or 0. */
export class Decision {
  readonly a: number = 0;
  readonly b: number = 0;
  readonly value: number = 0;
  readonly isTest: boolean = false;
  /** Even number of the condition, and whether the jump is taken where it does not hold. */
  readonly condition: number = 0;
  readonly negated: boolean = false;

  constructor({ a, b, value, isTest }: Comparison, condition: number) {
    this.a = a;
    this.b = b;
    this.value = value;
    this.isTest = isTest;
    this.condition = condition & 14;
    this.negated = (condition & 1) !== 0;
  }

  /** Leaves the flags of the comparison; whether the jump is taken. TEST compares with zero: OF and CF are clear after both. */
  decide(cpu: Cpu): number {
    const registers = cpu.addressRegisters;
    const left = registers[this.a];
    const right = (registers[this.b] + this.value) | 0;
    if (!this.isTest) return this.after(cpu, left, right);
    const common = left & right;
    cpu.lazyKind = LOGIC;
    cpu.lazyA = common;
    return this.holds(common, 0) === this.negated ? GOES_ON : JUMPS;
  }

  /** The same of two words from elsewhere. */
  after(cpu: Cpu, a: number, b: number): number {
    cpu.lazyKind = SUBTRACT;
    cpu.lazyA = a;
    cpu.lazyB = b;
    return this.holds(a, b) === this.negated ? GOES_ON : JUMPS;
  }

  /** Whether the even-numbered condition holds after the comparison of two words. */
  holds(a: number, b: number): boolean {
    switch (this.condition) {
      case 2: return a >>> 0 < b >>> 0;
      case 4: return a === b;
      case 6: return a >>> 0 <= b >>> 0;
      case 8: return ((a - b) | 0) < 0;
      case 12: return a < b;
      default: return a <= b;
    }
  }
}

export interface Comparison {
  readonly a: number;
  readonly b: number;
  readonly value: number;
  readonly isTest: boolean;
}

/** An instruction that compares words in registers, or with an immediate; null if it is another. */
export function comparisonOf({ opcode, operandSize, memory, modrm, immediate }: Decoded): Comparison | null {
  if (operandSize !== 4 || memory !== null) return null;
  const reg = (modrm >> 3) & 7;
  const rm = modrm & 7;
  switch (opcode) {
    case 0x39: return { a: rm, b: reg, value: 0, isTest: false };
    case 0x3b: return { a: reg, b: rm, value: 0, isTest: false };
    case 0x3d: return { a: EAX, b: NO_REGISTER, value: immediate, isTest: false };
    case 0x81: case 0x83: return reg === 7 ? { a: rm, b: NO_REGISTER, value: immediate, isTest: false } : null;
    case 0x85: return { a: rm, b: reg, value: 0, isTest: true };
    case 0xa9: return { a: EAX, b: NO_REGISTER, value: immediate, isTest: true };
    case 0xf7: return reg < 2 ? { a: rm, b: NO_REGISTER, value: immediate, isTest: true } : null;
    default: return null;
  }
}

/** Condition of a Jcc that a comparison decides without flags (all but overflow and parity), else -1. */
export function conditionOf({ opcode, operandSize }: Decoded): number {
  const isJump = (opcode >= 0x70 && opcode < 0x80) || (opcode >= 0x0f80 && opcode < 0x0f90);
  const condition = opcode & 15;
  return isJump && operandSize === 4 && condition > 1 && (condition & 14) !== 10 ? condition : -1;
}
