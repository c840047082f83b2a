import type { Cpu } from './cpu.ts';
import { CMP, arithmetic, decrement, increment, logic } from './arithmetic.ts';
import { bound } from './bound.ts';
import { call, jumpIf, jumpRelative, loop, ret } from './control.ts';
import { adjustPacked, adjustUnpacked, joinDigits, splitDigits } from './decimal.ts';
import { decodeModrm, fetch16, fetch32, fetch8, fetchSigned8, fetchSized } from './decode.ts';
import { farReturn, transferDirect } from './farTransfers.ts';
import { group3, group4, group5, shiftGroup } from './groups.ts';
import { softwareInterrupt } from './interrupts.ts';
import { iret } from './iret.ts';
import { readSized, writeSized } from './memory.ts';
import { translateByte } from './moves.ts';
import { imul } from './multiply.ts';
import { isRegisterOperand, modifyRm, readRegister, readRm, regField, sizeOf, storeRm, writeRegister, writeRm } from './operands.ts';
import { executePrefixed } from './prefixes.ts';
import { cli, hlt, portAccess, sti } from './privileged.ts';
import { CF, DF, DS, EAX, EDX, ES, ESP, OF } from './registers.ts';
import { adjustPrivilege, loadFarPointer, moveFromSegment, moveToSegment, popSegment, pushSegment } from './segmentLoads.ts';
import { enter, lahf, leave, popRegister, popa, popf, push, pusha, pushf, peek, sahf } from './stack.ts';
import { stringOperation } from './strings.ts';
import { executeTwoByte } from './twoByte.ts';
import { NO_FAULT, Vector } from './vectors.ts';
import { wait } from './x87/availability.ts';
import { executeEscape } from './x87/escape.ts';

/*
 * The one-byte opcode map, by rows of eight opcodes. Handlers read their operands, compute and commit last;
 * one that records a fault has changed no register, flag or memory except as its own comment says.
 */

/** Executes the instruction whose first opcode byte has been fetched; leaves the next EIP in `pc`. */
export function execute(cpu: Cpu, opcode: number): void {
  switch (opcode >> 3) {
    case 0: case 1: case 2: case 3: case 4: case 5: case 6: case 7: arithmeticRow(cpu, opcode); return;
    case 8: writeRegister(cpu, opcode & 7, cpu.operandSize, increment(cpu, readRegister(cpu, opcode & 7, cpu.operandSize), cpu.operandSize)); return;
    case 9: writeRegister(cpu, opcode & 7, cpu.operandSize, decrement(cpu, readRegister(cpu, opcode & 7, cpu.operandSize), cpu.operandSize)); return;
    case 10: push(cpu, readRegister(cpu, opcode & 7, cpu.operandSize), cpu.operandSize); return;
    case 11: popRegister(cpu, opcode & 7); return;
    case 12: row60(cpu, opcode); return;
    case 13: row68(cpu, opcode); return;
    case 14: case 15: jumpIf(cpu, opcode & 15, fetchSigned8(cpu)); return;
    case 16: row80(cpu, opcode); return;
    case 17: moveRow(cpu, opcode); return;
    case 18: exchangeAccumulator(cpu, opcode & 7); return;
    case 19: row98(cpu, opcode); return;
    case 20: rowA0(cpu, opcode); return;
    case 21: rowA8(cpu, opcode); return;
    case 22: case 23: moveImmediate(cpu, opcode & 7, opcode < 0xb8 ? 1 : cpu.operandSize); return;
    case 24: rowC0(cpu, opcode); return;
    case 25: rowC8(cpu, opcode); return;
    case 26: rowD0(cpu, opcode); return;
    case 27: executeEscape(cpu, opcode); return;
    case 28: rowE0(cpu, opcode); return;
    case 29: rowE8(cpu, opcode); return;
    case 30: rowF0(cpu, opcode); return;
    default: rowF8(cpu, opcode);
  }
}

function undefinedOpcode(cpu: Cpu): void {
  cpu.raise(Vector.UD, 0);
}

/** ADD OR ADC SBB AND SUB XOR CMP in their six forms; forms 6 and 7 are prefixes and others. */
function arithmeticRow(cpu: Cpu, opcode: number): void {
  const size = sizeOf(cpu, opcode);
  switch (opcode & 7) {
    case 0: case 1: arithmeticToRm(cpu, opcode >> 3, size); return;
    case 2: case 3: arithmeticToRegister(cpu, opcode >> 3, size); return;
    case 4: case 5: arithmeticToAccumulator(cpu, opcode >> 3, size); return;
    default:
      if (opcode === 0x0f) executeTwoByte(cpu, fetch8(cpu));
      else if ((opcode & 0x27) === 0x26) executePrefixed(cpu, opcode, execute);
      else behindArithmetic(cpu, opcode);
  }
}

/** PUSH and POP of segment registers, DAA DAS AAA AAS. */
function behindArithmetic(cpu: Cpu, opcode: number): void {
  switch (opcode) {
    case 0x06: case 0x0e: case 0x16: case 0x1e: pushSegment(cpu, opcode >> 3); return;
    case 0x07: case 0x17: case 0x1f: popSegment(cpu, opcode >> 3); return;
    case 0x27: adjustPacked(cpu, 1); return;
    case 0x2f: adjustPacked(cpu, -1); return;
    case 0x37: adjustUnpacked(cpu, 1); return;
    default: adjustUnpacked(cpu, -1);
  }
}

function arithmeticToRm(cpu: Cpu, operation: number, size: number): void {
  if (!decodeModrm(cpu)) return;
  combineRm(cpu, operation, readRegister(cpu, regField(cpu), size), size);
}

/** r/m := r/m op value. CMP only reads it. */
function combineRm(cpu: Cpu, operation: number, value: number, size: number): void {
  const operand = operation === CMP ? readRm(cpu, size) : modifyRm(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  const result = arithmetic(cpu, operation, operand, value, size);
  if (operation !== CMP) storeRm(cpu, size, result);
}

function arithmeticToRegister(cpu: Cpu, operation: number, size: number): void {
  if (!decodeModrm(cpu)) return;
  const value = readRm(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  const register = regField(cpu);
  const result = arithmetic(cpu, operation, readRegister(cpu, register, size), value, size);
  if (operation !== CMP) writeRegister(cpu, register, size, result);
}

function arithmeticToAccumulator(cpu: Cpu, operation: number, size: number): void {
  const value = fetchSized(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  const result = arithmetic(cpu, operation, readRegister(cpu, EAX, size), value, size);
  if (operation !== CMP) writeRegister(cpu, EAX, size, result);
}

/** PUSHA POPA BOUND ARPL and prefixes. */
function row60(cpu: Cpu, opcode: number): void {
  if (opcode === 0x60) pusha(cpu);
  else if (opcode === 0x61) popa(cpu);
  else if (opcode >= 0x64) executePrefixed(cpu, opcode, execute);
  else if (opcode === 0x62) bound(cpu);
  else adjustPrivilege(cpu);
}

/** PUSH immediate, IMUL with three operands, INS and OUTS. */
function row68(cpu: Cpu, opcode: number): void {
  if (opcode >= 0x6c) {
    portAccess(cpu);
    return;
  }
  const size = cpu.operandSize;
  const short = (opcode & 2) !== 0;
  if ((opcode & 1) !== 0 && !decodeModrm(cpu)) return;
  const value = short ? fetchSigned8(cpu) : fetchSized(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  if ((opcode & 1) === 0) {
    push(cpu, value, size);
    return;
  }
  const operand = readRm(cpu, size);
  if (cpu.faultVector === NO_FAULT) writeRegister(cpu, regField(cpu), size, imul(cpu, operand, value, size));
}

/** Arithmetic with immediates, TEST, XCHG. */
function row80(cpu: Cpu, opcode: number): void {
  const size = sizeOf(cpu, opcode);
  if (!decodeModrm(cpu)) return;
  if (opcode < 0x84) {
    const value = opcode === 0x83 ? fetchSigned8(cpu) & (size === 2 ? 0xffff : -1) : fetchSized(cpu, size);
    if (cpu.faultVector === NO_FAULT) combineRm(cpu, regField(cpu), value, size);
    return;
  }
  const register = readRegister(cpu, regField(cpu), size);
  const operand = opcode < 0x86 ? readRm(cpu, size) : modifyRm(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  if (opcode < 0x86) {
    logic(cpu, operand & register, size);
    return;
  }
  storeRm(cpu, size, register);
  writeRegister(cpu, regField(cpu), size, operand);
}

/** MOV, LEA, POP r/m. */
function moveRow(cpu: Cpu, opcode: number): void {
  if (opcode === 0x8f) {
    popRm(cpu);
    return;
  }
  if (!decodeModrm(cpu)) return;
  const size = sizeOf(cpu, opcode);
  switch (opcode) {
    case 0x88: case 0x89: writeRm(cpu, size, readRegister(cpu, regField(cpu), size)); return;
    case 0x8a: case 0x8b: {
      const value = readRm(cpu, size);
      if (cpu.faultVector === NO_FAULT) writeRegister(cpu, regField(cpu), size, value);
      return;
    }
    case 0x8c: moveFromSegment(cpu); return;
    case 0x8e: moveToSegment(cpu); return;
    case 0x8d:
      if (isRegisterOperand(cpu)) undefinedOpcode(cpu);
      else writeRegister(cpu, regField(cpu), cpu.operandSize, cpu.address);
      return;
    default: undefinedOpcode(cpu);
  }
}

/** POP r/m: the address is computed with ESP already moved; a fault restores ESP. */
function popRm(cpu: Cpu): void {
  const size = cpu.operandSize;
  const top = cpu.regs[ESP];
  cpu.regs[ESP] = top + size;
  const decoded = decodeModrm(cpu);
  cpu.regs[ESP] = top;
  if (!decoded) return;
  if (regField(cpu) !== 0) {
    undefinedOpcode(cpu);
    return;
  }
  const value = peek(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  cpu.regs[ESP] = top + size;
  writeRm(cpu, size, value);
  if (cpu.faultVector !== NO_FAULT) cpu.regs[ESP] = top;
}

/** XCHG with the accumulator; number 0 is NOP. */
function exchangeAccumulator(cpu: Cpu, register: number): void {
  const size = cpu.operandSize;
  const value = readRegister(cpu, register, size);
  writeRegister(cpu, register, size, readRegister(cpu, EAX, size));
  writeRegister(cpu, EAX, size, value);
}

/** CBW CWDE CWD CDQ, far CALL, WAIT, PUSHF POPF SAHF LAHF. */
function row98(cpu: Cpu, opcode: number): void {
  const { regs, operandSize } = cpu;
  switch (opcode) {
    case 0x98:
      if (operandSize === 4) regs[EAX] = (regs[EAX] << 16) >> 16;
      else writeRegister(cpu, EAX, 2, (regs[EAX] << 24) >> 24);
      return;
    case 0x99:
      if (operandSize === 4) regs[EDX] = regs[EAX] >> 31;
      else writeRegister(cpu, EDX, 2, (regs[EAX] << 16) >> 31);
      return;
    case 0x9a: transferDirect(cpu, true); return;
    case 0x9c: pushf(cpu); return;
    case 0x9d: popf(cpu); return;
    case 0x9e: sahf(cpu); return;
    case 0x9f: lahf(cpu); return;
    default: wait(cpu);
  }
}

/** MOV between accumulator and absolute address, MOVS, CMPS. */
function rowA0(cpu: Cpu, opcode: number): void {
  const size = sizeOf(cpu, opcode);
  if (opcode >= 0xa4) {
    stringOperation(cpu, opcode & 0xfe, size);
    return;
  }
  const offset = cpu.addressSize === 4 ? fetch32(cpu) : fetch16(cpu);
  if (cpu.faultVector !== NO_FAULT) return;
  const segment = cpu.segmentOverride ?? cpu.ds;
  if (opcode >= 0xa2) {
    writeSized(cpu, segment, offset, size, readRegister(cpu, EAX, size));
    return;
  }
  const value = readSized(cpu, segment, offset, size);
  if (cpu.faultVector === NO_FAULT) writeRegister(cpu, EAX, size, value);
}

/** TEST with an immediate, STOS, LODS, SCAS. */
function rowA8(cpu: Cpu, opcode: number): void {
  const size = sizeOf(cpu, opcode);
  if (opcode >= 0xaa) {
    stringOperation(cpu, opcode & 0xfe, size);
    return;
  }
  const value = fetchSized(cpu, size);
  if (cpu.faultVector === NO_FAULT) logic(cpu, readRegister(cpu, EAX, size) & value, size);
}

function moveImmediate(cpu: Cpu, register: number, size: number): void {
  const value = fetchSized(cpu, size);
  if (cpu.faultVector === NO_FAULT) writeRegister(cpu, register, size, value);
}

/** Shifts by an immediate, RET, LES LDS, MOV r/m with an immediate. */
function rowC0(cpu: Cpu, opcode: number): void {
  switch (opcode) {
    case 0xc0: case 0xc1:
      if (decodeModrm(cpu)) shiftGroup(cpu, sizeOf(cpu, opcode), fetch8(cpu));
      return;
    case 0xc2: {
      const parameterBytes = fetch16(cpu);
      if (cpu.faultVector === NO_FAULT) ret(cpu, parameterBytes);
      return;
    }
    case 0xc3: ret(cpu, 0); return;
    case 0xc4: loadFarPointer(cpu, ES); return;
    case 0xc5: loadFarPointer(cpu, DS); return;
    default: moveImmediateToRm(cpu, sizeOf(cpu, opcode));
  }
}

function moveImmediateToRm(cpu: Cpu, size: number): void {
  if (!decodeModrm(cpu)) return;
  if (regField(cpu) !== 0) {
    undefinedOpcode(cpu);
    return;
  }
  const value = fetchSized(cpu, size);
  if (cpu.faultVector === NO_FAULT) writeRm(cpu, size, value);
}

/** ENTER LEAVE, far RET, INT3 INT INTO IRET. */
function rowC8(cpu: Cpu, opcode: number): void {
  switch (opcode) {
    case 0xc8: enter(cpu); return;
    case 0xc9: leave(cpu); return;
    case 0xcc: softwareInterrupt(cpu, Vector.BP); return;
    case 0xcd: softwareInterrupt(cpu, fetch8(cpu)); return;
    case 0xce: if ((cpu.flags & OF) !== 0) softwareInterrupt(cpu, Vector.OF); return;
    case 0xcf: iret(cpu); return;
    default: {
      const parameterBytes = opcode === 0xca ? fetch16(cpu) : 0;
      if (cpu.faultVector === NO_FAULT) farReturn(cpu, parameterBytes);
    }
  }
}

/** Shifts by one and by CL, AAM AAD XLAT. MCH-75: 0xD6, SALC, is in no manual and refused. */
function rowD0(cpu: Cpu, opcode: number): void {
  if (opcode < 0xd4) {
    if (decodeModrm(cpu)) shiftGroup(cpu, sizeOf(cpu, opcode), opcode < 0xd2 ? 1 : cpu.regs[1]);
  } else if (opcode < 0xd6) {
    const base = fetch8(cpu);
    if (cpu.faultVector !== NO_FAULT) return;
    if (opcode === 0xd4) splitDigits(cpu, base);
    else joinDigits(cpu, base);
  } else if (opcode === 0xd7) translateByte(cpu);
  else undefinedOpcode(cpu);
}

/** LOOP, JECXZ, IN and OUT with an immediate port. */
function rowE0(cpu: Cpu, opcode: number): void {
  if (opcode < 0xe4) {
    loop(cpu, opcode, fetchSigned8(cpu));
    return;
  }
  fetch8(cpu);
  portAccess(cpu);
}

/** CALL, JMP, IN and OUT through DX. */
function rowE8(cpu: Cpu, opcode: number): void {
  const size = cpu.operandSize;
  switch (opcode) {
    case 0xe8: {
      const displacement = fetchSized(cpu, size);
      if (cpu.faultVector === NO_FAULT) call(cpu, cpu.pc + displacement);
      return;
    }
    case 0xe9: jumpRelative(cpu, fetchSized(cpu, size)); return;
    case 0xea: transferDirect(cpu, false); return;
    case 0xeb: jumpRelative(cpu, fetchSigned8(cpu)); return;
    default: portAccess(cpu);
  }
}

/** Prefixes, HLT, CMC, groups 3. */
function rowF0(cpu: Cpu, opcode: number): void {
  switch (opcode) {
    case 0xf0: case 0xf2: case 0xf3: executePrefixed(cpu, opcode, execute); return;
    case 0xf4: hlt(cpu); return;
    case 0xf5: cpu.flags ^= CF; return;
    case 0xf6: case 0xf7: if (decodeModrm(cpu)) group3(cpu, sizeOf(cpu, opcode)); return;
    default: undefinedOpcode(cpu);
  }
}

/** Flag instructions, groups 4 and 5. */
function rowF8(cpu: Cpu, opcode: number): void {
  switch (opcode) {
    case 0xf8: cpu.flags &= ~CF; return;
    case 0xf9: cpu.flags |= CF; return;
    case 0xfa: cli(cpu); return;
    case 0xfb: sti(cpu); return;
    case 0xfc: cpu.flags &= ~DF; return;
    case 0xfd: cpu.flags |= DF; return;
    case 0xfe: if (decodeModrm(cpu)) group4(cpu); return;
    default: if (decodeModrm(cpu)) group5(cpu);
  }
}
