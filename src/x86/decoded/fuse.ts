import type { Decoded } from './decodeInstruction.ts';
import { compareImmediateAndJump, compareMemoryAndJump, compareRegistersAndJump, isFusible, testRegistersAndJump } from './fusedSteps.ts';
import type { Step } from './step.ts';

/** Condition of a Jcc, -1 for any other opcode. */
function conditionOf(opcode: number): number {
  return (opcode >= 0x70 && opcode < 0x80) || (opcode >= 0x0f80 && opcode < 0x0f90) ? opcode & 15 : -1;
}

/** One step for a comparison of words and the jump behind it, or null if the two are no such pair. */
export function fuse(first: Decoded, second: Decoded): Step | null {
  const condition = conditionOf(second.opcode);
  if (!isFusible(condition) || first.operandSize !== 4 || second.operandSize !== 4) return null;
  const { opcode, memory, modrm, immediate } = first;
  const reg = (modrm >> 3) & 7;
  const rm = modrm & 7;
  switch (opcode) {
    case 0x39: return memory === null ? compareRegistersAndJump(rm, reg, condition) : compareMemoryAndJump(reg, memory, true, condition);
    case 0x3b: return memory === null ? compareRegistersAndJump(reg, rm, condition) : compareMemoryAndJump(reg, memory, false, condition);
    case 0x3d: return compareImmediateAndJump(0, immediate, condition);
    case 0x81: case 0x83: return memory === null && reg === 7 ? compareImmediateAndJump(rm, immediate, condition) : null;
    case 0x85: return memory === null ? testRegistersAndJump(rm, reg, condition) : null;
    default: return null;
  }
}
