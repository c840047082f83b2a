import type { Cpu } from '../cpu.ts';
import { requireCoprocessor } from './availability.ts';
import { openOperand, readHalf, readIsDone, readTenBytes, readWord, writeHalf, writeTenBytes, writeWord } from './operands.ts';
import { NO_FAULT, Vector } from '../vectors.ts';

/*
 * FXSAVE and FXRSTOR (SDM vol. 1, 10.5): 512 bytes at a multiple of 16. There is no SSE: MXCSR, its mask and the places
 * of the XMM registers are neither written nor read.
 */

const IMAGE_BYTES = 512;
const ALIGNMENT = 16;
const REGISTERS = 8;
const FIRST_REGISTER = 32;
const REGISTER_STRIDE = 16;

/** Places of the fields in the image (SDM vol. 2A, FXSAVE, table 3-43). */
const CONTROL_AT = 0;
const STATUS_AT = 2;
const TAGS_AT = 4;
const OPCODE_AT = 6;
const EIP_AT = 8;
const CODE_AT = 12;
const DATA_AT = 16;
const DATA_SEGMENT_AT = 20;

/** MCH-102: an address that is no multiple of 16 is #GP(0). */
function mayAccess(cpu: Cpu): boolean {
  if (!requireCoprocessor(cpu)) return false;
  if (((cpu.addressSegment.base + cpu.address) & (ALIGNMENT - 1)) !== 0) cpu.raise(Vector.GP, 0);
  return cpu.faultVector === NO_FAULT;
}

export function fxSave(cpu: Cpu): void {
  const { fpu } = cpu;
  if (!mayAccess(cpu) || !openOperand(cpu, IMAGE_BYTES, ALIGNMENT)) return;
  writeHalf(cpu, CONTROL_AT, fpu.control);
  writeHalf(cpu, STATUS_AT, fpu.status);
  writeHalf(cpu, TAGS_AT, fpu.full);
  writeHalf(cpu, OPCODE_AT, fpu.lastOpcode);
  writeWord(cpu, EIP_AT, fpu.lastEip);
  writeWord(cpu, CODE_AT, fpu.lastCode);
  writeWord(cpu, DATA_AT, fpu.lastData);
  writeWord(cpu, DATA_SEGMENT_AT, fpu.lastDataSegment);
  for (let i = 0; i < REGISTERS; i++) {
    const at = FIRST_REGISTER + i * REGISTER_STRIDE;
    fpu.read(i, fpu.a);
    writeTenBytes(cpu, at, fpu.a);
    writeHalf(cpu, at + 10, 0);
    writeWord(cpu, at + 12, 0);
  }
}

export function fxRestore(cpu: Cpu): void {
  const { fpu } = cpu;
  if (!mayAccess(cpu)) return;
  // Nothing is loaded before every byte of the image may be read.
  for (let at = 0; at < IMAGE_BYTES; at += 4) readWord(cpu, at);
  if (!readIsDone(cpu, ALIGNMENT)) return;
  fpu.control = readHalf(cpu, CONTROL_AT);
  fpu.status = readHalf(cpu, STATUS_AT);
  for (let i = 0; i < REGISTERS; i++) {
    readTenBytes(cpu, FIRST_REGISTER + i * REGISTER_STRIDE, fpu.a);
    fpu.write(i, fpu.a);
  }
  fpu.full = readHalf(cpu, TAGS_AT) & 0xff;
  fpu.lastOpcode = readHalf(cpu, OPCODE_AT) & 0x7ff;
  fpu.lastEip = readWord(cpu, EIP_AT);
  fpu.lastCode = readWord(cpu, CODE_AT) & 0xffff;
  fpu.lastData = readWord(cpu, DATA_AT);
  fpu.lastDataSegment = readWord(cpu, DATA_SEGMENT_AT) & 0xffff;
}
