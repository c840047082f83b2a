import { littleEndian } from './addressDraw.ts';
import type { Draws } from './draws.ts';
import { DRAWN, drawInstruction } from './singleDraw.ts';
import { mayStopHalfway, undefinedFlags } from './undefinedFlags.ts';
import type { Instruction } from '../../../src/x86/instructionTable.ts';

export interface Sequence {
  readonly bytes: number[];
  readonly instructions: number;
}

/** What POPF in a sequence may load: no TF, no AC. */
const POPPED = 0xcd5;

/** Instructions that stay in their place and keep ESP near where it was. Jumps, calls and POPF come in units of their own. */
const isPlain = (instruction: Instruction): boolean => {
  const { mnemonic, operands, opcode } = instruction;
  if (operands.includes('Jb') || operands.includes('Jz') || /^(?:jmp|call|ret|int|leave|popf|bound|ud)/.test(mnemonic)) return false;
  return opcode > 0xff || !mayStopHalfway(Uint8Array.of(opcode));
};

const PLAIN = DRAWN.filter(isPlain);

/** Counts with which a shift leaves as many flags open as it can. */
const COUNTS = [1, 2, 31];

/**
 * CMP AL, imm8 behind an instruction that leaves flags open: it defines all of them, so that nothing later
 * reads what the architecture does not say.
 */
const settled = (draws: Draws, bytes: number[]): Sequence => {
  const code = Uint8Array.from(bytes);
  const leavesOpen = COUNTS.some((count) => undefinedFlags(code, count) !== 0);
  return leavesOpen ? { bytes: [...bytes, 0x3c, draws.value() & 0xff], instructions: 2 } : { bytes, instructions: 1 };
};

const plain = (draws: Draws, regs: Int32Array): Sequence => settled(draws, drawInstruction(draws, draws.pick(PLAIN), { at: 0, regs, inSequence: true }).bytes);

const joined = (parts: readonly Sequence[]): Sequence => ({
  bytes: parts.flatMap((part) => part.bytes), instructions: parts.reduce((sum, part) => sum + part.instructions, 0),
});

const several = (draws: Draws, regs: Int32Array, count: number): Sequence => joined(Array.from({ length: count }, () => plain(draws, regs)));

/** PUSH imm; POPF with the same operand size. */
const loadFlags = (draws: Draws): Sequence => {
  const narrow = draws.percent(30);
  const prefix = narrow ? [0x66] : [];
  return { bytes: [...prefix, 0x68, ...littleEndian(draws.word() & POPPED, narrow ? 2 : 4), ...prefix, 0x9d], instructions: 2 };
};

/** A conditional jump over some instructions. */
const skip = (draws: Draws, regs: Int32Array): Sequence => {
  const body = several(draws, regs, draws.between(1, 2));
  const condition = draws.below(16);
  const near = draws.percent(30);
  const head = near ? [0x0f, 0x80 | condition, ...littleEndian(body.bytes.length, 4)] : [0x70 | condition, body.bytes.length];
  return { bytes: [...head, ...body.bytes], instructions: body.instructions + 1 };
};

/** MOV ECX, n; body; LOOP, LOOPE or LOOPNE back to the body. */
const repetition = (draws: Draws, regs: Int32Array): Sequence => {
  const body = several(draws, regs, draws.between(1, 3));
  const back = draws.pick([0xe2, 0xe2, 0xe1, 0xe0]);
  return {
    bytes: [0xb9, ...littleEndian(draws.between(1, 6), 4), ...body.bytes, back, (-(body.bytes.length + 2)) & 0xff], instructions: body.instructions + 2,
  };
};

/** CALL a body which ends in RET and lies behind a jump over it. */
const subroutine = (draws: Draws, regs: Int32Array): Sequence => {
  const body = several(draws, regs, draws.between(1, 2));
  return { bytes: [0xe8, 2, 0, 0, 0, 0xeb, body.bytes.length + 1, ...body.bytes, 0xc3], instructions: body.instructions + 3 };
};

const drawUnit = (draws: Draws, regs: Int32Array): Sequence => {
  switch (draws.below(16)) {
    case 0: return loadFlags(draws);
    case 1: case 2: return skip(draws, regs);
    case 3: return repetition(draws, regs);
    case 4: return subroutine(draws, regs);
    default: return plain(draws, regs);
  }
};

/** A short program: straight lines, jumps forward, loops that end, calls. */
export const drawSequence = (draws: Draws, regs: Int32Array): Sequence => {
  const parts = Array.from({ length: draws.between(2, 7) }, () => drawUnit(draws, regs));
  return joined(parts);
};
