import { UDF_FRAME_BYTES, UDF_METADATA, UDF_METADATA_BYTES_MAX, UDF_STACK, UDF_STACK_END } from '../../abi/udf.ts';
import type { AbstractNumber } from './abstractNumber.ts';
import { depthOf } from './frame.ts';

/*
 * Numbers, addresses and places of memory in words, for people who wrote C and must find out why it was refused.
 */

const hex = (value: bigint): string => `0x${value.toString(16)}`;

const ANYTHING = 1n << 62n;

/** `r1 + 124`, `r10 - 8`, `r3`. */
export const sum = (register: number, displacement: number): string => {
  if (displacement === 0) return `r${register}`;
  return `r${register} ${displacement < 0 ? '-' : '+'} ${Math.abs(displacement)}`;
};

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const isMetadata = (first: bigint, last: bigint): boolean => first >= BigInt(UDF_METADATA) && last < BigInt(UDF_METADATA + 2 * UDF_METADATA_BYTES_MAX);
const isStack = (first: bigint, last: bigint): boolean => first >= BigInt(UDF_STACK - UDF_FRAME_BYTES) && last < BigInt(UDF_STACK_END + UDF_FRAME_BYTES);

/** A byte of the stack by the R10 of its frame, seen from the frame at a depth. */
export const stackByte = (address: number, depth: number): string => {
  const owner = depthOf(address);
  const distance = UDF_STACK_END - UDF_FRAME_BYTES * owner - address;
  const whose = owner === depth ? 'the running frame' : owner === depth - 1 ? "the caller's frame" : `frame ${owner}`;
  return `r10 - ${distance} of ${whose}`;
};

/** Which bytes of memory an address may be, with so many bytes from it on. */
export const describeRange = (address: AbstractNumber, bytes: number): string => {
  const { unsignedMin, unsignedMax, signedMin, signedMax, isConstant } = address.full;
  const last = unsignedMax + BigInt(bytes - 1);
  if (isMetadata(unsignedMin, last)) {
    const first = unsignedMin - BigInt(UDF_METADATA);
    const range = bytes === 1 && isConstant ? `byte ${first}` : `bytes ${first} to ${last - BigInt(UDF_METADATA)}`;
    return `${isConstant ? '' : `${plural(bytes, 'byte')} among `}${range} of the metadata`;
  }
  if (isStack(unsignedMin, last)) return `${isConstant ? '' : `${plural(bytes, 'byte')} among `}${hex(unsignedMin)} to ${hex(last)}, where the stack is`;
  if (isConstant) return `address ${hex(unsignedMin)}`;
  if (unsignedMax - unsignedMin < ANYTHING) return `addresses from ${hex(unsignedMin)} to ${hex(last)}`;
  return signedMax - signedMin < ANYTHING ? `addresses from ${signedMin} to ${signedMax}` : 'any address';
};
