import { UDF_ARITHMETIC, UDF_LOADS } from '../../abi/udfInstructions.ts';
import { copied } from './copied.ts';
import { edgeOf, SIGNED, widthOf } from './profile.ts';
import { FRAME_POINTER } from './programBuilder.ts';
import type { Label, ProgramBuilder } from './programBuilder.ts';
import type { ProgramDraw } from './programDraw.ts';

/*
 * Loads from the metadata behind a comparison with its length, about its end.
 */

/** What a program knows of its metadata and keeps in registers and slots. */
export interface Kept {
  readonly metadata: number;
  /** Below R10, where the length is stored. */
  readonly lengthSlot: number;
  /** Bytes of metadata that are known to be there. */
  readonly known: number;
}

/** Changes the length a little, so that it may wrap around or not be a bound any more. */
const shifted = (b: ProgramBuilder, draw: ProgramDraw, end: number, index: number): void => {
  switch (draw.below(8)) {
    case 0: return b.arithmetic('SUB', 64, end, { constant: 1 + draw.below(16) });
    case 1: return b.arithmetic('ADD', 64, end, { constant: draw.below(12) - 8 });
    case 2: return b.arithmetic('SUB', 64, end, { register: index });
    case 3: return b.arithmetic('ADD', 64, end, { register: index });
    case 4: return b.arithmetic(draw.of(['RSH', 'AND', 'DIV', 'MOD', 'OR', 'LSH', 'SDIV', 'SDIV'] as const), 64, end, draw.chance(30) ? { register: index } : draw.chance(50) ? { constant: 1 + draw.below(8) } : edgeOf(draw, SIGNED));
    case 5: return b.arithmetic('SDIV', 64, end, { constant: draw.of([-1, -2, 3]) });
    default: return undefined;
  }
};

/** Draws an index about the end of what is known of the metadata, or leaves it as it is. */
const nearEnd = (b: ProgramBuilder, draw: ProgramDraw, index: number, known: number): void => {
  if (draw.chance(25)) return;
  b.arithmetic('AND', 64, index, { constant: draw.of([1, 3, 7, 15]) });
  if (draw.chance(60)) b.arithmetic('ADD', 64, index, { constant: Math.max(0, known - 8) + draw.below(12) });
};

/** A load behind a comparison of the index, or of a copy of it, with the length. The index and `end` hold anything then. */
export const lengthCompared = (b: ProgramBuilder, draw: ProgramDraw, index: number, end: number, kept: Kept): void => {
  const skip: Label = { place: 0 };
  nearEnd(b, draw, index, kept.known);
  b.load('U64', end, FRAME_POINTER, kept.lengthSlot);
  if (draw.chance(60)) shifted(b, draw, end, index);
  const bytes = draw.below(3);
  if (draw.chance(15)) b.arithmetic('ADD', 64, index, { constant: draw.below(4) });
  if (draw.chance(75)) b.branch(draw.chance(50) ? 'JGE' : 'JGT', draw.chance(10) ? 32 : 64, index, { register: end }, skip);
  else b.branch(draw.of(['JLE', 'JLT', 'JNE'] as const), 64, end, { register: index }, skip);
  if (draw.chance(20)) b.arithmetic(draw.of(UDF_ARITHMETIC), widthOf(draw), end, { register: index });
  b.arithmetic('ADD', 64, index, { register: kept.metadata });
  b.load(draw.of(UDF_LOADS), index, index, -bytes * draw.below(5));
  b.here(skip);
};

/** The same with the address of the end, as of a packet: a pointer plus what is read is compared with it. */
export const endCompared = (b: ProgramBuilder, draw: ProgramDraw, pointer: number, end: number, kept: Kept): void => {
  const skip: Label = { place: 0 };
  nearEnd(b, draw, pointer, kept.known);
  b.arithmetic('AND', 64, pointer, { constant: 0xffff });
  b.arithmetic('ADD', 64, pointer, { register: kept.metadata });
  b.load('U64', end, FRAME_POINTER, kept.lengthSlot);
  b.arithmetic('ADD', 64, end, { register: kept.metadata });
  const bytes = 1 + draw.below(8);
  b.arithmetic('ADD', 64, pointer, { constant: bytes });
  b.branch(draw.chance(80) ? 'JGT' : 'JGE', 64, pointer, { register: end }, skip);
  if (draw.chance(20)) b.arithmetic('ADD', 64, pointer, { constant: draw.below(3) });
  b.load(draw.of(UDF_LOADS), pointer, pointer, -bytes + (draw.chance(20) ? draw.below(3) : 0));
  b.here(skip);
};

/** A copy of an index, or of its half, is compared with the length, and the index used. The index has something above. */
export const halfCompared = (b: ProgramBuilder, draw: ProgramDraw, index: number, copy: number, end: number, kept: Kept): void => {
  const skip: Label = { place: 0 };
  if (kept.known >= 8) b.load('U64', index, kept.metadata, draw.below(Math.min(kept.known, 0x7fff) - 7));
  b.arithmetic('AND', 64, index, { constant: -0x80000000 + 15 });
  copied(b, draw, copy, index);
  b.load('U64', end, FRAME_POINTER, kept.lengthSlot);
  b.branch('JGT', widthOf(draw), copy, { register: end }, skip);
  b.arithmetic('ADD', 64, copy, { register: index });
  b.here(skip);
};
