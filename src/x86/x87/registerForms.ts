import type { Cpu } from '../cpu.ts';
import { writeRegister } from '../operands.ts';
import { AF, CF, EAX, OF, PF, SF, ZF } from '../registers.ts';
import { setConstant } from './constants.ts';
import { executeFunction } from './functions.ts';
import { pushExact } from './loads.ts';
import { compareWithStack, isComparison, operateWithStack, relationToStack } from './operations.ts';
import { conditionalMove, duplicate, exchange, free, storeToStack } from './stackMoves.ts';
import { C0, C2, C3 } from './statusBits.ts';

/* Instructions without memory, by opcode and ModRM (SDM vol. 2D, tables ); only those of the table come here. */

export function executeRegisterForm(cpu: Cpu, opcode: number, modrm: number): void {
  const { fpu } = cpu;
  const i = modrm & 7;
  const operation = (modrm >> 3) & 7;
  switch (opcode) {
    case 0xd8:
      if (isComparison(operation)) compareWithStack(fpu, i, false, operation & 1);
      else operateWithStack(fpu, operation, i, 0, false);
      return;
    case 0xd9: executeD9(cpu, modrm); return;
    case 0xda:
      if (modrm === 0xe9) compareWithStack(fpu, 1, true, 2);
      else conditionalMove(cpu, operation, i);
      return;
    case 0xdb: executeDb(cpu, modrm); return;
    case 0xdc: operateWithStack(fpu, operation, i, i, false); return;
    case 0xdd: executeDd(cpu, operation, i); return;
    case 0xde:
      if (modrm === 0xd9) compareWithStack(fpu, 1, false, 2);
      else operateWithStack(fpu, operation, i, i, true);
      return;
    default: executeDf(cpu, operation, i);
  }
}

/** FLD FXCH FNOP, constants, and functions of the top of the stack. */
function executeD9(cpu: Cpu, modrm: number): void {
  const { fpu } = cpu;
  const i = modrm & 7;
  if (modrm < 0xc8) duplicate(fpu, i);
  else if (modrm < 0xd0) exchange(fpu, i);
  else if (modrm >= 0xe8 && modrm < 0xf0) {
    fpu.begin();
    setConstant(fpu, fpu.b, i);
    pushExact(fpu, fpu.b);
  } else if (modrm >= 0xe0) executeFunction(fpu, modrm);
}

/** FCMOVN, FNCLEX FNINIT, FUCOMI FCOMI. */
function executeDb(cpu: Cpu, modrm: number): void {
  if (modrm < 0xe0) conditionalMove(cpu, 4 + ((modrm >> 3) & 3), modrm & 7);
  else if (modrm === 0xe2) cpu.fpu.clearExceptions();
  else if (modrm === 0xe3) cpu.fpu.initialise();
  else compareToFlags(cpu, modrm & 7, modrm < 0xf0, false);
}

/** FFREE, FST FSTP, FUCOM FUCOMP. */
function executeDd(cpu: Cpu, operation: number, i: number): void {
  const { fpu } = cpu;
  if (operation === 0) free(fpu, i);
  else if (operation < 4) storeToStack(fpu, i, operation === 3);
  else compareWithStack(fpu, i, true, operation & 1);
}

/** FFREEP, FNSTSW AX, FUCOMIP FCOMIP. */
function executeDf(cpu: Cpu, operation: number, i: number): void {
  if (operation === 0) {
    free(cpu.fpu, i);
    cpu.fpu.pop();
  } else if (operation === 4) writeRegister(cpu, EAX, 2, cpu.fpu.status);
  else compareToFlags(cpu, i, operation === 5, true);
}

/** FCOMI FCOMIP FUCOMI FUCOMIP: the relation goes to ZF, PF and CF as if by FCOM, FNSTSW and SAHF; OF, SF and AF become clear. */
function compareToFlags(cpu: Cpu, i: number, quiet: boolean, pops: boolean): void {
  const { fpu } = cpu;
  const relation = relationToStack(fpu, i, quiet);
  const done = fpu.commitKeepingC1();
  const bits = ((relation & C0) !== 0 ? CF : 0) | ((relation & C2) !== 0 ? PF : 0) | ((relation & C3) !== 0 ? ZF : 0);
  cpu.flags = (cpu.flags & ~(CF | PF | AF | ZF | SF | OF)) | bits;
  if (done && pops) fpu.pop();
}
