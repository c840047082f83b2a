import type { Cpu } from './cpu.ts';
import { IF, IOPL } from './registers.ts';
import { NO_FAULT, Vector } from './vectors.ts';

/** Whether the privilege level suffices for CLI, STI and port access. */
function hasPortPrivilege(cpu: Cpu): boolean {
  return cpu.privilege <= (cpu.flags & IOPL) >> 12;
}

/**
 * MCH-54: a privileged instruction at CPL 3 raises #GP(0). At CPL 0 those that this machine offers the kernel
 * only as methods of the host raise #UD.
 */
export function requirePrivilege(cpu: Cpu): void {
  if (cpu.privilege !== 0) cpu.raise(Vector.GP, 0);
  else cpu.raise(Vector.UD, 0);
}

/** MCH-55: IN, OUT, INS and OUTS above IOPL raise #GP(0); the I/O permission map counts as absent. */
export function portAccess(cpu: Cpu): void {
  if (cpu.faultVector !== NO_FAULT) return;
  cpu.raise(hasPortPrivilege(cpu) ? Vector.UD : Vector.GP, 0);
}

export function cli(cpu: Cpu): void {
  if (hasPortPrivilege(cpu)) cpu.flags &= ~IF;
  else cpu.raise(Vector.GP, 0);
}

export function sti(cpu: Cpu): void {
  if (hasPortPrivilege(cpu)) cpu.flags |= IF;
  else cpu.raise(Vector.GP, 0);
}

/** HLT: the run loop sees `halted` and decides what ends the halt. */
export function hlt(cpu: Cpu): void {
  if (cpu.privilege === 0) cpu.halted = true;
  else cpu.raise(Vector.GP, 0);
}
