import type { UdfArithmetic } from '../../abi/udfInstructions.ts';
import { difference, product, sum } from './addition.ts';
import { conjunction, disjunction, exclusion } from './bitwise.ts';
import { quotient, remainder, signedQuotient, signedRemainder } from './division.ts';
import { leftShift, rightShift, signedRightShift } from './shifts.ts';
import type { Operation } from './widths.ts';

/** What the arithmetic operations give: the left operand is the destination. Each is given numbers of its width only, and always has a result. UDF-11. */
export const ARITHMETIC: Readonly<Record<UdfArithmetic, Operation>> = {
  ADD: sum,
  SUB: difference,
  MUL: product,
  DIV: quotient,
  SDIV: signedQuotient,
  OR: disjunction,
  AND: conjunction,
  LSH: leftShift,
  RSH: rightShift,
  MOD: remainder,
  SMOD: signedRemainder,
  XOR: exclusion,
  MOV: (_left, right) => right,
  ARSH: signedRightShift,
};
