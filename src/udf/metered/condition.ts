import { UDF_CONDITIONS } from '../../abi/udfInstructions.ts';
import type { UdfCondition } from '../../abi/udfInstructions.ts';

const numberOf = (condition: UdfCondition): number => UDF_CONDITIONS.indexOf(condition);
const JEQ = numberOf('JEQ');
const JGT = numberOf('JGT');
const JGE = numberOf('JGE');
const JSET = numberOf('JSET');
const JNE = numberOf('JNE');
const JSGT = numberOf('JSGT');
const JSGE = numberOf('JSGE');
const JLT = numberOf('JLT');
const JLE = numberOf('JLE');
const JSLT = numberOf('JSLT');

/** Whether the first number is below the second: upper halves decide, as naturals or with their sign, then lower halves as naturals. */
const isBelow = (cells: Int32Array, a: number, b: number): boolean =>
  cells[a + 1] === cells[b + 1] ? cells[a] >>> 0 < cells[b] >>> 0 : cells[a + 1] >>> 0 < cells[b + 1] >>> 0;
const isLess = (cells: Int32Array, a: number, b: number): boolean =>
  cells[a + 1] === cells[b + 1] ? cells[a] >>> 0 < cells[b] >>> 0 : cells[a + 1] < cells[b + 1];

/** Whether a 64-bit condition holds of destination and operand. UDF-17. */
export const holds64 = (condition: number, cells: Int32Array, d: number, s: number): boolean => {
  switch (condition) {
    case JEQ: return cells[d] === cells[s] && cells[d + 1] === cells[s + 1];
    case JNE: return cells[d] !== cells[s] || cells[d + 1] !== cells[s + 1];
    case JSET: return ((cells[d] & cells[s]) | (cells[d + 1] & cells[s + 1])) !== 0;
    case JGT: return isBelow(cells, s, d);
    case JGE: return !isBelow(cells, d, s);
    case JLT: return isBelow(cells, d, s);
    case JLE: return !isBelow(cells, s, d);
    case JSGT: return isLess(cells, s, d);
    case JSGE: return !isLess(cells, d, s);
    case JSLT: return isLess(cells, d, s);
    default: return !isLess(cells, s, d);
  }
};

/** Whether a 32-bit condition holds of the lower halves. UDF-17. */
export const holds32 = (condition: number, cells: Int32Array, d: number, s: number): boolean => {
  const a = cells[d];
  const b = cells[s];
  switch (condition) {
    case JEQ: return a === b;
    case JNE: return a !== b;
    case JSET: return (a & b) !== 0;
    case JGT: return a >>> 0 > b >>> 0;
    case JGE: return a >>> 0 >= b >>> 0;
    case JLT: return a >>> 0 < b >>> 0;
    case JLE: return a >>> 0 <= b >>> 0;
    case JSGT: return a > b;
    case JSGE: return a >= b;
    case JSLT: return a < b;
    default: return a <= b;
  }
};
