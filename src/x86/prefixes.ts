import type { Cpu } from './cpu.ts';
import { fetch8, limitFetch } from './decode.ts';
import { fetchOperands } from './fetchOperands.ts';
import { opcodeHasModrm, permitsLock } from './instructionTable.ts';
import { CS, DS, ES, FS, GS, SS } from './registers.ts';
import { NO_FAULT, Vector } from './vectors.ts';

/** Segment register that a prefix byte names, -1 if it is no such prefix. */
function segmentPrefix(byte: number): number {
  switch (byte) {
    case 0x26: return ES;
    case 0x2e: return CS;
    case 0x36: return SS;
    case 0x3e: return DS;
    case 0x64: return FS;
    case 0x65: return GS;
    default: return -1;
  }
}

/** Notes one prefix byte; false if the byte is none. LOCK is reported by `locks`. */
function applyPrefix(cpu: Cpu, byte: number): boolean {
  const segment = segmentPrefix(byte);
  if (segment >= 0) cpu.segmentOverride = cpu.segments[segment];
  else if (byte === 0x66) cpu.operandSize = 2;
  else if (byte === 0x67) cpu.addressSize = 2;
  else if (byte === 0xf2 || byte === 0xf3) cpu.repeat = byte;
  else return byte === 0xf0;
  return true;
}

/**
 * Executes an instruction whose first byte is a prefix; `execute` is the interpreter of opcodes, which calls this.
 * Of several segment or REP prefixes the last one counts.
 */
export function executePrefixed(cpu: Cpu, firstPrefix: number, execute: (cpu: Cpu, opcode: number) => void): void {
  let byte = firstPrefix;
  let locked = false;
  for (let count = 1; applyPrefix(cpu, byte); count++) {
    if (byte === 0xf0) locked = true;
    // Without prefixes no instruction exceeds eleven bytes, so the limit matters only beyond four of them.
    if (count === 4) limitFetch(cpu);
    byte = fetch8(cpu);
    if (cpu.faultVector !== NO_FAULT) break;
  }
  if (cpu.faultVector === NO_FAULT) {
    if (locked && !mayLock(cpu, byte)) refuseLock(cpu, byte);
    else execute(cpu, byte);
  }
  resetPrefixes(cpu);
}

function resetPrefixes(cpu: Cpu): void {
  cpu.operandSize = 4;
  cpu.addressSize = 4;
  cpu.segmentOverride = null;
  cpu.repeat = 0;
  if (cpu.longInstruction) {
    cpu.longInstruction = false;
    cpu.windowLength = 0;
  }
}

/** MCH-39: #UD, after the rest of the instruction has been fetched: a page fault or the length limit there comes first. */
function refuseLock(cpu: Cpu, opcode: number): void {
  fetchOperands(cpu, opcode === 0x0f ? 0x0f00 | fetch8(cpu) : opcode);
  cpu.raise(Vector.UD, 0);
}

/** MCH-39: LOCK is legal only before the read-modify-write instructions of the SDM's list, with a memory operand. */
function mayLock(cpu: Cpu, opcode: number): boolean {
  const start = cpu.pc;
  const full = opcode === 0x0f ? 0x0f00 | fetch8(cpu) : opcode;
  const modrm = opcodeHasModrm(full) ? fetch8(cpu) : 0;
  cpu.pc = start;
  // A byte that cannot be fetched faults first.
  return cpu.faultVector !== NO_FAULT || permitsLock(full, modrm);
}
