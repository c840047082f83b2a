import { UDF_ROWS } from '../../abi/udfInstructions.ts';

/** Constants at the edges of widths, of signs, of bytes and of addresses. */
export const SPECIAL_CONSTANTS: readonly number[] = [
  0, 1, -1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, 127, 128, -128, 255, 256, 511, 512, 0x7fff, -0x8000, 0xffff, 0x1000, 0x2000, 0x10000,
  0x7fffffff, -0x80000000, -0x7fffffff, 0x01010101, 0x55555555,
];

/** Instructions of one register that are no arithmetic of two operands. */
export const OTHER_ROWS = UDF_ROWS.filter(({ instruction: { form } }) => form === 'negation' || form === 'byteOrder' || form === 'signExtension');
