import type { UdfCondition, UdfInstruction } from '../../abi/udfInstructions.ts';
import type { DecodedWord } from '../decode.ts';
import type { CodeWriter } from './codeWriter.ts';
import { pushConstant, pushOperand, pushRegister } from './operands.ts';

const COMPARISONS = {
  JEQ: 'eq', JNE: 'ne', JGT: 'gt_u', JGE: 'ge_u', JLT: 'lt_u', JLE: 'le_u', JSGT: 'gt_s', JSGE: 'ge_s', JSLT: 'lt_s', JSLE: 'le_s',
} as const satisfies Readonly<Record<Exclude<UdfCondition, 'JSET'>, string>>;

/** Leaves on the stack whether a branch is taken. UDF-17. */
export const pushCondition = (code: CodeWriter, { condition, width, operand }: Extract<UdfInstruction, { readonly form: 'branch' }>, word: DecodedWord): void => {
  pushRegister(code, width, word.destination);
  pushOperand(code, width, operand, word);
  if (condition === 'JSET') {
    code.op(`i${width}.and`);
    pushConstant(code, width, 0);
    code.op(`i${width}.ne`);
  } else {
    code.op(`i${width}.${COMPARISONS[condition]}`);
  }
};
