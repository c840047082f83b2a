import { modulo, type Operation, type Width } from './widths.ts';

const COUNTS = 64;

/** 2 to the power of the index. */
const POWERS: readonly bigint[] = Array.from({ length: COUNTS }, (_, count) => 2n ** BigInt(count));

/** What a shift multiplies or divides by: the count is taken modulo the width. UDF-13. */
const powerOf = (count: bigint, { bits }: Width): bigint => POWERS[Number(count % bits)];

/** LSH. UDF-13. */
export const leftShift: Operation = (number, count, width) => modulo(number * powerOf(count, width), width);

/** RSH. UDF-13. */
export const rightShift: Operation = (number, count, width) => number / powerOf(count, width);

/** ARSH: the places that a right shift empties get the sign; being the highest ones, they weigh the span without the span shifted. UDF-13. */
export const signedRightShift: Operation = (number, count, width) => {
  const shifted = rightShift(number, count, width);
  return number < width.signedSpan ? shifted : shifted + width.span - width.span / powerOf(count, width);
};
