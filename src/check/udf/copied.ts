import { NO_OPERANDS } from '../../udf/encode.ts';
import { OTHER_ROWS } from './drawnOperands.ts';
import { widthOf } from './profile.ts';
import type { ProgramBuilder } from './programBuilder.ts';
import type { ProgramDraw } from './programDraw.ts';

const SIGN_EXTENSIONS = OTHER_ROWS.filter(({ instruction: { form } }) => form === 'signExtension');

/** Makes `copy` a copy of a register, of its lower half, or of that with a little added or its sign above. */
export const copied = (b: ProgramBuilder, draw: ProgramDraw, copy: number, register: number): void => {
  if (draw.chance(25)) b.row(draw.of(SIGN_EXTENSIONS), { ...NO_OPERANDS, destination: copy, source: register });
  else b.arithmetic('MOV', draw.chance(60) ? 32 : 64, copy, { register });
  if (draw.chance(40)) b.arithmetic(draw.chance(50) ? 'ADD' : 'SUB', widthOf(draw), copy, { constant: draw.below(9) });
};
