import type { UdfByteOrder } from '../../abi/udfInstructions.ts';

const BYTE_SPAN = 256n;

interface Change {
  readonly bytes: number;
  readonly isReversed: boolean;
}

/** Memory has the least significant byte first (UDF-8), so that LE reverses nothing. UDF-15. */
const CHANGES: Readonly<Record<UdfByteOrder, Change>> = {
  LE16: { bytes: 2, isReversed: false },
  LE32: { bytes: 4, isReversed: false },
  LE64: { bytes: 8, isReversed: false },
  BE16: { bytes: 2, isReversed: true },
  BE32: { bytes: 4, isReversed: true },
  BE64: { bytes: 8, isReversed: true },
  BSWAP16: { bytes: 2, isReversed: true },
  BSWAP32: { bytes: 4, isReversed: true },
  BSWAP64: { bytes: 8, isReversed: true },
};

const reversed = (number: bigint, bytes: number): bigint => {
  let left = number;
  let result = 0n;
  for (let taken = 0; taken < bytes; taken++) {
    result = result * BYTE_SPAN + (left % BYTE_SPAN);
    left /= BYTE_SPAN;
  }
  return result;
};

/** LE, BE and BSWAP: the lowest bytes of a number, reversed or not, and nothing above them. UDF-15. */
export const byteOrder = (operation: UdfByteOrder, number: bigint): bigint => {
  const { bytes, isReversed } = CHANGES[operation];
  return isReversed ? reversed(number, bytes) : number % BYTE_SPAN ** BigInt(bytes);
};
