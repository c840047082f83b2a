import type { UdfArithmetic, UdfCondition } from '../../abi/udfInstructions.ts';
import type { Width } from './width.ts';

/*
 * Operations and conditions on known numbers, naturals of the width.
 */

const divideSigned = (w: Width, a: bigint, b: bigint): bigint => (b === 0n ? 0n : BigInt.asIntN(w.bits, a) / BigInt.asIntN(w.bits, b));
const moduloSigned = (w: Width, a: bigint, b: bigint): bigint => (b === 0n ? a : BigInt.asIntN(w.bits, a) % BigInt.asIntN(w.bits, b));

const unbounded = (operation: UdfArithmetic, w: Width, a: bigint, b: bigint): bigint => {
  const count = b & BigInt(w.bits - 1);
  switch (operation) {
    case 'ADD': return a + b;
    case 'SUB': return a - b;
    case 'MUL': return a * b;
    case 'DIV': return b === 0n ? 0n : a / b; // UDF-12
    case 'SDIV': return divideSigned(w, a, b); // UDF-12
    case 'MOD': return b === 0n ? a : a % b; // UDF-12
    case 'SMOD': return moduloSigned(w, a, b); // UDF-12
    case 'OR': return a | b;
    case 'AND': return a & b;
    case 'XOR': return a ^ b;
    case 'LSH': return a << count; // UDF-13
    case 'RSH': return a >> count; // UDF-13
    case 'ARSH': return BigInt.asIntN(w.bits, a) >> count; // UDF-13
    case 'MOV': return b;
    default: return operation satisfies never;
  }
};

/** The result of an operation, a natural of the width. UDF-11. */
export const evaluate = (operation: UdfArithmetic, w: Width, a: bigint, b: bigint): bigint => BigInt.asUintN(w.bits, unbounded(operation, w, a, b));

/** A condition of a jump, or the opposite of JSET, which no jump has. */
export type Relation = UdfCondition | 'JCLEAR';

/** Whether a condition holds. UDF-17. */
export const holds = (relation: Relation, w: Width, a: bigint, b: bigint): boolean => {
  switch (relation) {
    case 'JEQ': return a === b;
    case 'JNE': return a !== b;
    case 'JGT': return a > b;
    case 'JGE': return a >= b;
    case 'JLT': return a < b;
    case 'JLE': return a <= b;
    case 'JSGT': return BigInt.asIntN(w.bits, a) > BigInt.asIntN(w.bits, b);
    case 'JSGE': return BigInt.asIntN(w.bits, a) >= BigInt.asIntN(w.bits, b);
    case 'JSLT': return BigInt.asIntN(w.bits, a) < BigInt.asIntN(w.bits, b);
    case 'JSLE': return BigInt.asIntN(w.bits, a) <= BigInt.asIntN(w.bits, b);
    case 'JSET': return (a & b) !== 0n;
    case 'JCLEAR': return (a & b) === 0n;
    default: return relation satisfies never;
  }
};

/** The condition that holds exactly where another does not. */
export const OPPOSITE: Readonly<Record<Relation, Relation>> = {
  JEQ: 'JNE', JNE: 'JEQ', JGT: 'JLE', JLE: 'JGT', JGE: 'JLT', JLT: 'JGE', JSGT: 'JSLE', JSLE: 'JSGT', JSGE: 'JSLT', JSLT: 'JSGE', JSET: 'JCLEAR', JCLEAR: 'JSET',
};
