/** Words of a floating-point state, in the order and format of an FNSAVE image with 32-bit operands (SDM vol. 1, figure 8-9). FPU-1. */
export const FLOATING_POINT_WORDS = 27;
export const FLOATING_POINT_BYTES = 4 * FLOATING_POINT_WORDS;

/** What an environment is born with, and what the unit holds while nobody has it. FPU-3. */
export const INITIAL_FLOATING_POINT: readonly number[] = [
  0xffff037f, 0xffff0000, 0xffffffff, 0, 0, 0, 0xffff0000,
  ...Array.from({ length: FLOATING_POINT_WORDS - 7 }, () => 0),
];
