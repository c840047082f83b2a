import { UDF_FRAME_BYTES, UDF_METADATA, UDF_STACK, UDF_STACK_END } from '../../abi/udf.ts';
import type { AbstractNumber } from './abstractNumber.ts';
import { depthOf } from './frame.ts';

/*
 * Numbers, addresses and places of memory in words, for people who wrote C and must find out why it was refused.
 */

const hex = (value: bigint): string => `0x${value.toString(16)}`;

/** Beyond this, how far away an address is tells nobody anything. */
const FAR = 1n << 40n;

const METADATA = BigInt(UDF_METADATA);

/** `r1 + 124`, `r10 - 8`, `r3`. */
export const sum = (register: number, displacement: number): string => {
  if (displacement === 0) return `r${register}`;
  return `r${register} ${displacement < 0 ? '-' : '+'} ${Math.abs(displacement)}`;
};

export const plural = (count: bigint | number, noun: string): string => `${count} ${noun}${BigInt(count) === 1n ? '' : 's'}`;

const isNearStack = (first: bigint, last: bigint): boolean => first >= BigInt(UDF_STACK - UDF_FRAME_BYTES) && last < BigInt(UDF_STACK_END + UDF_FRAME_BYTES);

/** A byte of the stack by the R10 of its frame, seen from the frame at a depth. */
export const stackByte = (address: number, depth: number): string => {
  const owner = depthOf(address);
  const distance = UDF_STACK_END - UDF_FRAME_BYTES * owner - address;
  const whose = owner === depth ? 'the running frame' : owner === depth - 1 ? "the caller's frame" : `frame ${owner}`;
  return `r10 - ${distance} of ${whose}`;
};

const rangeOf = (first: bigint | string, last: bigint | string): string => (first === last ? `byte ${first}` : `bytes ${first} to ${last}`);

/** Which bytes of memory an address may be, with so many bytes from it on. */
export const describeRange = (address: AbstractNumber, bytes: number): string => {
  const { unsignedMin, unsignedMax, signedMin, signedMax, isConstant } = address.full;
  const among = isConstant ? '' : `${bytes === 1 ? 'one' : bytes} of `;
  const beyond = BigInt(bytes - 1);
  if (isNearStack(unsignedMin, unsignedMax + beyond)) return `${among}${rangeOf(hex(unsignedMin), hex(unsignedMax + beyond))}, where the stack is`;
  if (signedMin > -FAR && signedMax < FAR) return `${among}${rangeOf(signedMin - METADATA, signedMax + beyond - METADATA)} of the metadata`;
  return isConstant ? `address ${hex(unsignedMin)}` : 'far away';
};
