import { UDF_FRAME_BYTES, UDF_FRAMES_MAX, UDF_STACK_END } from '../../abi/udf.ts';
import { constant, type AbstractNumber } from './abstractNumber.ts';

/** A number that was stored at a known place of the stack: the natural that its bytes make, the least significant one first. UDF-8. */
export interface Spill {
  readonly address: number;
  readonly bytes: 1 | 2 | 4 | 8;
  readonly number: AbstractNumber;
}

/** Registers R0 to R9; null where there may be no value. */
export type Registers = (AbstractNumber | null)[];

/** Flags of `written` in one number. */
export const WRITTEN_BITS = 32;
const NOTHING_WRITTEN: readonly number[] = Array.from({ length: UDF_FRAME_BYTES / WRITTEN_BITS }, () => 0);

/** What is known of one frame. Only the state that owns it may change it; a frame that several states share has no owner. */
export interface Frame {
  owner: object | null;
  readonly registers: Registers;
  /** A bit for each byte, from the lowest address on: written on every path. UDF-7. */
  written: readonly number[];
  /** In the order of their addresses; no two overlap. */
  spills: readonly Spill[];
}

/** R10 by depth. UDF-4. */
export const FRAME_POINTERS: readonly AbstractNumber[] = Array.from({ length: UDF_FRAMES_MAX }, (_, depth) => constant(BigInt(UDF_STACK_END - UDF_FRAME_BYTES * depth)));

/** The lowest address of the frame at a depth. UDF-4. */
export const lowestAddress = (depth: number): number => UDF_STACK_END - UDF_FRAME_BYTES * (depth + 1);

/** The depth of the frame that an address of the stack lies in. */
export const depthOf = (address: number): number => Math.floor((UDF_STACK_END - 1 - address) / UDF_FRAME_BYTES);

/** A frame that has just been entered: nothing is written in it. UDF-7. */
export const newFrame = (owner: object, registers: Registers): Frame => ({ owner, registers, written: NOTHING_WRITTEN, spills: [] });

/** A frame of which the same is known, for another owner. */
export const copyFrame = (owner: object, frame: Frame): Frame => ({ owner, registers: frame.registers.slice(), written: frame.written, spills: frame.spills });

/** Whether a byte of a frame, counted from its lowest, is written on every path. */
export const isByteWritten = (written: readonly number[], byte: number): boolean => ((written[byte >> 5] >> (byte & (WRITTEN_BITS - 1))) & 1) === 1;

/** The bits with those of `count` bytes from `first` on set; the same array if they are. */
export const withWritten = (written: readonly number[], first: number, count: number): readonly number[] => {
  let isChanged = false;
  for (let byte = first; byte < first + count; byte++) isChanged ||= !isByteWritten(written, byte);
  if (!isChanged) return written;
  const more = written.slice();
  for (let byte = first; byte < first + count; byte++) more[byte >> 5] |= 1 << (byte & (WRITTEN_BITS - 1));
  return more;
};

/** Bytes that are written in both. */
export const writtenInBoth = (a: readonly number[], b: readonly number[]): readonly number[] => {
  if (a === b) return a;
  const both = a.map((bits, i) => bits & b[i]);
  return both.every((bits, i) => bits === a[i]) ? a : both;
};

/** The spills without those that have a byte from `first` to `last`; the same array if there is none. */
export const withoutSpills = (spills: readonly Spill[], first: number, last: number): readonly Spill[] => {
  for (const spill of spills) {
    if (spill.address <= last && spill.address + spill.bytes > first) return spills.filter((other) => other.address > last || other.address + other.bytes <= first);
  }
  return spills;
};

/** The spills with one more, in the place of those that overlap with it. */
export const withSpill = (spills: readonly Spill[], spill: Spill): readonly Spill[] => {
  let first = 0;
  while (first < spills.length && spills[first].address + spills[first].bytes <= spill.address) first++;
  let next = first;
  while (next < spills.length && spills[next].address < spill.address + spill.bytes) next++;
  return [...spills.slice(0, first), spill, ...spills.slice(next)];
};
