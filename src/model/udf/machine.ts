import { UDF_FRAME_BYTES, UDF_FRAMES_MAX, UDF_KINDS, UDF_METADATA, UDF_STACK, UDF_STACK_END, type UdfInput, type UdfTuple } from '../../abi/udf.ts';
import type { Memory } from './memory.ts';
import { registerWord } from './widths.ts';

/** A frame of the call stack. UDF-19. */
export interface Frame {
  /** R0 to R10, naturals below 2^64. */
  readonly registers: bigint[];
  /** Where the frame goes on when the one that it called ends. */
  returnPlace: number;
}

/** All that a run changes. UDF-26. */
export interface Machine extends Memory {
  readonly input: UdfInput;
  /** What registers without a value hold. UDF-21. */
  readonly residue: bigint;
  /** By depth; those up to `depth` are live. */
  readonly frames: readonly Frame[];
  depth: number;
  place: number;
  cost: number;
  readonly tuples: UdfTuple[];
  isSpoilt: boolean;
}

const REGISTERS = 11;
const R10 = 10;

const frameAt = (depth: number, residue: bigint): Frame => {
  const registers: bigint[] = [];
  while (registers.length < REGISTERS) registers.push(residue);
  registers[R10] = BigInt(UDF_STACK_END - UDF_FRAME_BYTES * depth);
  return { registers, returnPlace: 0 };
};

/** The words that functions are given, by name. */
const GIVEN: Readonly<Record<(typeof UDF_KINDS)[keyof typeof UDF_KINDS][number], (input: UdfInput) => bigint>> = {
  address: () => BigInt(UDF_METADATA),
  length: ({ metadata }) => BigInt(metadata.length),
  operation: ({ operation }) => registerWord(operation),
};

/** Puts the words that a function of the kind is given into R1, R2 and on. */
const give = (registers: bigint[], input: UdfInput): void => {
  let register = 1;
  for (const word of UDF_KINDS[input.kind]) {
    registers[register] = GIVEN[word](input);
    register += 1;
  }
};

/** The state in which a run begins: registers without a value hold the residue (UDF-21), no byte of the stack is written (UDF-7). */
export const begin = (input: UdfInput): Machine => {
  const residue = registerWord(input.residue);
  const frames = Array.from({ length: UDF_FRAMES_MAX }, (_, depth) => frameAt(depth, residue));
  give(frames[0].registers, input);
  return {
    input, residue, frames, depth: 0, place: 0, cost: 0, tuples: [], isSpoilt: false,
    metadata: input.isMetadataWritable ? Uint8Array.from(input.metadata) : input.metadata, isMetadataWritable: input.isMetadataWritable,
    stack: new Uint8Array(UDF_STACK_END - UDF_STACK), written: new Uint8Array(UDF_STACK_END - UDF_STACK),
  };
};
