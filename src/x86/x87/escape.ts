import type { Cpu } from '../cpu.ts';
import { decodeModrm } from '../decode.ts';
import { NO_FAULT, Vector } from '../vectors.ts';
import { requireCoprocessor, requireNoPending } from './availability.ts';
import { executeMemoryForm } from './memoryForms.ts';
import { executeRegisterForm } from './registerForms.ts';
import { X87_ROWS, opcodesOf } from './x87Table.ts';
import type { X87Role } from './x87Table.ts';

/** What an opcode and its ModRM are; 0 is no instruction. */
const ROLES: Readonly<Record<X87Role, number>> = { numeric: 1, control: 2, nowait: 3 };

/** The role by opcode (low three bits) and ModRM. */
const ROLE_OF = buildRoles();

function buildRoles(): Uint8Array {
  const roles = new Uint8Array(8 * 256);
  for (const row of X87_ROWS) {
    if (row.extension < 0) for (const opcode of opcodesOf(row)) roles[opcode & 0x7ff] = ROLES[row.role];
    else for (let modrm = 0; modrm < 0xc0; modrm++) if (((modrm >> 3) & 7) === row.extension) roles[((row.opcode & 7) << 8) | modrm] = ROLES[row.role];
  }
  return roles;
}

/**
 * Executes an instruction of the floating-point unit, opcodes D8 to DF. MCH-92: what comes first are the faults of its bytes,
 * then #NM, then #UD, then a pending exception, then its operand.
 */
export function executeEscape(cpu: Cpu, opcode: number): void {
  if (!decodeModrm(cpu) || !requireCoprocessor(cpu)) return;
  const { modrm } = cpu;
  const role = ROLE_OF[((opcode & 7) << 8) | modrm];
  if (role === 0) {
    cpu.raise(Vector.UD, 0);
    return;
  }
  if (role !== ROLES.nowait && !requireNoPending(cpu)) return;
  if (modrm < 0xc0) executeMemoryForm(cpu, opcode, (modrm >> 3) & 7);
  else executeRegisterForm(cpu, opcode, modrm);
  if (role === ROLES.numeric && cpu.faultVector === NO_FAULT) remember(cpu, opcode);
}

/** MCH-100: the last instruction that was no control instruction, and its operand in memory. */
function remember(cpu: Cpu, opcode: number): void {
  const { fpu, modrm } = cpu;
  fpu.lastEip = cpu.eip;
  fpu.lastCode = cpu.cs.selector;
  fpu.lastOpcode = ((opcode & 7) << 8) | modrm;
  if (modrm >= 0xc0) return;
  fpu.lastData = cpu.address;
  fpu.lastDataSegment = cpu.addressSegment.selector;
}
