import { UDF_CONDITIONS } from '../../abi/udfInstructions.ts';
import type { UdfWidth } from '../../abi/udfInstructions.ts';
import { NO_OPERANDS } from '../../udf/encode.ts';
import { copied } from './copied.ts';
import { OTHER_ROWS } from './drawnOperands.ts';
import { ANY, edgeOf, SIGNED, widthOf } from './profile.ts';
import type { Label, ProgramBuilder, Second } from './programBuilder.ts';
import type { ProgramDraw } from './programDraw.ts';

/*
 * What compilers and careful authors compute, with registers that hold values and go on holding them. All is drawn about
 * its edges: where ranges end, where halves differ, where a width is left.
 */

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

/** Operands whose lower half is zero. */
const HALVED: readonly bigint[] = [0xffffffff_00000000n, 0x80000000_00000000n, 0x00000001_00000000n, 0xffe00000_00000000n];

/** One of two ends of a width, by the value of another register, and an operation that may leave the width with it. */
export const overflow = (b: ProgramBuilder, draw: ProgramDraw, register: number, other: number): void => {
  const width: UdfWidth = draw.chance(60) ? 32 : 64;
  const skip: Label = { place: 0 };
  b.constant(register, draw.of(ENDS[width]));
  b.branch(draw.of(UDF_CONDITIONS), width, other, edgeOf(draw), skip);
  b.constant(register, draw.of(ENDS[width]));
  b.here(skip);
  if (width === 32) b.arithmetic('MOV', 32, other, { register: other });
  else if (draw.chance(40)) b.constant(other, draw.of(HALVED));
  const second: Second = draw.chance(50) ? { register: other } : { constant: draw.of([-1, -1, 1, 2, -2, 33]) };
  b.arithmetic(draw.of(['ADD', 'SUB', 'MUL', 'SDIV', 'SMOD', 'LSH', 'RSH', 'ARSH'] as const), width, register, second);
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
