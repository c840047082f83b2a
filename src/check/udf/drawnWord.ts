import type { UdfFields, UdfRow } from '../../abi/udfInstructions.ts';
import type { Operands } from '../../udf/encode.ts';
import type { Draw } from '../draw/draw.ts';
import { drawnConstant } from './drawnOperands.ts';

/** Registers that programs use much: the metadata's address, its length, the frame, the result. */
const USUAL_REGISTERS: readonly number[] = [0, 0, 1, 1, 2, 3, 6, 7, 10];

const registerOf = (draw: Draw, use: UdfFields['destination'] | UdfFields['source']): number => {
  if (typeof use === 'number' || use === 'zero') return 0;
  const register = draw.of(USUAL_REGISTERS);
  return use === 'changed' && register === 10 ? 5 : register;
};

const offsetOf = (draw: Draw, use: UdfFields['offset'], base: number): number => {
  if (use === 'distance') return draw.below(9) - 3;
  if (use !== 'displacement') return 0;
  return base === 10 ? -draw.below(24) : draw.below(16);
};

const immediateOf = (draw: Draw, use: UdfFields['immediate']): number => {
  switch (use) {
    case 'distance': return draw.below(9) - 3;
    case 'helper': return 1 + draw.below(4);
    case 'constant': return drawnConstant(draw);
    default: return 0;
  }
};

/** Operands for a row of the instruction set: those that it leaves open, each as programs have it. */
export const drawnWord = (draw: Draw, { fields, instruction }: UdfRow): Operands => {
  const destination = registerOf(draw, fields.destination);
  const source = registerOf(draw, fields.source);
  const offset = offsetOf(draw, fields.offset, instruction.form === 'store' ? destination : source);
  return { destination, source, offset, immediate: immediateOf(draw, fields.immediate), constant: BigInt(draw.word()) * BigInt(draw.word()) };
};
