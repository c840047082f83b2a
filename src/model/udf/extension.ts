import type { UdfSignExtension } from '../../abi/udfInstructions.ts';
import type { Width } from './widths.ts';

/** How many numbers the lowest bits can hold. */
const SPANS: Readonly<Record<UdfSignExtension, bigint>> = { MOVSX8: 256n, MOVSX16: 65536n, MOVSX32: 4294967296n };

/** The number of a width that the lowest bits of another number are when read as signed: `lowestSpan` is 2 to the power of their count. */
export const signExtended = (number: bigint, lowestSpan: bigint, width: Width): bigint => {
  const lowest = number % lowestSpan;
  return 2n * lowest < lowestSpan ? lowest : lowest + width.span - lowestSpan;
};

/** MOVSX. UDF-14. */
export const signExtension = (operation: UdfSignExtension, number: bigint, width: Width): bigint => signExtended(number, SPANS[operation], width);
