import { ROL, SAR, SHL, SHR } from '../shifts.ts';
import type { Decoded } from './decodeInstruction.ts';

/*
 * What instructions do with status flags, so that flags that nothing can look at are not even left to be computed. An
 * instruction that may be refused looks at all of them, since a fault, or the interpreter, sees the processor in front of it.
 */

/**
 * Keeps: nothing to do with them. Steps: changes some whatever they were, and keeps the others. Overwrites: sets all
 * whatever they were. Looks: anything else. Only the last may be refused.
 */
export const FlagUse = { Keeps: 0, Steps: 1, Overwrites: 2, Looks: 3 } as const;
export type FlagUse = (typeof FlagUse)[keyof typeof FlagUse];

export function flagUse(decoded: Decoded): FlagUse {
  const { opcode, operandSize, memory, modrm } = decoded;
  if (operandSize !== 4) return FlagUse.Looks;
  if (opcode === 0x8d) return FlagUse.Keeps;
  if (memory !== null) return FlagUse.Looks;
  if (opcode < 0x40) return (opcode & 7) < 6 ? ofOperation(opcode >> 3) : FlagUse.Looks;
  if (opcode < 0x50) return FlagUse.Steps;
  if (opcode >= 0xb0 && opcode < 0xc0) return FlagUse.Keeps;
  const reg = (modrm >> 3) & 7;
  switch (opcode) {
    case 0x88: case 0x89: case 0x8a: case 0x8b: case 0x90: case 0x98: case 0x99: return FlagUse.Keeps;
    case 0x0fb6: case 0x0fb7: case 0x0fbe: case 0x0fbf: return FlagUse.Keeps;
    case 0x69: case 0x6b: case 0x84: case 0x85: case 0xa8: case 0xa9: case 0x0faf: return FlagUse.Overwrites;
    case 0x80: case 0x81: case 0x83: return ofOperation(reg);
    case 0xc0: case 0xc1: case 0xd0: case 0xd1: return ofShift(reg, opcode < 0xd0 ? decoded.immediate & 31 : 1);
    case 0xf7: return ofGroup3(reg);
    case 0xff: return reg < 2 ? FlagUse.Steps : FlagUse.Looks;
    default: return FlagUse.Looks;
  }
}

/** Of the eight operations: ADC and SBB, numbers 2 and 3, add a flag. */
function ofOperation(operation: number): FlagUse {
  return operation === 2 || operation === 3 ? FlagUse.Looks : FlagUse.Overwrites;
}

function ofShift(operation: number, count: number): FlagUse {
  if (count === 0) return FlagUse.Looks;
  if (operation === ROL) return FlagUse.Steps;
  return operation === SHL || operation === SHR || operation === SAR ? FlagUse.Overwrites : FlagUse.Looks;
}

/** TEST, NOT, NEG, MUL and IMUL; a division may fault. */
function ofGroup3(operation: number): FlagUse {
  if (operation === 2) return FlagUse.Keeps;
  return operation < 6 ? FlagUse.Overwrites : FlagUse.Looks;
}

/** By instruction of a block, whether something can see the flags that it leaves. Behind the last one anything may. */
export function seenFlags(block: readonly Decoded[]): readonly boolean[] {
  const seen: boolean[] = [];
  let isSeen = true;
  for (let i = block.length - 1; i >= 0; i--) {
    seen[i] = isSeen;
    const use = flagUse(block[i]);
    if (use >= FlagUse.Overwrites) isSeen = use === FlagUse.Looks;
  }
  return seen;
}
