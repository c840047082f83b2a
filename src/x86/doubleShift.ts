import type { Cpu } from './cpu.ts';
import { decodeModrm, fetch8 } from './decode.ts';
import { resultFlags, signShift, sizeMask } from './arithmetic.ts';
import { modifyRm, readRegister, regField, storeRm } from './operands.ts';
import { ECX, STATUS_FLAGS } from './registers.ts';
import { NO_FAULT } from './vectors.ts';

/** Destination and source joined to twice the size, and the count of a shift of them. */
interface DoubleShift {
  /** Result in `size` bytes. */
  readonly result: number;
  /** The bit shifted out last. */
  readonly carry: number;
}

/**
 * SHLD: `a` shifted left, filled from the top of `b`.
 * MCH-73: beyond sixteen bits, where the SDM leaves the result undefined, the bits of `a` follow anew.
 */
function left(a: number, b: number, steps: number, size: number): DoubleShift {
  if (size === 4) return { result: (a << steps) | (b >>> (32 - steps)), carry: (a >>> (32 - steps)) & 1 };
  const joined = steps <= 16 ? (a << 16) | b : (b << 16) | a;
  const by = steps <= 16 ? steps : steps - 16;
  return { result: (joined >>> (16 - by)) & 0xffff, carry: (joined >>> (32 - by)) & 1 };
}

/** SHRD: `a` shifted right, filled from the bottom of `b`; MCH-73 holds. */
function right(a: number, b: number, steps: number, size: number): DoubleShift {
  if (size === 4) return { result: (a >>> steps) | (b << (32 - steps)), carry: (a >>> (steps - 1)) & 1 };
  const joined = steps <= 16 ? (b << 16) | a : (a << 16) | b;
  const by = steps <= 16 ? steps : steps - 16;
  return { result: (joined >>> by) & 0xffff, carry: (joined >>> (by - 1)) & 1 };
}

/** SHLD and SHRD of r/m with a register; an odd opcode takes the count from CL. A count of zero changes no flag. */
export function doubleShift(cpu: Cpu, opcode: number): void {
  if (!decodeModrm(cpu)) return;
  const count = (opcode & 1) === 0 ? fetch8(cpu) : cpu.regs[ECX];
  if (cpu.faultVector !== NO_FAULT) return;
  const size = cpu.operandSize;
  const a = modifyRm(cpu, size);
  if (cpu.faultVector !== NO_FAULT) return;
  const steps = count & 31;
  if (steps === 0) {
    storeRm(cpu, size, a);
    return;
  }
  const b = readRegister(cpu, regField(cpu), size);
  const shifted = opcode < 0xa8 ? left(a, b, steps, size) : right(a, b, steps, size);
  const result = shifted.result & sizeMask(size);
  storeRm(cpu, size, result);
  // OF means a change of the sign by a shift of one; beyond that it is undefined, and AF always is.
  const signChanged = ((result ^ a) >> signShift(size)) & 1;
  cpu.flags = (cpu.flags & ~STATUS_FLAGS) | resultFlags(result, size) | shifted.carry | (signChanged << 11);
}
