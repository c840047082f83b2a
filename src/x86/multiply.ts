import type { Cpu } from './cpu.ts';
import { EAX, EDX } from './registers.ts';
import { Vector } from './vectors.ts';
import { readRegister, writeRegister } from './operands.ts';
import { setProductFlags, sizeMask } from './arithmetic.ts';

/** High word of the unsigned 64-bit product of two words. */
export function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // A product of halves leaves room for two more halves in an unsigned word, so no carry is lost.
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const other = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (other >>> 16)) | 0;
}

/** High word of the signed 64-bit product. */
function multiplyHighSigned(a: number, b: number): number {
  return (multiplyHigh(a, b) - (a < 0 ? b : 0) - (b < 0 ? a : 0)) | 0;
}

function signExtend(value: number, size: number): number {
  const spare = 32 - size * 8;
  return (value << spare) >> spare;
}

/** Stores a double-width product in AX, DX:AX or EDX:EAX. */
function storeProduct(cpu: Cpu, low: number, high: number, size: number): void {
  if (size === 1) {
    writeRegister(cpu, EAX, 2, (low & 0xff) | ((high & 0xff) << 8));
    return;
  }
  writeRegister(cpu, EAX, size, low);
  writeRegister(cpu, EDX, size, high);
}

/** MUL: unsigned product of the accumulator and `operand`. */
export function mul(cpu: Cpu, operand: number, size: number): void {
  const a = readRegister(cpu, EAX, size);
  let low: number;
  let high: number;
  if (size === 4) {
    low = Math.imul(a, operand);
    high = multiplyHigh(a, operand);
  } else {
    const product = a * operand;
    low = product & sizeMask(size);
    high = Math.floor(product / (sizeMask(size) + 1));
  }
  storeProduct(cpu, low, high, size);
  setProductFlags(cpu, low, high !== 0, size);
}

/** IMUL with one operand: signed product of the accumulator and `operand`. */
export function imulWide(cpu: Cpu, operand: number, size: number): void {
  const a = signExtend(readRegister(cpu, EAX, size), size);
  const b = signExtend(operand, size);
  const product = Math.imul(a, b);
  const low = product & sizeMask(size);
  const high = size === 4 ? multiplyHighSigned(a, b) : (product >> (size * 8)) & sizeMask(size);
  storeProduct(cpu, low, high, size);
  setProductFlags(cpu, low, high !== ((signExtend(low, size) >> 31) & sizeMask(size)), size);
}

/** IMUL with two or three operands: the truncated product. */
export function imul(cpu: Cpu, first: number, second: number, size: number): number {
  const a = signExtend(first, size);
  const b = signExtend(second, size);
  const product = Math.imul(a, b);
  const low = product & sizeMask(size);
  const overflow = size === 4 ? multiplyHighSigned(a, b) !== product >> 31 : product !== signExtend(low, size);
  setProductFlags(cpu, low, overflow, size);
  return low;
}

/** Stores quotient and remainder in AL and AH, AX and DX or EAX and EDX. */
function storeQuotient(cpu: Cpu, quotient: number, remainder: number, size: number): void {
  if (size === 1) {
    writeRegister(cpu, EAX, 2, (quotient & 0xff) | ((remainder & 0xff) << 8));
    return;
  }
  writeRegister(cpu, EAX, size, quotient);
  writeRegister(cpu, EDX, size, remainder);
}

/** DIV: #DE if the divisor is zero or the quotient does not fit. Flags, undefined, keep their values. */
export function div(cpu: Cpu, operand: number, size: number): void {
  const divisor = operand >>> 0;
  if (size === 4) {
    divide64(cpu, divisor);
    return;
  }
  const dividend = size === 1 ? readRegister(cpu, EAX, 2)
    : readRegister(cpu, EDX, 2) * 0x10000 + readRegister(cpu, EAX, 2);
  const quotient = Math.floor(dividend / divisor);
  if (divisor === 0 || quotient > sizeMask(size)) {
    cpu.raise(Vector.DE, 0);
    return;
  }
  storeQuotient(cpu, quotient, dividend % divisor, size);
}

function divide64(cpu: Cpu, divisor: number): void {
  const high = cpu.regs[EDX] >>> 0;
  // The quotient fits exactly when the high half is below the divisor; this covers zero.
  if (high >= divisor) {
    cpu.raise(Vector.DE, 0);
    return;
  }
  const low = cpu.regs[EAX] >>> 0;
  if (high < 0x200000) {
    // Below 2^53 the host's floating point holds the dividend exactly.
    const dividend = high * 0x100000000 + low;
    const remainder = dividend % divisor;
    storeQuotient(cpu, ((dividend - remainder) / divisor) | 0, remainder | 0, 4);
    return;
  }
  const dividend = (BigInt(high) << 32n) | BigInt(low);
  const quotient = dividend / BigInt(divisor);
  storeQuotient(cpu, Number(quotient) | 0, Number(dividend % BigInt(divisor)) | 0, 4);
}

/** IDIV: truncates towards zero; #DE if the divisor is zero or the quotient does not fit. */
export function idiv(cpu: Cpu, operand: number, size: number): void {
  if (size === 4) {
    divideSigned64(cpu, operand);
    return;
  }
  const divisor = signExtend(operand, size);
  const dividend = size === 1 ? signExtend(readRegister(cpu, EAX, 2), 2)
    : (readRegister(cpu, EDX, 2) << 16) | readRegister(cpu, EAX, 2);
  const quotient = Math.trunc(dividend / divisor);
  const limit = size === 1 ? 0x80 : 0x8000;
  if (divisor === 0 || quotient < -limit || quotient >= limit) {
    cpu.raise(Vector.DE, 0);
    return;
  }
  storeQuotient(cpu, quotient, dividend % divisor, size);
}

function divideSigned64(cpu: Cpu, divisor: number): void {
  const high = cpu.regs[EDX];
  const low = cpu.regs[EAX];
  // The usual case, a dividend that CDQ made, needs no wide arithmetic.
  if (divisor !== 0 && high === low >> 31 && !(divisor === -1 && low === -0x80000000)) {
    storeQuotient(cpu, (low / divisor) | 0, (low % divisor) | 0, 4);
    return;
  }
  const dividend = BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low >>> 0));
  const quotient = divisor === 0 ? 0n : dividend / BigInt(divisor);
  if (divisor === 0 || quotient !== BigInt.asIntN(32, quotient)) {
    cpu.raise(Vector.DE, 0);
    return;
  }
  storeQuotient(cpu, Number(quotient), Number(dividend % BigInt(divisor)), 4);
}
