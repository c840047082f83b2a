import { UDF_FRAME_BYTES } from '../../abi/udf.ts';
import { FRAME_POINTER } from './programBuilder.ts';
import type { Label, ProgramBuilder } from './programBuilder.ts';
import type { ProgramDraw } from './programDraw.ts';

/** A function that is entered with a lower number calls itself so often that no frame is left, and no oftener. */
export const CALLS_MAX = 7;

/** Stores to a local variable, a caller's or its own, or across the two frames that meet at R10. */
const store = (b: ProgramBuilder, draw: ProgramDraw): void => {
  b.store('U64', FRAME_POINTER, -8, { register: 1 });
  switch (draw.below(4)) {
    case 0: b.store('U64', FRAME_POINTER, -4, { register: 1 }); break;
    case 1: b.store('U32', 2, draw.of([0, 4]), { register: 1 }); break;
    default: b.store('U64', 2, 0, { register: 1 });
  }
};

/**
 * A function that calls itself until R1 is zero, and gives what it kept in its own frame. R2 points at eight bytes of a
 * caller, to which it stores, now and then on one of its ways only.
 */
export const descent = (b: ProgramBuilder, draw: ProgramDraw, label: Label): void => {
  const out: Label = { place: 0 };
  const skip: Label = { place: 0 };
  b.here(label);
  b.move(0, { constant: UDF_FRAME_BYTES });
  if (draw.chance(40)) b.branch('JGT', 64, 1, { constant: draw.below(4) }, skip);
  store(b, draw);
  b.here(skip);
  b.branch('JEQ', 64, 1, { constant: 0 }, out);
  b.store('U64', FRAME_POINTER, -16, { register: 1 });
  b.arithmetic('SUB', 64, 1, { constant: 1 });
  b.callLocal(label);
  b.load('U64', 0, FRAME_POINTER, -16);
  b.here(out);
  b.exit();
};
