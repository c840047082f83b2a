import { WORD_SPAN } from './digits.ts';
import type { Processor, Registers, State } from './state.ts';
import { begin } from './edit.ts';

const INT_BYTES = 2;

/** The registers with the results of a call. ENT-1. */
export const withResults = (r: Registers, eax: number, edx: number): Registers => ({
  eax, ecx: r.ecx, edx, ebx: r.ebx, esp: r.esp, ebp: r.ebp, esi: r.esi, edi: r.edi, eip: r.eip, eflags: r.eflags,
});

/** The registers with EIP on the INT that they are behind. ENT-5. */
export const beforeInt = (r: Registers): Registers => ({
  eax: r.eax, ecx: r.ecx, edx: r.edx, ebx: r.ebx, esp: r.esp, ebp: r.ebp, esi: r.esi, edi: r.edi,
  eip: (r.eip + WORD_SPAN - INT_BYTES) % WORD_SPAN, eflags: r.eflags,
});

/** The processor after an entry of this cost, with these registers. */
export const charged = (p: Processor, cost: number, registers: Registers): Processor => ({
  clock: p.clock + cost, running: p.running, quantum: p.quantum, deadline: p.deadline, registers, unit: p.unit,
});

/** The state after an entry of this cost, with these registers. */
export const returned = (s: State, cost: number, registers: Registers): State => {
  const e = begin(s);
  e.processor = charged(s.processor, cost, registers);
  return e;
};
