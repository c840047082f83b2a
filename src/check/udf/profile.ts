import { UDF_ARITHMETIC, UDF_CONDITIONS } from '../../abi/udfInstructions.ts';
import type { UdfArithmetic, UdfCondition, UdfWidth } from '../../abi/udfInstructions.ts';
import { SPECIAL_CONSTANTS } from './drawnOperands.ts';
import type { Second } from './programBuilder.ts';
import type { ProgramDraw } from './programDraw.ts';

/** What a range is drawn from: the operations and conditions that tell it apart from others, and its edges. */
export interface Profile {
  readonly operations: readonly UdfArithmetic[];
  readonly conditions: readonly UdfCondition[];
  readonly edges: readonly number[];
}

/** Whatever there is, with more of what is hard to bound. */
export const ANY: Profile = { operations: [...UDF_ARITHMETIC, 'LSH', 'RSH', 'ARSH', 'DIV', 'MOD', 'MOD', 'MOD', 'MUL', 'ADD', 'SUB'], conditions: UDF_CONDITIONS, edges: SPECIAL_CONSTANTS };
/** What treats numbers as signed, about zero and the ends. */
export const SIGNED: Profile = {
  operations: ['SDIV', 'SDIV', 'SDIV', 'SMOD', 'SMOD', 'ARSH', 'ARSH', 'MUL', 'SUB', 'ADD'], conditions: ['JSGT', 'JSGE', 'JSLT', 'JSLE'],
  edges: [-1, -1, -1, -1, 0, 0, 1, -2, 2, -3, 8, -8, 0x7fffffff, -0x80000000, -0x80000000, -0x80000000],
};

/** Halves are nearly as frequent as whole numbers. */
export const widthOf = (draw: ProgramDraw): UdfWidth => (draw.chance(40) ? 32 : 64);

/** A constant, mostly at an edge of a profile. */
export const edgeOf = (draw: ProgramDraw, { edges }: Profile = ANY): Second => ({ constant: draw.chance(30) ? draw.below(20) : draw.of(edges) });
