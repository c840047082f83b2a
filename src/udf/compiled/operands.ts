import type { UdfOperand, UdfWidth } from '../../abi/udfInstructions.ts';
import type { DecodedWord } from '../decode.ts';
import type { CodeWriter } from './codeWriter.ts';
import { localOf } from './locals.ts';

/** A register; of a 32-bit operation its lower half. UDF-11. */
export const pushRegister = (code: CodeWriter, width: UdfWidth, register: number): void => {
  code.get(localOf(register));
  if (width === 32) code.op('i32.wrap_i64');
};

/** A signed 32-bit number, extended by its sign to the operation's width. UDF-11. */
export const pushConstant = (code: CodeWriter, width: UdfWidth, value: number): void => {
  if (width === 64) code.i64(value);
  else code.i32(value);
};

/** The second operand. */
export const pushOperand = (code: CodeWriter, width: UdfWidth, operand: UdfOperand, { source, immediate }: DecodedWord): void => {
  if (operand === 'register') pushRegister(code, width, source);
  else pushConstant(code, width, immediate);
};

/** What is on the stack becomes the destination; a 32-bit result clears the upper half. UDF-11. */
export const popDestination = (code: CodeWriter, width: UdfWidth, { destination }: DecodedWord): void => {
  if (width === 32) code.op('i64.extend_i32_u');
  code.set(localOf(destination));
};
