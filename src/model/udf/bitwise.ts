import { quotient, remainder } from '../digits.ts';
import { SPAN_32, type Operation } from './widths.ts';

const BYTE_SPAN = 256;

/**
 * The bits that two bytes have in common, at 256 times the one plus the other: those of their upper seven bits, doubled,
 * and the lowest, if both are odd.
 */
const COMMON_OF_BYTES = new Uint8Array(BYTE_SPAN * BYTE_SPAN);
for (let left = 0; left < BYTE_SPAN; left++) {
  for (let right = 0; right < BYTE_SPAN; right++) {
    const upper = COMMON_OF_BYTES[quotient(left, 2) * BYTE_SPAN + quotient(right, 2)];
    COMMON_OF_BYTES[left * BYTE_SPAN + right] = 2 * upper + (left % 2) * (right % 2);
  }
}

/** The bits that two numbers below 2^32 have in common, byte by byte from the lowest. */
const commonOfHalves = (left: number, right: number): number => {
  let common = 0;
  for (let unit = 1; left > 0 && right > 0; unit *= BYTE_SPAN) {
    common += unit * COMMON_OF_BYTES[remainder(left, BYTE_SPAN) * BYTE_SPAN + remainder(right, BYTE_SPAN)];
    left = quotient(left, BYTE_SPAN);
    right = quotient(right, BYTE_SPAN);
  }
  return common;
};

/** AND: the sum of the powers of two that both numbers contain. UDF-11. */
export const conjunction = (left: bigint, right: bigint): bigint => {
  const lower = commonOfHalves(Number(left % SPAN_32), Number(right % SPAN_32));
  if (left < SPAN_32 || right < SPAN_32) return BigInt(lower);
  const upper = commonOfHalves(Number(left / SPAN_32), Number(right / SPAN_32));
  return BigInt(upper) * SPAN_32 + BigInt(lower);
};

/** OR: what is in both is counted once. UDF-11. */
export const disjunction: Operation = (left, right) => left + right - conjunction(left, right);

/** XOR: what is in both is not counted. UDF-11. */
export const exclusion: Operation = (left, right) => left + right - 2n * conjunction(left, right);
