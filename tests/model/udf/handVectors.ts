import type { UdfArithmetic, UdfByteOrder, UdfCondition, UdfLoad, UdfWidth } from '../../../src/abi/udfInstructions.ts';

/**
 * What instructions give, worked out by hand from spec/udf.md. Numbers are naturals of the width; those of 32-bit
 * operations are also tried with something in the upper halves.
 */

/** −1, the least and the greatest number. */
const M1 = 0xffff_ffff_ffff_ffffn;
const LEAST = 0x8000_0000_0000_0000n;
const GREATEST = 0x7fff_ffff_ffff_ffffn;
const m1 = 0xffff_ffffn;
const least = 0x8000_0000n;
const greatest = 0x7fff_ffffn;
/** −2, −3, −4, −5, −7, −15. */
const M2 = 0xffff_ffff_ffff_fffen;
const M3 = 0xffff_ffff_ffff_fffdn;
const M4 = 0xffff_ffff_ffff_fffcn;
const M5 = 0xffff_ffff_ffff_fffbn;
const M7 = 0xffff_ffff_ffff_fff9n;
const M15 = 0xffff_ffff_ffff_fff1n;
/** −2^31: the least immediate, its sign extended. */
const FAR = 0xffff_ffff_8000_0000n;

/** Left operand, right operand, result. */
type Binary = readonly [bigint, bigint, bigint];

export const ARITHMETIC_VECTORS: Readonly<Record<UdfArithmetic, Readonly<Record<UdfWidth, readonly Binary[]>>>> = {
  ADD: {
    64: [
      [0n, 0n, 0n], [0n, 1n, 1n], [1n, 0n, 1n], [M1, 1n, 0n], [M1, M1, M2], [GREATEST, 1n, LEAST], [LEAST, LEAST, 0n], [LEAST, M1, GREATEST],
      [greatest, 1n, least], [m1, 1n, 0x1_0000_0000n], [0x1_0000_0000n, M1, m1], [least, FAR, 0n], [1n, greatest, least],
    ],
    32: [[0n, 0n, 0n], [m1, 1n, 0n], [m1, m1, 0xffff_fffen], [greatest, 1n, least], [least, least, 0n], [least, m1, greatest], [5n, 0xffff_fffbn, 0n]],
  },
  SUB: {
    64: [
      [0n, 0n, 0n], [0n, 1n, M1], [1n, 1n, 0n], [1n, M1, 2n], [0n, M1, 1n], [LEAST, 1n, GREATEST], [GREATEST, M1, LEAST], [0n, LEAST, LEAST],
      [0x1_0000_0000n, 1n, m1], [least, least, 0n], [0n, FAR, least],
    ],
    32: [[0n, 1n, m1], [0n, m1, 1n], [least, 1n, greatest], [greatest, m1, least], [0n, least, least], [3n, 3n, 0n]],
  },
  MUL: {
    64: [
      [0n, M1, 0n], [1n, M1, M1], [M1, M1, 1n], [LEAST, 2n, 0n], [LEAST, M1, LEAST], [GREATEST, 2n, M2], [0x1_0000_0000n, 0x1_0000_0000n, 0n],
      [m1, m1, 0xffff_fffe_0000_0001n], [least, least, 0x4000_0000_0000_0000n], [3n, M5, M15], [0x1234_5678_9abc_def0n, 16n, 0x2345_6789_abcd_ef00n],
    ],
    32: [
      [0n, m1, 0n], [m1, m1, 1n], [least, 2n, 0n], [least, m1, least], [greatest, 2n, 0xffff_fffen], [0x1_0000n, 0x1_0000n, 0n], [0xffffn, 0xffffn, 0xfffe_0001n],
      [3n, 0xffff_fffbn, 0xffff_fff1n],
    ],
  },
  DIV: {
    64: [
      [7n, 2n, 3n], [7n, 0n, 0n], [0n, 0n, 0n], [0n, 7n, 0n], [M1, 0n, 0n], [M1, 1n, M1], [M1, M1, 1n], [GREATEST, M1, 0n], [LEAST, M1, 0n],
      [LEAST, 2n, 0x4000_0000_0000_0000n], [M1, 2n, GREATEST], [0x1_0000_0000n, least, 2n], [M1, FAR, 1n], [M1, 16n, 0x0fff_ffff_ffff_ffffn],
    ],
    32: [[7n, 2n, 3n], [7n, 0n, 0n], [m1, 1n, m1], [m1, m1, 1n], [least, m1, 0n], [m1, 2n, greatest], [greatest, least, 0n]],
  },
  MOD: {
    64: [
      [7n, 2n, 1n], [7n, 0n, 7n], [M1, 0n, M1], [0n, 7n, 0n], [M1, 2n, 1n], [LEAST, M1, LEAST], [M1, M1, 0n], [M1, 10n, 5n],
      [0x1_0000_0000n, least, 0n], [0x1_0000_0001n, least, 1n], [GREATEST, FAR, GREATEST],
    ],
    32: [[7n, 2n, 1n], [7n, 0n, 7n], [m1, 0n, m1], [m1, 10n, 5n], [least, m1, least], [m1, m1, 0n]],
  },
  SDIV: {
    64: [
      [7n, 2n, 3n], [M7, 2n, M3], [7n, M2, M3], [M7, M2, 3n], [7n, 0n, 0n], [M1, 0n, 0n], [LEAST, M1, LEAST], [LEAST, 1n, LEAST], [LEAST, 0n, 0n],
      [LEAST, 2n, 0xc000_0000_0000_0000n], [GREATEST, M1, 0x8000_0000_0000_0001n], [LEAST, LEAST, 1n], [1n, LEAST, 0n], [M1, M1, 1n], [M1, 2n, 0n], [least, M1, FAR],
    ],
    32: [
      [0xffff_fff9n, 2n, 0xffff_fffdn], [7n, 0xffff_fffen, 0xffff_fffdn], [0xffff_fff9n, 0xffff_fffen, 3n], [7n, 0n, 0n], [least, m1, least], [least, 2n, 0xc000_0000n],
      [greatest, m1, 0x8000_0001n], [least, least, 1n],
    ],
  },
  SMOD: {
    64: [
      [7n, 2n, 1n], [M7, 2n, M1], [7n, M2, 1n], [M7, M2, M1], [7n, 0n, 7n], [LEAST, 0n, LEAST], [LEAST, M1, 0n], [LEAST, 2n, 0n], [LEAST, GREATEST, M1],
      [GREATEST, LEAST, GREATEST], [M1, 10n, M1], [LEAST, 10n, 0xffff_ffff_ffff_fff8n],
    ],
    32: [
      [0xffff_fff9n, 2n, m1], [7n, 0xffff_fffen, 1n], [0xffff_fff9n, 0xffff_fffen, m1], [7n, 0n, 7n], [least, 0n, least], [least, m1, 0n], [least, greatest, m1],
      [least, 10n, 0xffff_fff8n],
    ],
  },
  OR: {
    64: [
      [0n, 0n, 0n], [0xf0n, 0x0fn, 0xffn], [M1, 0n, M1], [LEAST, 1n, 0x8000_0000_0000_0001n], [m1, 0xffff_ffff_0000_0000n, M1], [1n, FAR, 0xffff_ffff_8000_0001n],
      [0x0123_4567_89ab_cdefn, 0xfedc_ba98_7654_3210n, M1], [0x1200_0000_0000_0034n, 0x0034_0000_0000_1200n, 0x1234_0000_0000_1234n],
    ],
    32: [[0xf0n, 0x0fn, 0xffn], [least, 1n, 0x8000_0001n], [0x5555_5555n, 0xaaaa_aaaan, m1], [0n, m1, m1]],
  },
  AND: {
    64: [
      [0n, M1, 0n], [0xf0n, 0x0fn, 0n], [0xffn, 0x0fn, 0x0fn], [M1, M1, M1], [M1, LEAST, LEAST], [M1, FAR, FAR], [m1, 0xffff_ffff_0000_0000n, 0n],
      [0x1234_5678_9abc_def0n, 0xff00_ff00_ff00_ff00n, 0x1200_5600_9a00_de00n], [M1, greatest, greatest],
    ],
    32: [[0xffn, 0x0fn, 0x0fn], [m1, least, least], [0x5555_5555n, 0xaaaa_aaaan, 0n], [0x1234_5678n, 0xff00_ff00n, 0x1200_5600n], [m1, m1, m1]],
  },
  XOR: {
    64: [
      [0n, 0n, 0n], [0xffn, 0x0fn, 0xf0n], [M1, M1, 0n], [M1, LEAST, GREATEST], [1n, M1, M2], [m1, 0xffff_ffff_0000_0000n, M1],
      [0x1234_5678_9abc_def0n, FAR, 0xedcb_a987_1abc_def0n],
    ],
    32: [[0xffn, 0x0fn, 0xf0n], [m1, m1, 0n], [least, m1, greatest], [0x5555_5555n, 0xaaaa_aaaan, m1]],
  },
  LSH: {
    64: [
      [1n, 0n, 1n], [1n, 31n, least], [1n, 32n, 0x1_0000_0000n], [1n, 63n, LEAST], [1n, 64n, 1n], [1n, 65n, 2n], [M1, 1n, M2], [M1, 63n, LEAST], [3n, 63n, LEAST],
      [1n, M1, LEAST], [LEAST, 1n, 0n], [0x1234_5678_9abc_def0n, 4n, 0x2345_6789_abcd_ef00n], [1n, FAR, 1n], [1n, 0x1_0000_0020n, 0x1_0000_0000n],
    ],
    32: [[1n, 0n, 1n], [1n, 31n, least], [1n, 32n, 1n], [1n, 33n, 2n], [1n, 63n, least], [m1, 1n, 0xffff_fffen], [least, 1n, 0n], [1n, m1, least], [3n, 31n, least]],
  },
  RSH: {
    64: [
      [M1, 0n, M1], [M1, 1n, GREATEST], [LEAST, 63n, 1n], [LEAST, 31n, 0x1_0000_0000n], [LEAST, 32n, least], [M1, 32n, m1], [M1, 63n, 1n], [M1, 64n, M1], [1n, 1n, 0n],
      [LEAST, M1, 1n], [0x1234_5678_9abc_def0n, 4n, 0x0123_4567_89ab_cdefn],
    ],
    32: [[m1, 0n, m1], [m1, 1n, greatest], [least, 31n, 1n], [m1, 32n, m1], [m1, 33n, greatest], [least, 63n, 1n], [least, m1, 1n], [1n, 1n, 0n]],
  },
  ARSH: {
    64: [
      [M1, 0n, M1], [M1, 1n, M1], [M1, 63n, M1], [LEAST, 0n, LEAST], [LEAST, 1n, 0xc000_0000_0000_0000n], [LEAST, 31n, 0xffff_ffff_0000_0000n], [LEAST, 32n, FAR],
      [LEAST, 63n, M1], [GREATEST, 63n, 0n], [GREATEST, 1n, 0x3fff_ffff_ffff_ffffn], [LEAST, 64n, LEAST], [LEAST, 65n, 0xc000_0000_0000_0000n], [M7, 1n, M4], [7n, 1n, 3n],
      [least, 31n, 1n], [LEAST, M1, M1],
    ],
    32: [
      [m1, 31n, m1], [least, 0n, least], [least, 1n, 0xc000_0000n], [least, 31n, m1], [least, 32n, least], [least, 33n, 0xc000_0000n], [greatest, 31n, 0n],
      [greatest, 1n, 0x3fff_ffffn], [0xffff_fff9n, 1n, 0xffff_fffcn], [least, 63n, m1], [least, m1, m1],
    ],
  },
  MOV: {
    64: [[5n, 0n, 0n], [5n, M1, M1], [5n, LEAST, LEAST], [0n, greatest, greatest], [0n, FAR, FAR], [M1, 0x1234_5678_9abc_def0n, 0x1234_5678_9abc_def0n]],
    32: [[5n, 0n, 0n], [5n, m1, m1], [0n, least, least], [m1, greatest, greatest]],
  },
};

const EQUAL = ['JEQ', 'JGE', 'JLE', 'JSGE', 'JSLE'] as const;
const ABOVE = ['JNE', 'JGT', 'JGE', 'JSGT', 'JSGE'] as const;
const BELOW = ['JNE', 'JLT', 'JLE', 'JSLT', 'JSLE'] as const;
/** Greater as naturals, less as integers; and the other way round. */
const ABOVE_BELOW = ['JNE', 'JGT', 'JGE', 'JSLT', 'JSLE'] as const;
const BELOW_ABOVE = ['JNE', 'JLT', 'JLE', 'JSGT', 'JSGE'] as const;

/** Left operand, right operand, the conditions that hold. */
type Comparison = readonly [bigint, bigint, readonly UdfCondition[]];

export const CONDITION_VECTORS: Readonly<Record<UdfWidth, readonly Comparison[]>> = {
  64: [
    [0n, 0n, EQUAL], [1n, 0n, ABOVE], [0n, 1n, BELOW], [M1, 0n, ABOVE_BELOW], [0n, M1, BELOW_ABOVE], [M1, M1, [...EQUAL, 'JSET']],
    [LEAST, GREATEST, ABOVE_BELOW], [GREATEST, LEAST, BELOW_ABOVE], [LEAST, M1, [...BELOW, 'JSET']], [M1, LEAST, [...ABOVE, 'JSET']],
    [least, FAR, [...BELOW_ABOVE, 'JSET']], [0x1_0000_0000n, greatest, ABOVE], [greatest, M1, [...BELOW_ABOVE, 'JSET']], [0xf0n, 0x0fn, ABOVE], [0xf0n, 0x1fn, [...ABOVE, 'JSET']],
    [0x1_0000_0001n, 1n, [...ABOVE, 'JSET']], [LEAST, LEAST, [...EQUAL, 'JSET']], [0x1_0000_0000n, 0x1_0000_0000n, [...EQUAL, 'JSET']],
  ],
  32: [
    [0n, 0n, EQUAL], [1n, 0n, ABOVE], [0n, 1n, BELOW], [m1, 0n, ABOVE_BELOW], [0n, m1, BELOW_ABOVE], [m1, m1, [...EQUAL, 'JSET']],
    [least, greatest, ABOVE_BELOW], [greatest, least, BELOW_ABOVE], [least, m1, [...BELOW, 'JSET']], [m1, least, [...ABOVE, 'JSET']],
    [0xf0n, 0x0fn, ABOVE], [0xf0n, 0x1fn, [...ABOVE, 'JSET']],
  ],
};

/** Operand (all 64 bits of it) and result, by the name of the row. */
export const UNARY_VECTORS: Readonly<Record<string, readonly (readonly [bigint, bigint])[]>> = {
  NEG64: [[0n, 0n], [1n, M1], [M1, 1n], [LEAST, LEAST], [GREATEST, 0x8000_0000_0000_0001n], [least, FAR], [0x1_0000_0000n, 0xffff_ffff_0000_0000n]],
  NEG32: [[0n, 0n], [1n, m1], [m1, 1n], [least, least], [greatest, 0x8000_0001n], [0x1_0000_0000n, 0n], [0x1234_5678_0000_0001n, m1]],
  MOVSX8_32: [[0n, 0n], [0x7fn, 0x7fn], [0x80n, 0xffff_ff80n], [0xffn, m1], [0x100n, 0n], [0xffff_ffff_ffff_ff7fn, 0x7fn], [0x1234_5678_9abc_de80n, 0xffff_ff80n]],
  MOVSX16_32: [[0n, 0n], [0x7fffn, 0x7fffn], [0x8000n, 0xffff_8000n], [0xffffn, m1], [0x1_0000n, 0n], [0xffff_ffff_ffff_7fffn, 0x7fffn]],
  MOVSX8_64: [[0n, 0n], [0x7fn, 0x7fn], [0x80n, 0xffff_ffff_ffff_ff80n], [0xffn, M1], [0x100n, 0n], [0xffff_ffff_ffff_ff7fn, 0x7fn]],
  MOVSX16_64: [[0n, 0n], [0x7fffn, 0x7fffn], [0x8000n, 0xffff_ffff_ffff_8000n], [0xffffn, M1], [0x1_0000n, 0n], [0xffff_ffff_ffff_7fffn, 0x7fffn]],
  MOVSX32_64: [[0n, 0n], [greatest, greatest], [least, FAR], [m1, M1], [0x1_0000_0000n, 0n], [0xffff_ffff_7fff_ffffn, greatest], [0x1234_5678_9abc_def0n, 0xffff_ffff_9abc_def0n]],
};

const COUNTING = 0x0123_4567_89ab_cdefn;

/** Operand and result. */
export const BYTE_ORDER_VECTORS: Readonly<Record<UdfByteOrder, readonly (readonly [bigint, bigint])[]>> = {
  LE16: [[COUNTING, 0xcdefn], [0x80n, 0x80n], [M1, 0xffffn], [0x1_0000n, 0n]],
  LE32: [[COUNTING, 0x89ab_cdefn], [0x80n, 0x80n], [M1, m1], [0x1_0000_0000n, 0n]],
  LE64: [[COUNTING, COUNTING], [0x80n, 0x80n], [M1, M1]],
  BE16: [[COUNTING, 0xefcdn], [0x80n, 0x8000n], [0x100n, 1n], [M1, 0xffffn], [0x1_0000n, 0n]],
  BE32: [[COUNTING, 0xefcd_ab89n], [0x80n, least], [0x100n, 0x1_0000n], [M1, m1], [0x1_0000_0000n, 0n]],
  BE64: [[COUNTING, 0xefcd_ab89_6745_2301n], [0x80n, LEAST], [0x100n, 0x1_0000_0000_0000n], [M1, M1]],
  BSWAP16: [[COUNTING, 0xefcdn], [0x80n, 0x8000n], [0x100n, 1n], [M1, 0xffffn], [0x1_0000n, 0n]],
  BSWAP32: [[COUNTING, 0xefcd_ab89n], [0x80n, least], [0x100n, 0x1_0000n], [M1, m1], [0x1_0000_0000n, 0n]],
  BSWAP64: [[COUNTING, 0xefcd_ab89_6745_2301n], [0x80n, LEAST], [0x100n, 0x1_0000_0000_0000n], [M1, M1]],
};

/** The metadata that the loads read, and what they give at an index of it. */
export const LOADED_BYTES: readonly number[] = [0x01, 0x80, 0xff, 0x7f, 0x00, 0xfe, 0xff, 0x80, 0x10];
export const LOAD_VECTORS: Readonly<Record<UdfLoad, readonly (readonly [number, bigint])[]>> = {
  U8: [[0, 1n], [1, 0x80n], [2, 0xffn], [8, 0x10n]],
  U16: [[0, 0x8001n], [1, 0xff80n], [7, 0x1080n]],
  U32: [[0, 0x7fff_8001n], [1, 0x007f_ff80n], [4, 0x80ff_fe00n], [5, 0x1080_fffen]],
  U64: [[0, 0x80ff_fe00_7fff_8001n], [1, 0x1080_fffe_007f_ff80n]],
  S8: [[0, 1n], [1, 0xffff_ffff_ffff_ff80n], [2, M1], [3, 0x7fn], [8, 0x10n]],
  S16: [[0, 0xffff_ffff_ffff_8001n], [2, 0x7fffn], [7, 0x1080n]],
  S32: [[0, 0x7fff_8001n], [1, 0x007f_ff80n], [4, 0xffff_ffff_80ff_fe00n], [5, 0x1080_fffen]],
};

/** What eight stack bytes 0x11 are after a store of 0x123456789abcdef0, or of an immediate, at the first of them; by the name of the row. */
export const STORED = 0x1234_5678_9abc_def0n;
export const STORE_REGISTER_VECTORS: Readonly<Record<string, bigint>> = {
  'store U8 register': 0x1111_1111_1111_11f0n,
  'store U16 register': 0x1111_1111_1111_def0n,
  'store U32 register': 0x1111_1111_9abc_def0n,
  'store U64 register': STORED,
};
export const STORE_IMMEDIATE_VECTORS: Readonly<Record<string, readonly (readonly [number, bigint])[]>> = {
  'store U8 immediate': [[-2, 0x1111_1111_1111_11fen], [0x1234_5678, 0x1111_1111_1111_1178n]],
  'store U16 immediate': [[-2, 0x1111_1111_1111_fffen], [0x1234_5678, 0x1111_1111_1111_5678n]],
  'store U32 immediate': [[-2, 0x1111_1111_ffff_fffen], [0x1234_5678, 0x1111_1111_1234_5678n]],
  'store U64 immediate': [[-2, M2], [0x7fff_ffff, greatest], [-0x8000_0000, FAR]],
};

/** The two words of LDDW, as upper and lower half, are tried with these. */
export const CONSTANTS: readonly bigint[] = [0n, 1n, M1, LEAST, GREATEST, least, m1, 0x1_0000_0000n, FAR, STORED];

/** Where jumps lead, in words from the jump. */
export const JUMP_VECTORS: readonly (readonly [number, number])[] = [[0, 1], [1, 2], [2, 3]];
