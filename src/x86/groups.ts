import type { Cpu } from './cpu.ts';
import { decrement, increment, logic, sizeMask, subtract } from './arithmetic.ts';
import { call, jump } from './control.ts';
import { fetchSized } from './decode.ts';
import { transferIndirect } from './farTransfers.ts';
import { div, idiv, imulWide, mul } from './multiply.ts';
import { modifyRm, readRm, regField, storeRm } from './operands.ts';
import { shift } from './shifts.ts';
import { push } from './stack.ts';
import { NO_FAULT, Vector } from './vectors.ts';

/* Instructions that the reg field of ModRM selects (SDM vol. 2D table A-6). ModRM has been decoded. */

/** Group 2: rotates and shifts of r/m. */
export function shiftGroup(cpu: Cpu, size: number, count: number): void {
  if (cpu.faultVector !== NO_FAULT) return;
  const operand = modifyRm(cpu, size);
  if (cpu.faultVector === NO_FAULT) storeRm(cpu, size, shift(cpu, regField(cpu), operand, count, size));
}

/** Group 3: TEST NOT NEG MUL IMUL DIV IDIV. */
export function group3(cpu: Cpu, size: number): void {
  const operation = regField(cpu);
  const mask = operation < 2 ? fetchSized(cpu, size) : 0;
  if (cpu.faultVector !== NO_FAULT) return;
  const operand = operation === 2 || operation === 3 ? modifyRm(cpu, size) : readRm(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  switch (operation) {
    case 0: case 1: logic(cpu, operand & mask, size); return;
    case 2: storeRm(cpu, size, ~operand & sizeMask(size)); return;
    case 3: storeRm(cpu, size, subtract(cpu, 0, operand, 0, size)); return;
    case 4: mul(cpu, operand, size); return;
    case 5: imulWide(cpu, operand, size); return;
    case 6: div(cpu, operand, size); return;
    default: idiv(cpu, operand, size);
  }
}

function stepRm(cpu: Cpu, size: number): void {
  const operand = modifyRm(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  storeRm(cpu, size, regField(cpu) === 0 ? increment(cpu, operand, size) : decrement(cpu, operand, size));
}

/** Group 4: INC and DEC of bytes. */
export function group4(cpu: Cpu): void {
  if (regField(cpu) < 2) stepRm(cpu, 1);
  else cpu.raise(Vector.UD, 0);
}

/** Group 5: INC DEC, CALL and JMP near and far, PUSH. */
export function group5(cpu: Cpu): void {
  const size = cpu.operandSize;
  const operation = regField(cpu);
  if (operation < 2) {
    stepRm(cpu, size);
    return;
  }
  if (operation === 7) {
    cpu.raise(Vector.UD, 0);
    return;
  }
  if (operation === 3 || operation === 5) {
    transferIndirect(cpu, operation === 3);
    return;
  }
  const operand = readRm(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  if (operation === 2) call(cpu, operand);
  else if (operation === 4) jump(cpu, operand);
  else push(cpu, operand, size);
}
