import type { UdfWidth } from '../../abi/udfInstructions.ts';
import { meet, unsignedBetween } from './bounds.ts';
import { narrowed, ZERO, type AbstractNumber } from './abstractNumber.ts';
import { isSame } from './arithmetic.ts';
import { holds, type Relation } from './evaluate.ts';
import { narrowing } from './narrowing.ts';
import type { AbstractState } from './state.ts';
import { W32, W64 } from './width.ts';

const UNSIGNED: Readonly<Record<Relation, Relation>> = {
  JEQ: 'JEQ', JNE: 'JNE', JGT: 'JGT', JGE: 'JGE', JLT: 'JLT', JLE: 'JLE', JSGT: 'JGT', JSGE: 'JGE', JSLT: 'JLT', JSLE: 'JLE', JSET: 'JSET', JCLEAR: 'JCLEAR',
};

/** A condition on two numbers, with a width. */
interface Condition {
  readonly relation: Relation;
  readonly width: UdfWidth;
}

/** The same condition on whole, unsigned numbers, as far as it says the same: about those more is remembered. */
const simplest = ({ relation, width }: Condition, a: AbstractNumber, b: AbstractNumber): Condition => {
  const greatest = a.full.unsignedMax > b.full.unsignedMax ? a.full.unsignedMax : b.full.unsignedMax;
  const isSigned = UNSIGNED[relation] !== relation;
  if (isSigned) return greatest <= (width === 64 ? W64 : W32).signedMax ? { relation: UNSIGNED[relation], width: 64 } : { relation, width };
  return greatest <= W32.max ? { relation, width: 64 } : { relation, width };
};

/** By how much at most the smaller one of two numbers exceeds the length, because the greater one does not exceed it by more. */
const boundBelow = (smaller: AbstractNumber, greater: AbstractNumber, least: number): number =>
  smaller.isConstant ? Infinity : Math.min(smaller.lengthBound, greater.lengthBound - least);

/** The bounds against the length that unsigned numbers get by a condition. */
const lengthBounds = (relation: Relation, a: AbstractNumber, b: AbstractNumber): readonly [number, number] => {
  switch (relation) {
    case 'JEQ': return [boundBelow(a, b, 0), boundBelow(b, a, 0)];
    case 'JLE': return [boundBelow(a, b, 0), Infinity];
    case 'JLT': return [boundBelow(a, b, 1), Infinity];
    case 'JGE': return [Infinity, boundBelow(b, a, 0)];
    case 'JGT': return [Infinity, boundBelow(b, a, 1)];
    default: return [Infinity, Infinity];
  }
};

/** Raises the length to what a number that exceeds it by at most `bound` needs. False if no concrete state is left. */
const raiseLength = (state: AbstractState, number: AbstractNumber, bound: number): boolean => {
  if (bound === Infinity) return true;
  const min = number.full.unsignedMin - BigInt(bound);
  const { full, lower, lengthBound } = state.length;
  if (min <= full.unsignedMin) return true;
  if (min > full.unsignedMax) return false;
  const raised = meet(W64, full, unsignedBetween(W64, min, full.unsignedMax));
  const length = raised === null ? null : narrowed(state.length, raised, lower, lengthBound);
  return length !== null && (state.length.isConstant || state.replace(state.length, length));
};

/** Puts what is known after a condition in the place of an operand. A constant forgets its bound, which was known all the same. */
const take = (state: AbstractState, old: AbstractNumber, next: AbstractNumber | null, bound: number): boolean =>
  next !== null && (old.isConstant || state.replace(old, next)) && raiseLength(state, next, Math.min(old.lengthBound, bound));

const isReflexive = (relation: Relation): boolean => holds(relation, W64, 0n, 0n);

/**
 * Narrows a state to what satisfies a condition on two of its numbers, a and b, and with them whatever is related to them. False if nothing is
 * left, so that the way is not taken. UDF-17.
 */
export const assume = (state: AbstractState, relation: Relation, width: UdfWidth, a: AbstractNumber, b: AbstractNumber): boolean => {
  if (isSame(a, b)) {
    if (relation === 'JSET') return assume(state, 'JNE', width, a, ZERO);
    if (relation === 'JCLEAR') return assume(state, 'JEQ', width, a, ZERO);
    return isReflexive(relation);
  }
  const condition = simplest({ relation, width }, a, b);
  const isWhole = condition.width === 64;
  const operands = isWhole ? narrowing(condition.relation, W64, a.full, b.full) : narrowing(condition.relation, W32, a.lower, b.lower);
  if (operands === null) return false;
  const [aBound, bBound] = isWhole ? lengthBounds(condition.relation, a, b) : [Infinity, Infinity];
  const next = (number: AbstractNumber, bounds: typeof operands.a, bound: number): AbstractNumber | null =>
    isWhole ? narrowed(number, bounds, number.lower, bound) : narrowed(number, number.full, bounds, bound);
  return take(state, a, next(a, operands.a, aBound), aBound) && take(state, b, next(b, operands.b, bBound), bBound);
};
