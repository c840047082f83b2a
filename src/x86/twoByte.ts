import type { Cpu } from './cpu.ts';
import { conditionHolds } from './arithmetic.ts';
import { bitTestImmediate, bitTestRegister } from './bitTest.ts';
import { bitScan } from './bitScan.ts';
import { compareExchange, compareExchange8, exchangeAdd } from './compareExchange.ts';
import { jumpIf } from './control.ts';
import { decodeModrm, fetch8, fetchSized } from './decode.ts';
import { doubleShift } from './doubleShift.ts';
import { identify, readTimeStamp } from './identification.ts';
import { moveIf, swapBytes } from './moves.ts';
import { imul } from './multiply.ts';
import { isRegisterOperand, readRegister, readRm, regField, sizeOf, writeRegister, writeRm } from './operands.ts';
import { requirePrivilege } from './privileged.ts';
import { FS, GS, SS } from './registers.ts';
import { loadFarPointer, popSegment, pushSegment } from './segmentLoads.ts';
import { NO_FAULT, Vector } from './vectors.ts';
import { fxRestore, fxSave } from './x87/fxState.ts';

/** Executes an instruction of the map after 0x0F. */
export function executeTwoByte(cpu: Cpu, opcode: number): void {
  if (cpu.faultVector !== NO_FAULT) return;
  if (opcode >= 0x80 && opcode < 0x90) {
    jumpIf(cpu, opcode & 15, fetchSized(cpu, cpu.operandSize));
    return;
  }
  if (opcode >= 0x90 && opcode < 0xa0) {
    if (decodeModrm(cpu)) writeRm(cpu, 1, conditionHolds(cpu, opcode & 15) ? 1 : 0);
    return;
  }
  if (opcode >= 0x40 && opcode < 0x50) {
    moveIf(cpu, opcode & 15);
    return;
  }
  if (opcode >= 0xc8 && opcode < 0xd0) {
    swapBytes(cpu, opcode & 7);
    return;
  }
  switch (opcode) {
    case 0x00: case 0x01: descriptorTableGroup(cpu, opcode); return;
    case 0x06: case 0x08: case 0x09: case 0x30: case 0x32: requirePrivilege(cpu); return;
    // MCH-74: the manual's map calls these hints and reserved NOPs: only ModRM is decoded. 0x0B, UD2, is #UD like all that is missing.
    case 0x18: case 0x19: case 0x1a: case 0x1b: case 0x1c: case 0x1d: case 0x1e: case 0x1f: decodeModrm(cpu); return;
    case 0x31: readTimeStamp(cpu); return;
    case 0xa0: case 0xa8: pushSegment(cpu, opcode === 0xa0 ? FS : GS); return;
    case 0xa1: case 0xa9: popSegment(cpu, opcode === 0xa1 ? FS : GS); return;
    case 0xb2: loadFarPointer(cpu, SS); return;
    case 0xb4: case 0xb5: loadFarPointer(cpu, opcode === 0xb4 ? FS : GS); return;
    case 0xa2: identify(cpu); return;
    case 0xa4: case 0xa5: case 0xac: case 0xad: doubleShift(cpu, opcode); return;
    case 0xb0: case 0xb1: compareExchange(cpu, sizeOf(cpu, opcode)); return;
    case 0xbc: case 0xbd: bitScan(cpu, opcode === 0xbd); return;
    case 0xc0: case 0xc1: exchangeAdd(cpu, sizeOf(cpu, opcode)); return;
    case 0xc7: if (decodeModrm(cpu)) compareExchange8(cpu); return;
    case 0x20: case 0x21: case 0x22: case 0x23: moveControlOrDebug(cpu, opcode); return;
    case 0xa3: case 0xab: case 0xb3: case 0xbb: if (decodeModrm(cpu)) bitTestRegister(cpu, (opcode >> 3) & 7); return;
    case 0xba: bitTestGroup(cpu); return;
    case 0xae: fxGroup(cpu); return;
    case 0xaf: imulRegister(cpu); return;
    case 0xb6: case 0xb7: case 0xbe: case 0xbf: extend(cpu, opcode); return;
    default: cpu.raise(Vector.UD, 0);
  }
}

/** FXSAVE and FXRSTOR; the others of this group belong to SSE and later. */
function fxGroup(cpu: Cpu): void {
  if (!decodeModrm(cpu)) return;
  const operation = regField(cpu);
  if (isRegisterOperand(cpu) || operation > 1) cpu.raise(Vector.UD, 0);
  else if (operation === 0) fxSave(cpu);
  else fxRestore(cpu);
}

/** BT BTS BTR BTC with an immediate; reg fields 0 to 3 are undefined. */
function bitTestGroup(cpu: Cpu): void {
  if (!decodeModrm(cpu)) return;
  if (regField(cpu) < 4) {
    cpu.raise(Vector.UD, 0);
    return;
  }
  const position = fetch8(cpu);
  if (cpu.faultVector === NO_FAULT) bitTestImmediate(cpu, position);
}

function imulRegister(cpu: Cpu): void {
  if (!decodeModrm(cpu)) return;
  const size = cpu.operandSize;
  const operand = readRm(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  const register = regField(cpu);
  writeRegister(cpu, register, size, imul(cpu, readRegister(cpu, register, size), operand, size));
}

/** MOVZX and MOVSX. */
function extend(cpu: Cpu, opcode: number): void {
  if (!decodeModrm(cpu)) return;
  const size = (opcode & 1) === 0 ? 1 : 2;
  const value = readRm(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  const spare = 32 - size * 8;
  writeRegister(cpu, regField(cpu), cpu.operandSize, opcode < 0xb8 ? value : (value << spare) >> spare);
}

/** LLDT LTR LGDT LIDT LMSW INVLPG are privileged; the others of these groups are not implemented. */
function descriptorTableGroup(cpu: Cpu, opcode: number): void {
  if (!decodeModrm(cpu)) return;
  const operation = regField(cpu);
  const memory = !isRegisterOperand(cpu);
  const privileged = opcode === 0 ? operation === 2 || operation === 3
    : operation === 6 || (memory && (operation === 2 || operation === 3 || operation === 7));
  if (privileged) requirePrivilege(cpu);
  else cpu.raise(Vector.UD, 0);
}

/** MOV to and from control and debug registers; the mod field is ignored. Registers that do not exist are #UD first. */
function moveControlOrDebug(cpu: Cpu, opcode: number): void {
  const modrm = fetch8(cpu);
  if (cpu.faultVector !== NO_FAULT) return;
  const register = (modrm >> 3) & 7;
  const control = (opcode & 1) === 0;
  if (control && (register === 1 || register > 4)) cpu.raise(Vector.UD, 0);
  else requirePrivilege(cpu);
}
