import type { Draws } from './draws.ts';
import { CODE, DATA, DATA_END, HARNESS_END, LANDING, LOW, PAGE, READ_ONLY, STACK, STACK_END } from './world.ts';

/** Instruction bytes behind the opcode that name a memory operand, and its address. */
export interface MemoryForm {
  readonly bytes: number[];
  readonly address: number;
}

const EBP = 5;
const ESP = 4;

/** Places where an access of up to eight bytes meets the end or the beginning of what is mapped, or a page boundary. */
const EDGES: readonly number[] = [
  DATA, DATA_END, DATA + PAGE, STACK, STACK_END, STACK + PAGE, READ_ONLY, READ_ONLY + PAGE, LOW, LOW + PAGE, HARNESS_END + PAGE,
];

/** An address for a memory operand: mostly data, often near an edge, sometimes read-only, unmapped or anything. */
export const drawTarget = (draws: Draws): number => {
  switch (draws.below(12)) {
    case 0: case 1: return (draws.pick(EDGES) + draws.between(-8, 8)) | 0;
    case 2: return READ_ONLY + draws.below(PAGE - 8);
    case 3: return STACK + draws.below(2 * PAGE - 8);
    case 4: return draws.percent(50) ? draws.value() : draws.pick([0, CODE - PAGE, LANDING + PAGE, DATA_END + PAGE]) + draws.below(PAGE);
    case 5: return LOW + draws.below(PAGE - 8);
    default: return DATA + draws.below(2 * PAGE - 8);
  }
};

/** An offset that 16 bits hold. */
export const drawLowTarget = (draws: Draws): number => {
  if (draws.percent(10)) return draws.word() & 0xffff;
  return draws.percent(15) ? draws.pick([LOW, LOW + PAGE]) + draws.between(-8, 8) : LOW + draws.below(PAGE - 8);
};

export const littleEndian = (value: number, size: number): number[] => Array.from({ length: size }, (_, i) => (value >> (8 * i)) & 0xff);

const signed8 = (byte: number): number => (byte << 24) >> 24;

const addressOf = (regs: Int32Array, base: number, index: number, scale: number, displacement: number): number =>
  ((base < 0 ? 0 : regs[base]) + (index < 0 ? 0 : regs[index] << scale) + displacement) | 0;

/** ModRM, SIB and displacement of any form; a register or the displacement is chosen so that they lead to `target`. */
export const drawForm32 = (draws: Draws, reg: number, regs: Int32Array, target: number, fixed: boolean): MemoryForm => {
  const mod = draws.below(3);
  const rm = draws.below(8);
  const sib = draws.below(256);
  const hasSib = rm === ESP;
  const baseField = hasSib ? sib & 7 : rm;
  const base = baseField === EBP && mod === 0 ? -1 : baseField;
  const indexField = (sib >> 3) & 7;
  const index = hasSib && indexField !== ESP ? indexField : -1;
  const size = mod === 1 ? 1 : mod === 2 || base < 0 ? 4 : 0;
  let displacement = size === 1 ? signed8(draws.word() & 0xff) : 0;
  const rest = addressOf(regs, base, index, sib >> 6, displacement);
  if (size === 4) displacement = (target - rest) | 0;
  else if (base >= 0 && base !== index && !fixed) regs[base] += target - rest;
  const bytes = [(mod << 6) | (reg << 3) | rm, ...(hasSib ? [sib] : []), ...littleEndian(displacement, size)];
  return { bytes, address: addressOf(regs, base, index, sib >> 6, displacement) };
};

const BASES16 = [3, 3, 5, 5, 6, 7, 5, 3];
const INDICES16 = [6, 7, 6, 7, -1, -1, -1, -1];

/** The forms of 16-bit addressing, likewise. */
export const drawForm16 = (draws: Draws, reg: number, regs: Int32Array, target: number, fixed: boolean): MemoryForm => {
  const mod = draws.below(3);
  const rm = draws.below(8);
  const base = rm === 6 && mod === 0 ? -1 : BASES16[rm];
  const index = INDICES16[rm];
  const size = base < 0 ? 2 : mod;
  let displacement = size === 1 ? signed8(draws.word() & 0xff) : 0;
  const rest = addressOf(regs, base, index, 0, displacement);
  if (size === 2) displacement = target - rest;
  else if (!fixed) regs[base] = (regs[base] & ~0xffff) | ((regs[base] + target - rest) & 0xffff);
  const bytes = [(mod << 6) | (reg << 3) | rm, ...littleEndian(displacement, size)];
  return { bytes, address: addressOf(regs, base, index, 0, displacement) & 0xffff };
};

/**
 * Forms whose registers an earlier instruction of a sequence has hardly changed: absolute, or a pointer register
 * with a short displacement.
 */
export const drawStableForm = (draws: Draws, reg: number, regs: Int32Array): MemoryForm => {
  if (draws.percent(40)) {
    const address = drawTarget(draws);
    return { bytes: [(reg << 3) | EBP, ...littleEndian(address, 4)], address };
  }
  const base = draws.pick([3, 5, 6, 7]);
  const displacement = signed8(draws.word() & 0xff);
  return { bytes: [0x40 | (reg << 3) | base, displacement & 0xff], address: (regs[base] + displacement) | 0 };
};
