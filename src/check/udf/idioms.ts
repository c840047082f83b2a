import { UDF_ARITHMETIC, UDF_CONDITIONS, UDF_LOADS, UDF_STORES } from '../../abi/udfInstructions.ts';
import type { UdfArithmetic, UdfCondition, UdfWidth } from '../../abi/udfInstructions.ts';
import { NO_OPERANDS } from '../../udf/encode.ts';
import { OTHER_ROWS, SPECIAL_CONSTANTS } from './drawnOperands.ts';
import type { Label, ProgramBuilder, Second } from './programBuilder.ts';
import type { ProgramDraw } from './programDraw.ts';

/*
 * What compilers and careful authors write, with registers that hold values and go on holding them: a range and what is
 * computed from it, copies of halves, a comparison with the length, an array on the stack. Each is drawn about its edges.
 */

const FRAME_POINTER = 10;
/** What a range is drawn from: the operations and conditions that tell it apart from others, and its edges. */
interface Profile {
  readonly operations: readonly UdfArithmetic[];
  readonly conditions: readonly UdfCondition[];
  readonly edges: readonly number[];
}

const ANY: Profile = { operations: [...UDF_ARITHMETIC, 'LSH', 'RSH', 'ARSH', 'DIV', 'MOD', 'MOD', 'MOD', 'MUL', 'ADD', 'SUB'], conditions: UDF_CONDITIONS, edges: SPECIAL_CONSTANTS };
const SIGNED: Profile = {
  operations: ['SDIV', 'SDIV', 'SDIV', 'SMOD', 'SMOD', 'ARSH', 'ARSH', 'MUL', 'SUB', 'ADD'], conditions: ['JSGT', 'JSGE', 'JSLT', 'JSLE'],
  edges: [-1, -1, -1, -1, 0, 0, 1, -2, 2, -3, 8, -8, 0x7fffffff, -0x80000000, -0x80000000, -0x80000000],
};
const SIGN_EXTENSIONS = OTHER_ROWS.filter(({ instruction: { form } }) => form === 'signExtension');

const widthOf = (draw: ProgramDraw): UdfWidth => (draw.chance(40) ? 32 : 64);
const edgeOf = (draw: ProgramDraw, { edges }: Profile = ANY): Second => ({ constant: draw.chance(30) ? draw.below(20) : draw.of(edges) });

/** A mask or a number that a count makes. */
const raise = (b: ProgramBuilder, draw: ProgramDraw, register: number, count: number): void => {
  b.move(register, { constant: draw.of([1, 1, 3, -1]) });
  b.arithmetic(draw.of(['LSH', 'RSH', 'ARSH'] as const), widthOf(draw), register, { register: count });
};

/** One of two edges, so that runs meet both ends of the range that is known. */
const choose = (b: ProgramBuilder, draw: ProgramDraw, register: number, other: number, bound: () => Second): void => {
  const skip: Label = { place: 0 };
  b.move(register, bound());
  b.branch(draw.of(UDF_CONDITIONS), widthOf(draw), other, edgeOf(draw), skip);
  b.move(register, bound());
  b.here(skip);
};

/** Where both registers are within bounds that comparisons and masks give, the one is computed with the other, or with a bound. */
export const ranges = (b: ProgramBuilder, draw: ProgramDraw, register: number, other: number): void => {
  const end: Label = { place: 0 };
  const profile = draw.chance(40) ? SIGNED : ANY;
  const pivot = edgeOf(draw, profile);
  const bound = (): Second => (draw.chance(55) ? pivot : edgeOf(draw, profile));
  if (draw.chance(30)) choose(b, draw, register, other, bound);
  const isHalf = draw.chance(35);
  // A move of a half onto itself is how compilers clear what is above it.
  if (isHalf) for (const half of [register, other]) b.arithmetic('MOV', 32, half, { register: half });
  const width = (): UdfWidth => (isHalf && draw.chance(80) ? 32 : widthOf(draw));
  for (const bounded of (draw.chance(50) ? [register, other, register] : [other, register]).slice(0, draw.below(4))) {
    if (draw.chance(20)) b.arithmetic(draw.chance(50) ? 'AND' : 'OR', width(), bounded, bound());
    else b.branch(draw.of(profile.conditions), width(), bounded, bound(), end);
  }
  for (let i = 1 + draw.below(3); i > 0; i--) {
    if (draw.chance(15)) b.row(draw.of(OTHER_ROWS), { ...NO_OPERANDS, destination: register, source: register });
    else if (draw.chance(8)) raise(b, draw, register, other);
    else b.arithmetic(draw.of(profile.operations), width(), register, draw.chance(45) ? { register: other } : bound());
  }
  if (draw.chance(40)) b.branch(draw.of(UDF_CONDITIONS), width(), register, draw.chance(50) ? { register: other } : bound(), end);
  b.here(end);
};

const ENDS: Readonly<Record<UdfWidth, readonly bigint[]>> = {
  32: [0x80000000n, 0x80000000n, 0xffffffffn, 0x7fffffffn, 1n],
  64: [0x8000000000000000n, 0x8000000000000000n, 0xffffffffffffffffn, 0x7fffffffffffffffn, 1n],
};

/** One of two ends of a width, by the value of another register, and an operation that may leave the width with it. */
export const overflow = (b: ProgramBuilder, draw: ProgramDraw, register: number, other: number): void => {
  const width: UdfWidth = draw.chance(60) ? 32 : 64;
  const skip: Label = { place: 0 };
  b.constant(register, draw.of(ENDS[width]));
  b.branch(draw.of(UDF_CONDITIONS), width, other, edgeOf(draw), skip);
  b.constant(register, draw.of(ENDS[width]));
  b.here(skip);
  if (width === 32) b.arithmetic('MOV', 32, other, { register: other });
  const second: Second = draw.chance(50) ? { register: other } : { constant: draw.of([-1, -1, 1, 2, -2, 33]) };
  b.arithmetic(draw.of(['ADD', 'SUB', 'MUL', 'SDIV', 'SMOD', 'LSH', 'RSH', 'ARSH'] as const), width, register, second);
};

/** Makes `copy` a copy of a register, of its lower half, or of that with a little added or its sign above. */
const copied = (b: ProgramBuilder, draw: ProgramDraw, copy: number, register: number): void => {
  if (draw.chance(25)) b.row(draw.of(SIGN_EXTENSIONS), { ...NO_OPERANDS, destination: copy, source: register });
  else b.arithmetic('MOV', draw.chance(60) ? 32 : 64, copy, { register });
  if (draw.chance(40)) b.arithmetic(draw.chance(50) ? 'ADD' : 'SUB', widthOf(draw), copy, { constant: draw.below(9) });
};

/** A half with zeros or its sign above, as compilers make it without an instruction of its own. */
const extended = (b: ProgramBuilder, draw: ProgramDraw, register: number): void => {
  b.arithmetic('LSH', 64, register, { constant: 32 });
  b.arithmetic(draw.chance(50) ? 'RSH' : 'ARSH', 64, register, { constant: 32 });
};

/** A register, bounded or not, a copy that may be of its half only, and a comparison or a difference of the two. */
export const halves = (b: ProgramBuilder, draw: ProgramDraw, register: number, copy: number): void => {
  const end: Label = { place: 0 };
  if (draw.chance(30)) b.branch(draw.of(['JSGT', 'JSLT', 'JGT', 'JLT'] as const), 64, register, edgeOf(draw), end);
  copied(b, draw, copy, register);
  if (draw.chance(40)) extended(b, draw, draw.chance(50) ? register : copy);
  if (draw.chance(70)) b.branch(draw.of(UDF_CONDITIONS), widthOf(draw), draw.chance(50) ? register : copy, draw.chance(50) ? edgeOf(draw) : { register: draw.chance(50) ? copy : register }, end);
  b.arithmetic(draw.of(['SUB', 'XOR', 'ADD', 'MOD', 'OR'] as const), widthOf(draw), copy, { register });
  b.here(end);
};

/** What a program knows of its metadata and keeps in registers and slots. */
export interface Kept {
  readonly metadata: number;
  /** Below R10, where the length is stored. */
  readonly lengthSlot: number;
  /** Bytes of metadata that are known to be there. */
  readonly known: number;
}

/** Changes the length a little, so that it may wrap around or not be a bound any more. */
const shifted = (b: ProgramBuilder, draw: ProgramDraw, end: number, index: number): void => {
  switch (draw.below(8)) {
    case 0: return b.arithmetic('SUB', 64, end, { constant: 1 + draw.below(16) });
    case 1: return b.arithmetic('ADD', 64, end, { constant: draw.below(12) - 8 });
    case 2: return b.arithmetic('SUB', 64, end, { register: index });
    case 3: return b.arithmetic('ADD', 64, end, { register: index });
    case 4: return b.arithmetic(draw.of(['RSH', 'AND', 'DIV', 'MOD', 'OR', 'LSH', 'SDIV', 'SDIV'] as const), 64, end, draw.chance(30) ? { register: index } : draw.chance(50) ? { constant: 1 + draw.below(8) } : edgeOf(draw, SIGNED));
    case 5: return b.arithmetic('SDIV', 64, end, { constant: draw.of([-1, -2, 3]) });
    default: return undefined;
  }
};

/** Draws an index about the end of what is known of the metadata, or leaves it as it is. */
const nearEnd = (b: ProgramBuilder, draw: ProgramDraw, index: number, known: number): void => {
  if (draw.chance(25)) return;
  b.arithmetic('AND', 64, index, { constant: draw.of([1, 3, 7, 15]) });
  if (draw.chance(60)) b.arithmetic('ADD', 64, index, { constant: Math.max(0, known - 8) + draw.below(12) });
};

/** A load behind a comparison of the index, or of a copy of it, with the length. The index and `end` hold anything then. */
export const lengthCompared = (b: ProgramBuilder, draw: ProgramDraw, index: number, end: number, kept: Kept): void => {
  const skip: Label = { place: 0 };
  nearEnd(b, draw, index, kept.known);
  b.load('U64', end, FRAME_POINTER, kept.lengthSlot);
  if (draw.chance(60)) shifted(b, draw, end, index);
  const bytes = draw.below(3);
  if (draw.chance(15)) b.arithmetic('ADD', 64, index, { constant: draw.below(4) });
  if (draw.chance(75)) b.branch(draw.chance(50) ? 'JGE' : 'JGT', draw.chance(10) ? 32 : 64, index, { register: end }, skip);
  else b.branch(draw.of(['JLE', 'JLT', 'JNE'] as const), 64, end, { register: index }, skip);
  if (draw.chance(20)) b.arithmetic(draw.of(UDF_ARITHMETIC), widthOf(draw), end, { register: index });
  b.arithmetic('ADD', 64, index, { register: kept.metadata });
  b.load(draw.of(UDF_LOADS), index, index, -bytes * draw.below(5));
  b.here(skip);
};

/** The same with the address of the end, as of a packet: a pointer plus what is read is compared with it. */
export const endCompared = (b: ProgramBuilder, draw: ProgramDraw, pointer: number, end: number, kept: Kept): void => {
  const skip: Label = { place: 0 };
  nearEnd(b, draw, pointer, kept.known);
  b.arithmetic('AND', 64, pointer, { constant: 0xffff });
  b.arithmetic('ADD', 64, pointer, { register: kept.metadata });
  b.load('U64', end, FRAME_POINTER, kept.lengthSlot);
  b.arithmetic('ADD', 64, end, { register: kept.metadata });
  const bytes = 1 + draw.below(8);
  b.arithmetic('ADD', 64, pointer, { constant: bytes });
  b.branch(draw.chance(80) ? 'JGT' : 'JGE', 64, pointer, { register: end }, skip);
  if (draw.chance(20)) b.arithmetic('ADD', 64, pointer, { constant: draw.below(3) });
  b.load(draw.of(UDF_LOADS), pointer, pointer, -bytes + (draw.chance(20) ? draw.below(3) : 0));
  b.here(skip);
};

/** A copy of an index, or of its half, is compared with the length, and the index used. The index has something above. */
export const halfCompared = (b: ProgramBuilder, draw: ProgramDraw, index: number, copy: number, end: number, kept: Kept): void => {
  const skip: Label = { place: 0 };
  if (kept.known >= 8) b.load('U64', index, kept.metadata, draw.below(Math.min(kept.known, 0x7fff) - 7));
  b.arithmetic('AND', 64, index, { constant: -0x80000000 + 15 });
  copied(b, draw, copy, index);
  b.load('U64', end, FRAME_POINTER, kept.lengthSlot);
  b.branch('JGT', widthOf(draw), copy, { register: end }, skip);
  b.arithmetic('ADD', 64, copy, { register: index });
  b.here(skip);
};

/** An array of two slots that is written, now and then in half, then stored to and loaded from where an index says. The index holds what was loaded. */
export const slotsIndexed = (b: ProgramBuilder, draw: ProgramDraw, index: number, pointer: number, slot: number): void => {
  const base = -8 * (slot + 2);
  b.store('U64', FRAME_POINTER, base, draw.chance(50) ? { register: index } : edgeOf(draw));
  if (draw.chance(85)) b.store('U64', FRAME_POINTER, base + 8, edgeOf(draw));
  b.arithmetic('AND', 64, index, { constant: draw.of([1, 3, 7, 7, 8, 8, 8, 8, 127]) });
  b.move(pointer, { register: FRAME_POINTER });
  b.arithmetic('ADD', 64, pointer, { register: index });
  if (draw.chance(70)) b.store(draw.of(UDF_STORES), pointer, base, draw.chance(50) ? { register: index } : edgeOf(draw));
  b.load(draw.of(UDF_LOADS), index, pointer, base);
  if (draw.chance(50)) b.load(draw.of(UDF_LOADS), pointer, FRAME_POINTER, base + draw.below(9));
};

/** A slot of which a part is written anew on one way only. */
export const slotOverwritten = (b: ProgramBuilder, draw: ProgramDraw, register: number, slot: number): void => {
  const skip: Label = { place: 0 };
  const address = -8 * (slot + 1);
  b.store('U64', FRAME_POINTER, address, draw.chance(30) ? { register } : edgeOf(draw));
  b.branch(draw.of(UDF_CONDITIONS), widthOf(draw), register, edgeOf(draw), skip);
  b.store(draw.of(UDF_STORES), FRAME_POINTER, address + (draw.chance(30) ? draw.below(8) - 4 : 0), draw.chance(30) ? { register } : edgeOf(draw));
  b.here(skip);
};
