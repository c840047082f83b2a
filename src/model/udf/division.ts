import { numberOf, signedOf, type Operation } from './widths.ts';

/**
 * DIV, MOD, SDIV and SMOD. Division by zero gives 0, modulo by zero the dividend. Division of integers here, as there,
 * rounds towards zero and gives the remainder the sign of the dividend. UDF-12.
 */
export const quotient: Operation = (dividend, divisor) => (divisor === 0n ? 0n : dividend / divisor);

export const remainder: Operation = (dividend, divisor) => (divisor === 0n ? dividend : dividend % divisor);

/** The least number divided by −1 is half the span, which is that number itself. */
export const signedQuotient: Operation = (dividend, divisor, width) =>
  divisor === 0n ? 0n : numberOf(signedOf(dividend, width) / signedOf(divisor, width), width);

export const signedRemainder: Operation = (dividend, divisor, width) =>
  divisor === 0n ? dividend : numberOf(signedOf(dividend, width) % signedOf(divisor, width), width);
