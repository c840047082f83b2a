import type { Cpu } from '../cpu.ts';
import type { Fpu } from './fpu.ts';
import { integerIndefinite, toInteger } from './integerFormats.ts';
import { openOperand, writeHalf, writeTenBytes, writeWord } from './operands.ts';
import { decimalIndefinite, toDecimal } from './packedDecimal.ts';
import { toDouble, toSingle } from './realFormats.ts';

/*
 * FST FSTP FIST FISTP FBSTP to memory. The number is converted first; memory, stack and flags change only once it is
 * known that no page forbids it and no unmasked exception.
 */

const EXTENDED_BYTES = 10;
const EXTENDED_ALIGNMENT = 8;

/** Reads ST(0) to be stored; an empty one is a stack underflow and gives the indefinite QNaN. */
function takeTop(fpu: Fpu): boolean {
  fpu.begin();
  fpu.read(0, fpu.result);
  if (!fpu.isEmpty(0)) return true;
  fpu.stackUnderflow();
  fpu.result.setIndefinite();
  return false;
}

/** Opens the operand if its exceptions let it be written. */
function openStore(cpu: Cpu, bytes: number, alignment: number): boolean {
  if (cpu.fpu.mayStore()) return openOperand(cpu, bytes, alignment);
  cpu.fpu.commitStore();
  return false;
}

function endStore(fpu: Fpu, pops: boolean): void {
  fpu.commit();
  if (pops) fpu.pop();
}

export function storeSingle(cpu: Cpu, pops: boolean): void {
  const { fpu } = cpu;
  takeTop(fpu);
  const bits = toSingle(fpu, fpu.result);
  if (!openStore(cpu, 4, 4)) return;
  writeWord(cpu, 0, bits);
  endStore(fpu, pops);
}

export function storeDouble(cpu: Cpu, pops: boolean): void {
  const { fpu } = cpu;
  takeTop(fpu);
  toDouble(fpu, fpu.result);
  if (!openStore(cpu, 8, 8)) return;
  writeWord(cpu, 0, fpu.result.low);
  writeWord(cpu, 4, fpu.result.high);
  endStore(fpu, pops);
}

/** FSTP m80 stores any bits as they are. */
export function storeExtended(cpu: Cpu): void {
  const { fpu } = cpu;
  takeTop(fpu);
  if (!openStore(cpu, EXTENDED_BYTES, EXTENDED_ALIGNMENT)) return;
  writeTenBytes(cpu, 0, fpu.result);
  endStore(fpu, true);
}

/** FIST and FISTP of 16, 32 or 64 bits. */
export function storeInteger(cpu: Cpu, bits: number, pops: boolean): void {
  const { fpu } = cpu;
  if (takeTop(fpu)) toInteger(fpu, fpu.result, bits);
  else integerIndefinite(fpu, fpu.result, bits);
  if (!openStore(cpu, bits / 8, bits / 8)) return;
  if (bits === 16) writeHalf(cpu, 0, fpu.result.low);
  else writeWord(cpu, 0, fpu.result.low);
  if (bits === 64) writeWord(cpu, 4, fpu.result.high);
  endStore(fpu, pops);
}

export function storeDecimal(cpu: Cpu): void {
  const { fpu } = cpu;
  const bytes = takeTop(fpu) ? toDecimal(fpu, fpu.result) : decimalIndefinite();
  if (!openStore(cpu, EXTENDED_BYTES, EXTENDED_ALIGNMENT)) return;
  for (let i = 0; i < EXTENDED_BYTES; i += 2) writeHalf(cpu, i, bytes[i] | (bytes[i + 1] << 8));
  endStore(fpu, true);
}
