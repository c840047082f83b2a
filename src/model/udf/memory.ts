import { UDF_FRAME_BYTES, UDF_METADATA, UDF_STACK, UDF_STACK_END, type UdfFaultRule } from '../../abi/udf.ts';
import type { UdfLoad, UdfStore } from '../../abi/udfInstructions.ts';
import { quotient, remainder } from '../digits.ts';
import { signExtended } from './extension.ts';
import { SPAN_32, WIDTHS } from './widths.ts';

/** What can be addressed. UDF-4. */
export interface Memory {
  readonly metadata: Uint8Array;
  readonly isMetadataWritable: boolean;
  /** The bytes of the stack, from UDF_STACK on. */
  readonly stack: Uint8Array;
  /** For each byte of the stack 1 if it is written, else 0. UDF-7. */
  readonly written: Uint8Array;
}

const BYTE_SPAN = 256;

const BYTES: Readonly<Record<UdfLoad | UdfStore, number>> = { U8: 1, U16: 2, U32: 4, U64: 8, S8: 1, S16: 2, S32: 4 };

/** The signed loads, and how many numbers fit into what they fetch. UDF-16. */
const SIGNED_SPANS: Readonly<Record<UdfLoad, bigint | null>> = { U8: null, U16: null, U32: null, U64: null, S8: 256n, S16: 65536n, S32: SPAN_32 };

/** The lowest stack address of a frame. UDF-4. */
export const frameBottom = (depth: number): number => UDF_STACK_END - UDF_FRAME_BYTES * (depth + 1);

/** Whether an access lies wholly in the frame at a depth and those of its callers. UDF-5. */
const isInStack = (address: number, count: number, depth: number): boolean => address >= frameBottom(depth) && address + count <= UDF_STACK_END;

/** Whether it lies wholly in the metadata. UDF-5. */
const isInMetadata = (address: number, count: number, { metadata }: Memory): boolean =>
  address >= UDF_METADATA && address + count <= UDF_METADATA + metadata.length;

/** The number that up to four bytes hold, least significant first. UDF-8. */
const numberAt = (bytes: Uint8Array, at: number, count: number): number => {
  let number = 0;
  for (let place = count - 1; place >= 0; place--) number = number * BYTE_SPAN + bytes[at + place];
  return number;
};

const valueAt = (bytes: Uint8Array, at: number, count: number): bigint =>
  count <= 4 ? BigInt(numberAt(bytes, at, count)) : BigInt(numberAt(bytes, at + 4, 4)) * SPAN_32 + BigInt(numberAt(bytes, at, 4));

const putNumber = (bytes: Uint8Array, at: number, count: number, number: number): void => {
  let left = number;
  for (let place = 0; place < count; place++) {
    bytes[at + place] = remainder(left, BYTE_SPAN);
    left = quotient(left, BYTE_SPAN);
  }
};

/** Puts the lowest bytes of a value, least significant first. UDF-8, UDF-16. */
const putValue = (bytes: Uint8Array, at: number, count: number, value: bigint): void => {
  putNumber(bytes, at, Math.min(count, 4), Number(value % SPAN_32));
  if (count > 4) putNumber(bytes, at + 4, 4, Number(value / SPAN_32));
};

const areWritten = ({ written }: Memory, at: number, count: number): boolean => {
  for (let place = at; place < at + count; place++) if (written[place] === 0) return false;
  return true;
};

const extended = (load: UdfLoad, value: bigint): bigint => {
  const span = SIGNED_SPANS[load];
  return span === null ? value : signExtended(value, span, WIDTHS[64]);
};

/**
 * What a load by the frame at a depth gives, or the rule that it breaks. The address is a 64-bit number; as a double it
 * may be rounded, but only where it is beyond all that is mapped, and stays there.
 */
export const loaded = (memory: Memory, depth: number, address: bigint, load: UdfLoad): bigint | UdfFaultRule => {
  const at = Number(address);
  const count = BYTES[load];
  if (isInMetadata(at, count, memory)) return extended(load, valueAt(memory.metadata, at - UDF_METADATA, count));
  if (!isInStack(at, count, depth)) return 'UDF-5';
  if (!areWritten(memory, at - UDF_STACK, count)) return 'UDF-7';
  return extended(load, valueAt(memory.stack, at - UDF_STACK, count));
};

/** Stores by the frame at a depth, or gives the rule that the store breaks. UDF-6. */
export const store = (memory: Memory, depth: number, address: bigint, what: UdfStore, value: bigint): UdfFaultRule | null => {
  const at = Number(address);
  const count = BYTES[what];
  if (memory.isMetadataWritable && isInMetadata(at, count, memory)) {
    putValue(memory.metadata, at - UDF_METADATA, count, value);
    return null;
  }
  if (!isInStack(at, count, depth)) return 'UDF-6';
  putValue(memory.stack, at - UDF_STACK, count, value);
  memory.written.fill(1, at - UDF_STACK, at - UDF_STACK + count);
  return null;
};
