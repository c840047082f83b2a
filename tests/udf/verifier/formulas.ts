import type { UdfArithmetic } from '../../../src/abi/udfInstructions.ts';

/*
 * What the operations give, in numbers without a size and by their definitions: nothing here is taken from the verifier.
 */

export const natural = (bits: number, value: bigint): bigint => ((value % 2n ** BigInt(bits)) + 2n ** BigInt(bits)) % 2n ** BigInt(bits);
export const integer = (bits: number, value: bigint): bigint => (value >= 2n ** BigInt(bits - 1) ? value - 2n ** BigInt(bits) : value);

const digits = (bits: number, value: bigint): readonly number[] => Array.from({ length: bits }, (_, i) => Number((value / 2n ** BigInt(i)) % 2n));
const fromDigits = (of: readonly number[]): bigint => of.reduce((sum, digit, i) => sum + BigInt(digit) * 2n ** BigInt(i), 0n);
const bitwise = (bits: number, a: bigint, b: bigint, bit: (x: number, y: number) => number): bigint => {
  const other = digits(bits, b);
  return fromDigits(digits(bits, a).map((x, i) => bit(x, other[i])));
};
const floorDivided = (a: bigint, b: bigint): bigint => (a >= 0n ? a / b : -((-a + b - 1n) / b));

/** The result of an arithmetic operation on naturals of so many bits. UDF-11 to UDF-13. */
export const concreteResult = (operation: UdfArithmetic, bits: number, a: bigint, b: bigint): bigint => {
  const factor = 2n ** (b % BigInt(bits));
  const x = integer(bits, a);
  const y = integer(bits, b);
  switch (operation) {
    case 'ADD': return natural(bits, a + b);
    case 'SUB': return natural(bits, a - b);
    case 'MUL': return natural(bits, a * b);
    case 'DIV': return b === 0n ? 0n : a / b;
    case 'SDIV': return b === 0n ? 0n : natural(bits, x / y);
    case 'MOD': return b === 0n ? a : a % b;
    case 'SMOD': return b === 0n ? a : natural(bits, x - y * (x / y));
    case 'OR': return bitwise(bits, a, b, (i, j) => Math.max(i, j));
    case 'AND': return bitwise(bits, a, b, (i, j) => i * j);
    case 'XOR': return bitwise(bits, a, b, (i, j) => (i + j) % 2);
    case 'LSH': return natural(bits, a * factor);
    case 'RSH': return a / factor;
    case 'ARSH': return natural(bits, floorDivided(x, factor));
    case 'MOV': return b;
    default: return operation satisfies never;
  }
};
