import type { Cpu } from '../cpu.ts';
import { CR0_EM, CR0_MP, CR0_TS } from '../registers.ts';
import { Vector } from '../vectors.ts';

/** MCH-38: floating-point instructions raise #NM if CR0.EM or CR0.TS is set. */
export function requireCoprocessor(cpu: Cpu): boolean {
  if ((cpu.cr0 & (CR0_EM | CR0_TS)) === 0) return true;
  cpu.raise(Vector.NM, 0);
  return false;
}

/** MCH-92: a pending exception is raised by the next instruction that waits. */
export function requireNoPending(cpu: Cpu): boolean {
  if (!cpu.fpu.pending) return true;
  cpu.raise(Vector.MF, 0);
  return false;
}

/** WAIT: #NM only if both CR0.MP and CR0.TS are set, whatever EM says. */
export function wait(cpu: Cpu): void {
  const both = CR0_MP | CR0_TS;
  if ((cpu.cr0 & both) === both) cpu.raise(Vector.NM, 0);
  else requireNoPending(cpu);
}
