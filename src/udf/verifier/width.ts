/** A number of bits, and the numbers that follow from it. */
export interface Width {
  readonly bits: number;
  /** The greatest unsigned number: all bits set. */
  readonly max: bigint;
  /** How many numbers there are. */
  readonly span: bigint;
  readonly signedMin: bigint;
  readonly signedMax: bigint;
}

const widthOf = (bits: number): Width => {
  const span = 1n << BigInt(bits);
  return { bits, max: span - 1n, span, signedMin: -span / 2n, signedMax: span / 2n - 1n };
};

export const W8 = widthOf(8);
export const W16 = widthOf(16);
export const W32 = widthOf(32);
export const W64 = widthOf(64);

/** The widths that bytes of memory come in, by their number. */
export const WIDTH_OF_BYTES: Readonly<Record<1 | 2 | 4 | 8, Width>> = { 1: W8, 2: W16, 4: W32, 8: W64 };

/** The lowest n bits set, for n from 0 to 64. */
export const LOW_BITS: readonly bigint[] = Array.from({ length: 65 }, (_, bits) => (1n << BigInt(bits)) - 1n);

const HALF = 1n << 32n;

/** The position behind the highest bit that is set, 0 for zero. Naturals below 2^64. */
export const bitLength = (value: bigint): number => (value < HALF ? 32 - Math.clz32(Number(value)) : 64 - Math.clz32(Number(value >> 32n)));

/** The number of zeros below the lowest bit that is set; the width's bits for zero. */
export const trailingZeros = (width: Width, value: bigint): number => (value === 0n ? width.bits : bitLength(value & -value) - 1);
