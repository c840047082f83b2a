import type { Cpu } from './cpu.ts';
import { decodeModrm, fetch16, fetch32, fetch8, fetchSized } from './decode.ts';
import { findInstruction, hasModrm, opcodeHasModrm } from './instructionTable.ts';
import type { OperandForm } from './instructionTable.ts';
import { NO_FAULT } from './vectors.ts';

/**
 * Fetches what an instruction has behind its opcode and drops it, for an instruction that will be refused
 * when all of it has been seen. An opcode that is not implemented has nothing behind it.
 */
export function fetchOperands(cpu: Cpu, opcode: number): void {
  if (cpu.faultVector !== NO_FAULT) return;
  const start = cpu.pc;
  const modrm = opcodeHasModrm(opcode) ? fetch8(cpu) : 0;
  cpu.pc = start;
  const instruction = findInstruction(opcode, modrm);
  if (instruction === undefined) return;
  if (hasModrm(instruction) && !decodeModrm(cpu)) return;
  for (const form of instruction.operands) fetchImmediate(cpu, form);
}

function fetchImmediate(cpu: Cpu, form: OperandForm): void {
  switch (form) {
    case 'Ib': case 'Is': case 'Jb': fetch8(cpu); return;
    case 'Iw': fetch16(cpu); return;
    case 'Iz': case 'Jz': fetchSized(cpu, cpu.operandSize); return;
    case 'Ap': fetchSized(cpu, cpu.operandSize); fetch16(cpu); return;
    case 'Ob': case 'Ov': if (cpu.addressSize === 4) fetch32(cpu); else fetch16(cpu); return;
    default:
  }
}
