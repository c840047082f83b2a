import { UDF_CONDITIONS, UDF_LOADS, UDF_STORES } from '../../abi/udfInstructions.ts';
import { edgeOf, widthOf } from './profile.ts';
import { FRAME_POINTER } from './programBuilder.ts';
import type { Label, ProgramBuilder } from './programBuilder.ts';
import type { ProgramDraw } from './programDraw.ts';

/*
 * Slots of the stack that are written at a computed place, or in part.
 */

/** An array of two slots that is written, now and then in half, then stored to and loaded from where an index says. The index holds what was loaded. */
export const slotsIndexed = (b: ProgramBuilder, draw: ProgramDraw, index: number, pointer: number, slot: number): void => {
  const base = -8 * (slot + 1);
  b.store('U64', FRAME_POINTER, base, draw.chance(50) ? { register: index } : edgeOf(draw));
  if (draw.chance(85)) b.store('U64', FRAME_POINTER, base + 8, edgeOf(draw));
  b.arithmetic('AND', 64, index, { constant: draw.of([1, 3, 7, 7, 8, 8, 8, 8, 127]) });
  b.move(pointer, { register: FRAME_POINTER });
  b.arithmetic('ADD', 64, pointer, { register: index });
  if (draw.chance(70)) b.store(draw.of(UDF_STORES), pointer, base, draw.chance(50) ? { register: index } : edgeOf(draw));
  b.load(draw.of(UDF_LOADS), index, pointer, base);
  if (draw.chance(50)) b.load(draw.of(UDF_LOADS), pointer, FRAME_POINTER, base + draw.below(9));
};

/** A slot of which a part is written anew on one way only. */
export const slotOverwritten = (b: ProgramBuilder, draw: ProgramDraw, register: number, slot: number): void => {
  const skip: Label = { place: 0 };
  const address = -8 * (slot + 1);
  b.store('U64', FRAME_POINTER, address, draw.chance(30) ? { register } : edgeOf(draw));
  b.branch(draw.of(UDF_CONDITIONS), widthOf(draw), register, edgeOf(draw), skip);
  b.store(draw.of(UDF_STORES), FRAME_POINTER, address + (draw.chance(30) ? draw.below(8) - 4 : 0), draw.chance(30) ? { register } : edgeOf(draw));
  b.here(skip);
};
