import { UDF_FRAME_BYTES, UDF_STACK_END } from '../../abi/udf.ts';
import { anyNumber, constant, type AbstractNumber } from './abstractNumber.ts';
import { arithmetic, lowestBits } from './arithmetic.ts';
import { depthOf, isByteWritten, lowestAddress, withoutSpills, withSpill, withWritten, type Spill } from './frame.ts';
import type { AbstractState } from './state.ts';
import { WIDTH_OF_BYTES } from './width.ts';

/** Sizes of what is loaded and stored. */
export type Bytes = Spill['bytes'];

/** The first byte of a range of the live stack that is not written on every path; null if all are. UDF-7. */
export const firstUnwritten = (state: AbstractState, first: number, last: number): number | null => {
  state.meter.seen += last - first;
  for (let address = first; address <= last; address++) {
    const depth = depthOf(address);
    if (!isByteWritten(state.frames[depth].written, address - lowestAddress(depth))) return address;
  }
  return null;
};

/** The number at a known address of the stack, with zeros above: of a spill, or of a part of one. */
export const loadFromStack = (state: AbstractState, address: number, bytes: Bytes): AbstractNumber => {
  for (const spill of state.frames[depthOf(address)].spills) {
    if (spill.address > address || spill.address + spill.bytes < address + bytes) continue;
    const above = spill.address === address ? spill.number : arithmetic('RSH', 64, spill.number, constant(BigInt(8 * (address - spill.address))));
    return lowestBits(WIDTH_OF_BYTES[bytes], above);
  }
  return anyNumber(WIDTH_OF_BYTES[bytes], false);
};

/** Whatever is known of the numbers at a range of the stack is so no more. */
const forget = (state: AbstractState, first: number, last: number): void => {
  for (let depth = depthOf(last); depth <= depthOf(first); depth++) {
    const { spills } = state.frames[depth];
    state.meter.seen += spills.length;
    const rest = withoutSpills(spills, first, last);
    if (rest !== spills) state.ownFrame(depth).spills = rest;
  }
};

/** Stores the lowest bytes of a number at a known address of the stack. UDF-16. */
export const storeAt = (state: AbstractState, address: number, bytes: Bytes, number: AbstractNumber): void => {
  const last = address + bytes - 1;
  const isInOneFrame = depthOf(last) === depthOf(address);
  if (!isInOneFrame) forget(state, address, last); // A number across two frames is not followed.
  for (let depth = depthOf(last); depth <= depthOf(address); depth++) {
    const lowest = lowestAddress(depth);
    const from = Math.max(address, lowest);
    const frame = state.ownFrame(depth);
    frame.written = withWritten(frame.written, from - lowest, Math.min(last, lowest + UDF_FRAME_BYTES - 1) - from + 1);
    if (!isInOneFrame) continue;
    state.meter.seen += frame.spills.length;
    frame.spills = withSpill(frame.spills, { address, bytes, number: lowestBits(WIDTH_OF_BYTES[bytes], number) });
  }
};

/** Stores bytes somewhere in a range of the stack: none of its bytes is known any more, and none is written for sure. */
export const storeSomewhere = (state: AbstractState, first: number, last: number): void => forget(state, first, last);

/** Whether a range lies in the frames that are live: from the lowest byte of the running one to the end of the stack. UDF-5, UDF-6. */
export const isInLiveFrames = (state: AbstractState, first: bigint, last: bigint): boolean =>
  first >= BigInt(lowestAddress(state.chain.depth)) && last < BigInt(UDF_STACK_END);
