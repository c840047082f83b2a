import type { UdfWidth } from '../../abi/udfInstructions.ts';

/** The two widths of numbers. A number of a width is a natural below its span; read as signed, the upper half of them is negative. UDF-11. */
export interface Width {
  readonly bits: bigint;
  /** 2 to the power of `bits`. */
  readonly span: bigint;
  /** Half of the span: numbers from here on are negative when read as signed. */
  readonly signedSpan: bigint;
}

export const SPAN_32 = 4294967296n;
export const SPAN_64 = 18446744073709551616n;

export const WIDTHS: Readonly<Record<UdfWidth, Width>> = {
  32: { bits: 32n, span: SPAN_32, signedSpan: 2147483648n },
  64: { bits: 64n, span: SPAN_64, signedSpan: 9223372036854775808n },
};

/** An operation on two numbers of a width, which gives a number of that width. */
export type Operation = (left: bigint, right: bigint, width: Width) => bigint;

/** A natural modulo the span of a width. Of a 64-bit number and 32 bits: its lower half. */
export const modulo = (natural: bigint, { span }: Width): bigint => (natural < span ? natural : natural % span);

/** The integer that a number is when read as signed. */
export const signedOf = (number: bigint, { span, signedSpan }: Width): bigint => (number < signedSpan ? number : number - span);

/** The number that stands for an integer between −span and span. */
export const numberOf = (integer: bigint, { span }: Width): bigint => (integer < 0n ? integer + span : integer);

/** Any integer as a register holds it: modulo 2^64. */
export const registerWord = (integer: bigint): bigint => numberOf(integer % SPAN_64, WIDTHS[64]);
