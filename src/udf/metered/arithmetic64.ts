import { UDF_ARITHMETIC, UDF_BYTE_ORDERS, UDF_SIGN_EXTENSIONS } from '../../abi/udfInstructions.ts';
import type { UdfArithmetic, UdfByteOrder, UdfSignExtension } from '../../abi/udfInstructions.ts';
import { divideSigned, divideUnsigned } from './division.ts';
import { productHigh } from './product.ts';

/*
 * 64-bit operations on halves: cells[d] is the lower half of the destination, cells[d + 1] its upper one, and likewise
 * for the second operand at s. Both are read before anything is written, since s may be d.
 */

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

const setPair = (cells: Int32Array, d: number, low: number, high: number): void => {
  cells[d] = low;
  cells[d + 1] = high;
};

const add = (cells: Int32Array, d: number, low: number, high: number): void => {
  const sum = (cells[d] + low) | 0;
  const carry = sum >>> 0 < low >>> 0 ? 1 : 0;
  setPair(cells, d, sum, cells[d + 1] + high + carry);
};

const subtract = (cells: Int32Array, d: number, low: number, high: number): void => {
  const borrow = cells[d] >>> 0 < low >>> 0 ? 1 : 0;
  setPair(cells, d, cells[d] - low, cells[d + 1] - high - borrow);
};

const multiply = (cells: Int32Array, d: number, low: number, high: number): void => {
  const ownLow = cells[d];
  setPair(cells, d, Math.imul(ownLow, low), productHigh(ownLow, low) + Math.imul(ownLow, high) + Math.imul(cells[d + 1], low));
};

/** Shifts by a count below 64; `>>>` of a 32-bit half by 32 would shift by nothing, so a count of 0 stands apart. */
const shiftLeft = (cells: Int32Array, d: number, count: number): void => {
  if (count === 0) return;
  if (count >= 32) setPair(cells, d, 0, cells[d] << (count - 32));
  else setPair(cells, d, cells[d] << count, (cells[d + 1] << count) | (cells[d] >>> (32 - count)));
};

/** Shifts right; `fill` is what comes in from above: 0, or −1 for a negative number. */
const shiftRight = (cells: Int32Array, d: number, count: number, fill: number): void => {
  if (count === 0) return;
  const high = cells[d + 1];
  if (count === 32) setPair(cells, d, high, fill);
  else if (count > 32) setPair(cells, d, (high >>> (count - 32)) | (fill << (64 - count)), fill);
  else setPair(cells, d, (cells[d] >>> count) | (high << (32 - count)), (high >>> count) | (fill << (32 - count)));
};

/** Destination := destination op operand, by the operation's place in UDF_ARITHMETIC. UDF-11, UDF-13. */
export const arithmetic64 = (operation: number, cells: Int32Array, d: number, s: number): void => {
  const low = cells[s];
  const high = cells[s + 1];
  switch (operation) {
    case ADD: add(cells, d, low, high); return;
    case SUB: subtract(cells, d, low, high); return;
    case MUL: multiply(cells, d, low, high); return;
    case DIV: divideUnsigned(cells, d, low, high, false); return;
    case SDIV: divideSigned(cells, d, low, high, false); return;
    case OR: setPair(cells, d, cells[d] | low, cells[d + 1] | high); return;
    case AND: setPair(cells, d, cells[d] & low, cells[d + 1] & high); return;
    case LSH: shiftLeft(cells, d, low & 63); return;
    case RSH: shiftRight(cells, d, low & 63, 0); return;
    case MOD: divideUnsigned(cells, d, low, high, true); return;
    case SMOD: divideSigned(cells, d, low, high, true); return;
    case XOR: setPair(cells, d, cells[d] ^ low, cells[d + 1] ^ high); return;
    case ARSH: shiftRight(cells, d, low & 63, cells[d + 1] >> 31); return;
    default: setPair(cells, d, low, high);
  }
};

/** UDF-14. */
export const negate64 = (cells: Int32Array, d: number): void => setPair(cells, d, -cells[d], ~cells[d + 1] + (cells[d] === 0 ? 1 : 0));

const extensionNumber = (operation: UdfSignExtension): number => UDF_SIGN_EXTENSIONS.indexOf(operation);
const MOVSX8 = extensionNumber('MOVSX8');
const MOVSX16 = extensionNumber('MOVSX16');

/** The sign of the lowest 8, 16 or 32 bits, extended to 32. UDF-14. */
export const signExtended = (operation: number, value: number): number => {
  switch (operation) {
    case MOVSX8: return (value << 24) >> 24;
    case MOVSX16: return (value << 16) >> 16;
    default: return value;
  }
};

/** UDF-14. */
export const signExtension64 = (operation: number, cells: Int32Array, d: number, s: number): void => {
  const low = signExtended(operation, cells[s]);
  setPair(cells, d, low, low >> 31);
};

const orderNumber = (operation: UdfByteOrder): number => UDF_BYTE_ORDERS.indexOf(operation);
const LE16 = orderNumber('LE16');
const LE32 = orderNumber('LE32');
const LE64 = orderNumber('LE64');
const BE16 = orderNumber('BE16');
const BE32 = orderNumber('BE32');
const BSWAP16 = orderNumber('BSWAP16');
const BSWAP32 = orderNumber('BSWAP32');

const reversed16 = (value: number): number => ((value & 0xff) << 8) | ((value >>> 8) & 0xff);
const reversed32 = (value: number): number => (reversed16(value) << 16) | reversed16(value >>> 16);

/** Memory has the least significant byte first, so BE and BSWAP are the same. UDF-15. */
export const byteOrder = (operation: number, cells: Int32Array, d: number): void => {
  const low = cells[d];
  switch (operation) {
    case LE16: setPair(cells, d, low & 0xffff, 0); return;
    case LE32: setPair(cells, d, low, 0); return;
    case LE64: return;
    case BE16: case BSWAP16: setPair(cells, d, reversed16(low), 0); return;
    case BE32: case BSWAP32: setPair(cells, d, reversed32(low), 0); return;
    default: setPair(cells, d, reversed32(cells[d + 1]), reversed32(low));
  }
};
