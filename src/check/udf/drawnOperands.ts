import { UDF_ROWS } from '../../abi/udfInstructions.ts';
import type { UdfArithmetic } from '../../abi/udfInstructions.ts';
import type { Draw } from '../draw/draw.ts';

/** Constants at the edges of widths, of signs, of bytes and of addresses. */
export const SPECIAL_CONSTANTS: readonly number[] = [
  0, 1, -1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, 127, 128, -128, 255, 256, 511, 512, 0x7fff, -0x8000, 0xffff, 0x1000, 0x2000, 0x10000,
  0x7fffffff, -0x80000000, -0x7fffffff, 0x01010101, 0x55555555,
];

/** Constants that no immediate gives: at the edges of 64 bits, of their halves, and of what a double holds exactly. */
export const WIDE_CONSTANTS: readonly bigint[] = [
  1n << 31n, (1n << 32n) - 1n, 1n << 32n, (1n << 32n) + 1n, (1n << 53n) - 1n, (1n << 53n) + 1n, (1n << 63n) - 1n, 1n << 63n, (1n << 63n) + 1n,
  -1n << 32n, (-1n << 32n) + 1n, -1n << 53n, 0x0123456789abcdefn, 0xfedcba9876543210n, 0x80000000_7fffffffn, 0x7fffffff_80000000n,
].map((constant) => BigInt.asUintN(64, constant));

/** Least and greatest of 32 bits: what is done in another width or by the negative, which the least one lacks, shows with them. */
const EXTREME_CONSTANTS: readonly number[] = [-0x80000000, -0x80000000, 0x7fffffff];

/** By which numbers are shifted: parts of a width, and its edge. */
const SHIFT_COUNTS: readonly number[] = [1, 4, 8, 16, 24, 31, 32, 32, 33, 48, 63];

/** A small constant, or one at an edge. */
export const drawnConstant = (draw: Draw): number => (draw.chance(50) ? draw.below(16) : draw.of(SPECIAL_CONSTANTS));

/** A constant with which an operation shows what is special about it, now and then; null leaves its second operand open. */
export const tellingConstant = (draw: Draw, operation: UdfArithmetic): number | null => {
  switch (operation) {
    // Shifts are mostly by constants, as compilers write them.
    case 'LSH': case 'RSH': case 'ARSH': return draw.chance(60) ? draw.of(SHIFT_COUNTS) : null;
    case 'ADD': case 'SUB': return draw.chance(15) ? draw.of(EXTREME_CONSTANTS) : null;
    default: return null;
  }
};

/** Instructions of one register that are no arithmetic of two operands. */
export const OTHER_ROWS = UDF_ROWS.filter(({ instruction: { form } }) => form === 'negation' || form === 'byteOrder' || form === 'signExtension');
