import type { UdfArithmetic, UdfInstruction, UdfWidth } from '../../abi/udfInstructions.ts';
import type { DecodedWord } from '../decode.ts';
import type { CodeWriter } from './codeWriter.ts';
import { LEFT, RIGHT, localOf } from './locals.ts';
import { popDestination, pushConstant, pushOperand, pushRegister } from './operands.ts';

type Form<Name extends UdfInstruction['form']> = Extract<UdfInstruction, { readonly form: Name }>;
type Division = 'DIV' | 'SDIV' | 'MOD' | 'SMOD';

const DIVISIONS = { DIV: 'div_u', SDIV: 'div_s', MOD: 'rem_u', SMOD: 'rem_s' } as const;
/** Operations that WebAssembly has as they are; its shifts, too, count modulo the width (UDF-13). */
const PLAIN = { ADD: 'add', SUB: 'sub', MUL: 'mul', OR: 'or', AND: 'and', XOR: 'xor', LSH: 'shl', RSH: 'shr_u', ARSH: 'shr_s' } as const;

const isDivision = (operation: UdfArithmetic): operation is Division => Object.hasOwn(DIVISIONS, operation);

/** Division by a constant, whose special cases are known here. UDF-12. */
const writeDivisionByConstant = (code: CodeWriter, operation: Division, width: UdfWidth, word: DecodedWord): void => {
  const { destination, immediate } = word;
  const isQuotient = operation === 'DIV' || operation === 'SDIV';
  if (immediate === 0 && isQuotient) {
    pushConstant(code, width, 0);
  } else if (immediate === 0) {
    pushRegister(code, width, destination);
  } else if (immediate === -1 && operation === 'SDIV') {
    pushConstant(code, width, 0);
    pushRegister(code, width, destination);
    code.op(`i${width}.sub`);
  } else {
    pushRegister(code, width, destination);
    pushConstant(code, width, immediate);
    code.op(`i${width}.${DIVISIONS[operation]}`);
  }
  popDestination(code, width, word);
};

/**
 * Division by a register, without a trap. The least number by −1 would be one, so a signed quotient by 0 or −1 stands
 * apart: the negative of the dividend masked with the divisor, which is 0 for the one and the negative for the other. UDF-12.
 */
const writeDivisionByRegister = (code: CodeWriter, operation: Division, width: UdfWidth, word: DecodedWord): void => {
  const [left, right] = width === 64 ? [localOf(word.destination), localOf(word.source)] : [LEFT, RIGHT];
  if (width === 32) {
    pushRegister(code, width, word.destination);
    code.set(left);
    pushRegister(code, width, word.source);
    code.set(right);
  }
  code.get(right);
  if (operation === 'SDIV') {
    pushConstant(code, width, 1);
    code.op(`i${width}.add`);
    pushConstant(code, width, 1);
    code.op(`i${width}.le_u`);
  } else {
    code.op(`i${width}.eqz`);
  }
  code.begin('if', `i${width}`);
  if (operation === 'DIV' || operation === 'SDIV') pushConstant(code, width, 0);
  code.get(left);
  if (operation === 'DIV' || operation === 'SDIV') {
    code.get(right);
    code.op(`i${width}.and`, `i${width}.sub`);
  }
  code.op('else');
  code.get(left);
  code.get(right);
  code.op(`i${width}.${DIVISIONS[operation]}`, 'end');
  popDestination(code, width, word);
};

/** Destination := destination op operand. UDF-11. */
export const writeArithmetic = (code: CodeWriter, { operation, width, operand }: Form<'arithmetic'>, word: DecodedWord): void => {
  if (isDivision(operation)) {
    if (operand === 'register') writeDivisionByRegister(code, operation, width, word);
    else writeDivisionByConstant(code, operation, width, word);
    return;
  }
  if (operation !== 'MOV') pushRegister(code, width, word.destination);
  pushOperand(code, width, operand, word);
  if (operation !== 'MOV') code.op(`i${width}.${PLAIN[operation]}`);
  popDestination(code, width, word);
};

/** UDF-14. */
export const writeNegation = (code: CodeWriter, { width }: Form<'negation'>, word: DecodedWord): void => {
  pushConstant(code, width, 0);
  pushRegister(code, width, word.destination);
  code.op(`i${width}.sub`);
  popDestination(code, width, word);
};

/** UDF-14. No 32-bit operation extends 32 bits. */
export const writeSignExtension = (code: CodeWriter, { operation, width }: Form<'signExtension'>, word: DecodedWord): void => {
  pushRegister(code, width, word.source);
  switch (operation) {
    case 'MOVSX8': code.op(`i${width}.extend8_s`); break;
    case 'MOVSX16': code.op(`i${width}.extend16_s`); break;
    case 'MOVSX32': code.op('i64.extend32_s');
  }
  popDestination(code, width, word);
};

/** LDDW. */
export const writeConstant = (code: CodeWriter, { destination, constant }: DecodedWord): void => {
  code.i64(constant);
  code.set(localOf(destination));
};
