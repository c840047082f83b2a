import { UDF_ARITHMETIC } from '../../abi/udfInstructions.ts';
import type { UdfArithmetic } from '../../abi/udfInstructions.ts';
import { signExtended } from './arithmetic64.ts';

const numberOf = (operation: UdfArithmetic): number => UDF_ARITHMETIC.indexOf(operation);
const ADD = numberOf('ADD');
const SUB = numberOf('SUB');
const MUL = numberOf('MUL');
const DIV = numberOf('DIV');
const SDIV = numberOf('SDIV');
const OR = numberOf('OR');
const AND = numberOf('AND');
const LSH = numberOf('LSH');
const RSH = numberOf('RSH');
const MOD = numberOf('MOD');
const SMOD = numberOf('SMOD');
const XOR = numberOf('XOR');
const ARSH = numberOf('ARSH');

/** The result modulo 2^32 of two signed 32-bit numbers. JavaScript's shifts count modulo 32 by themselves (UDF-13). */
const result = (operation: number, a: number, b: number): number => {
  switch (operation) {
    case ADD: return a + b;
    case SUB: return a - b;
    case MUL: return Math.imul(a, b);
    case DIV: return b === 0 ? 0 : (a >>> 0) / (b >>> 0); // UDF-12, as in the next three
    case SDIV: return b === 0 ? 0 : a / b;
    case MOD: return b === 0 ? a : (a >>> 0) % (b >>> 0);
    case SMOD: return b === 0 ? a : a % b;
    case OR: return a | b;
    case AND: return a & b;
    case XOR: return a ^ b;
    case LSH: return a << b;
    case RSH: return a >>> b;
    case ARSH: return a >> b;
    default: return b;
  }
};

/** Lower half := lower half op operand, upper half := 0. Storing to a cell truncates towards zero and modulo 2^32. UDF-11. */
export const arithmetic32 = (operation: number, cells: Int32Array, d: number, s: number): void => {
  cells[d] = result(operation, cells[d], cells[s]);
  cells[d + 1] = 0;
};

/** UDF-14. */
export const negate32 = (cells: Int32Array, d: number): void => {
  cells[d] = -cells[d];
  cells[d + 1] = 0;
};

/** UDF-14. */
export const signExtension32 = (operation: number, cells: Int32Array, d: number, s: number): void => {
  cells[d] = signExtended(operation, cells[s]);
  cells[d + 1] = 0;
};
