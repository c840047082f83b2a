import type { UdfArithmetic, UdfByteOrder, UdfSignExtension, UdfWidth } from '../../abi/udfInstructions.ts';
import { anything, areEqual, type Bounds } from './bounds.ts';
import { add, and, multiply, or, subtract, xor } from './boundsArithmetic.ts';
import { reversed, signExtended, truncated } from './boundsBytes.ts';
import { divide, divideSigned, modulo, moduloSigned } from './boundsDivision.ts';
import { shiftLeft, shiftRight, shiftRightSigned } from './boundsShifts.ts';
import {
  AbstractNumber, constant, lowerHalf, ofFull, ofFullAndLower, ofLower, related, signedLowerHalf, unrelated, ZERO,
} from './abstractNumber.ts';
import { evaluate } from './evaluate.ts';
import { bitLength, W16, W32, W64, W8, type Width } from './width.ts';

/** What an operation gives at a width, from what is known of its operands at that width. */
export const boundsOf = (operation: UdfArithmetic, w: Width, a: Bounds, b: Bounds): Bounds => {
  switch (operation) {
    case 'ADD': return add(w, a, b);
    case 'SUB': return subtract(w, a, b);
    case 'MUL': return multiply(w, a, b);
    case 'DIV': return divide(w, a, b);
    case 'SDIV': return divideSigned(w, a, b);
    case 'MOD': return modulo(w, a, b);
    case 'SMOD': return moduloSigned(w, a, b);
    case 'OR': return or(w, a, b);
    case 'AND': return and(w, a, b);
    case 'XOR': return xor(w, a, b);
    case 'LSH': return shiftLeft(w, a, b);
    case 'RSH': return shiftRight(w, a, b);
    case 'ARSH': return shiftRightSigned(w, a, b);
    case 'MOV': return b;
    default: return operation satisfies never;
  }
};

/** Whether two numbers are the same one, whatever it is. */
export const isSame = (a: AbstractNumber, b: AbstractNumber): boolean =>
  a === b || (a.root === b.root && a.offset === b.offset && a.relatedBits === 64 && b.relatedBits === 64);

/**
 * The result of a 64-bit operation if it is one of the operands or known from their relation, else null. That an operand is
 * passed on, rather than a number of which the same is known, keeps what is related to it related.
 */
const known64 = (operation: UdfArithmetic, a: AbstractNumber, b: AbstractNumber): AbstractNumber | null => {
  const value = b.isConstant ? b.full.unsignedMin : null;
  switch (operation) {
    case 'ADD':
      if (value === 0n) return a;
      return a.isConstant && a.offset === 0n ? b : null;
    case 'SUB':
      if (value === 0n) return a;
      return a.root === b.root && a.relatedBits === 64 && b.relatedBits === 64 ? constant(BigInt.asUintN(64, a.offset - b.offset)) : null;
    case 'AND':
      if (isSame(a, b)) return a;
      return value !== null && ((a.full.ones | a.full.unknown) & ~value) === 0n ? a : null;
    case 'OR': return value === 0n || isSame(a, b) ? a : null;
    case 'XOR': return value === 0n ? a : isSame(a, b) ? ZERO : null;
    case 'MOD': return b.full.unsignedMin > a.full.unsignedMax || value === 0n ? a : null;
    case 'MUL': case 'DIV': case 'SDIV': return value === 1n ? a : null;
    case 'LSH': return value === 0n ? a : null;
    case 'RSH':
      if (value === 32n && a.raised !== null) return lowerHalf(a.raised);
      return value === 0n ? a : null;
    case 'ARSH':
      if (value === 32n && a.raised !== null) return signedLowerHalf(a.raised);
      return value === 0n ? a : null;
    default: return null;
  }
};

/** Greater operands than this do not keep a result near the length, and are not exact as numbers. */
const NEAR = 1n << 40n;

const boundPlus = (bound: number, distance: bigint): number => (distance < NEAR && distance > -NEAR ? bound + Number(distance) : Infinity);

/** By how much at most a result exceeds the length of the metadata. */
const lengthBoundOf = (operation: UdfArithmetic, a: AbstractNumber, b: AbstractNumber): number => {
  if (a.lengthBound === Infinity && b.lengthBound === Infinity) return Infinity;
  switch (operation) {
    case 'ADD':
      if (b.isConstant && b.full.signedMin < 0n) return a.full.unsignedMin + b.full.signedMin >= 0n ? boundPlus(a.lengthBound, b.full.signedMin) : Infinity;
      // A sum that wraps around is only less.
      return Math.min(boundPlus(a.lengthBound, b.full.unsignedMax), boundPlus(b.lengthBound, a.full.unsignedMax));
    case 'SUB': return a.full.unsignedMin >= b.full.unsignedMax ? boundPlus(a.lengthBound, -b.full.unsignedMin) : Infinity;
    case 'AND': return Math.min(a.lengthBound, b.lengthBound);
    case 'RSH': case 'DIV': case 'MOD': return a.lengthBound; // None of them makes a natural greater.
    default: return Infinity;
  }
};

const isPowerOfTwo = (value: bigint): boolean => value !== 0n && (value & (value - 1n)) === 0n;

/** Whether the lower half of the result depends on the lower halves alone, and may say more than the whole does. */
const isLowerWorthwhile = (operation: UdfArithmetic, full: Bounds, a: AbstractNumber, b: AbstractNumber): boolean =>
  (operation === 'ADD' || operation === 'SUB' || operation === 'MUL') && full.unsignedMax > W32.max &&
  (full.signedMin < W32.signedMin || full.signedMax > W32.signedMax) && !areEqual(a.lower, anything(W32)) && !areEqual(b.lower, anything(W32));

const arithmetic64 = (operation: UdfArithmetic, a: AbstractNumber, b: AbstractNumber): AbstractNumber => {
  const known = known64(operation, a, b);
  if (known !== null) return known;
  if (operation === 'DIV' && b.isConstant && isPowerOfTwo(b.full.unsignedMin)) {
    return arithmetic64('RSH', a, constant(BigInt(bitLength(b.full.unsignedMin) - 1)));
  }
  const full = boundsOf(operation, W64, a.full, b.full);
  const result = isLowerWorthwhile(operation, full, a, b) ? ofFullAndLower(full, boundsOf(operation, W32, a.lower, b.lower)) : ofFull(full);
  const bound = lengthBoundOf(operation, a, b);
  if (operation === 'ADD' && b.isConstant) return related(result.full, result.lower, a, b.offset, a.relatedBits, bound);
  if (operation === 'ADD' && a.isConstant) return related(result.full, result.lower, b, a.offset, b.relatedBits, bound);
  if (operation === 'SUB' && b.isConstant) return related(result.full, result.lower, a, -b.offset, a.relatedBits, bound);
  if (operation === 'LSH' && b.isConstant && b.full.unsignedMin === 32n && !result.isConstant) {
    return new AbstractNumber(result.full, result.lower, null, 0n, 64, Infinity, a);
  }
  return bound === Infinity ? result : unrelated(result.full, result.lower, bound);
};

/** Whether a 32-bit operation on these halves, which nothing stands above, gives what the 64-bit one would. */
const isSameIn64 = (operation: UdfArithmetic, a: Bounds, b: Bounds): boolean => {
  if (a.unsignedMax > W32.max || b.unsignedMax > W32.max) return false;
  switch (operation) {
    case 'ADD': return a.unsignedMax + b.unsignedMax <= W32.max;
    case 'SUB': return a.unsignedMin >= b.unsignedMax;
    case 'MUL': return a.unsignedMax * b.unsignedMax <= W32.max;
    case 'LSH': return b.unsignedMax < 32n && a.unsignedMax << b.unsignedMax <= W32.max;
    case 'RSH': return b.unsignedMax < 32n;
    case 'ARSH': return b.unsignedMax < 32n && a.unsignedMax <= W32.signedMax;
    case 'SDIV': case 'SMOD': return a.unsignedMax <= W32.signedMax && b.unsignedMax <= W32.signedMax;
    default: return true;
  }
};

const arithmetic32 = (operation: UdfArithmetic, a: AbstractNumber, b: AbstractNumber): AbstractNumber => {
  if (b.isConstant && (operation === 'ADD' || operation === 'SUB')) {
    const distance = operation === 'ADD' ? b.lower.signedMin : -b.lower.signedMin;
    const isExact = a.full.unsignedMax + distance <= W32.max && a.full.unsignedMin + distance >= 0n;
    if (isExact) return arithmetic64('ADD', a, constant(BigInt.asUintN(64, distance)));
    const lower = boundsOf(operation, W32, a.lower, b.lower);
    const sum = ofLower(lower);
    return related(sum.full, sum.lower, a, distance, 32, Infinity);
  }
  if (isSameIn64(operation, a.full, b.full)) return arithmetic64(operation, a, b);
  return ofLower(boundsOf(operation, W32, a.lower, b.lower));
};

/** The result of an arithmetic operation. UDF-11 to UDF-13. */
export const arithmetic = (operation: UdfArithmetic, width: UdfWidth, a: AbstractNumber, b: AbstractNumber): AbstractNumber => {
  if (operation === 'MOV') return width === 64 ? b : lowerHalf(b);
  if (a.isConstant && b.isConstant) {
    return width === 64
      ? constant(evaluate(operation, W64, a.full.unsignedMin, b.full.unsignedMin))
      : constant(evaluate(operation, W32, a.lower.unsignedMin, b.lower.unsignedMin));
  }
  return width === 64 ? arithmetic64(operation, a, b) : arithmetic32(operation, a, b);
};

/** The number that lies a known distance, a natural below 2^64, behind another one. */
export const plus = (a: AbstractNumber, distance: bigint): AbstractNumber => arithmetic('ADD', 64, a, constant(distance));

export const negation = (width: UdfWidth, a: AbstractNumber): AbstractNumber => arithmetic('SUB', width, ZERO, a);

const SIGNS: Readonly<Record<UdfSignExtension, Width>> = { MOVSX8: W8, MOVSX16: W16, MOVSX32: W32 };

/** The sign of the lowest bits extended to the whole number. */
export const withSignOf = (from: Width, a: AbstractNumber): AbstractNumber => {
  if (from === W32) return signedLowerHalf(a);
  if (a.full.signedMin >= from.signedMin && a.full.signedMax <= from.signedMax) return a;
  return ofFull(signExtended(from, W64, truncated(W64, from, a.full)));
};

/** MOVSX. UDF-14. */
export const signExtension = (operation: UdfSignExtension, width: UdfWidth, a: AbstractNumber): AbstractNumber => {
  const extended = withSignOf(SIGNS[operation], a);
  return width === 64 ? extended : lowerHalf(extended);
};

/** The lowest bits of a number, with zeros above; itself if it has nothing above. */
export const lowestBits = (w: Width, a: AbstractNumber): AbstractNumber => {
  if (a.full.unsignedMax <= w.max) return a;
  return w === W32 ? lowerHalf(a) : arithmetic('AND', 64, a, constant(w.max));
};

const ORDERS: Readonly<Record<UdfByteOrder, readonly [Width, boolean]>> = {
  LE16: [W16, false], LE32: [W32, false], LE64: [W64, false], BE16: [W16, true], BE32: [W32, true], BE64: [W64, true],
  BSWAP16: [W16, true], BSWAP32: [W32, true], BSWAP64: [W64, true],
};

/** LE, BE and BSWAP. UDF-15. */
export const byteOrder = (operation: UdfByteOrder, a: AbstractNumber): AbstractNumber => {
  const [width, isReversed] = ORDERS[operation];
  const lowest = lowestBits(width, a);
  return isReversed ? ofFull(reversed(width, lowest.full)) : lowest;
};
