import { modulo, type Operation, type Width } from './widths.ts';

/** ADD, SUB, MUL and NEG: the results modulo the span. UDF-11, UDF-14. */
export const sum: Operation = (left, right, width) => modulo(left + right, width);

export const difference: Operation = (left, right, width) => (left < right ? left + width.span - right : left - right);

export const product: Operation = (left, right, width) => modulo(left * right, width);

export const negation = (number: bigint, width: Width): bigint => difference(0n, number, width);
