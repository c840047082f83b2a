import type { Cpu } from '../cpu.ts';

/**
 * What a decoded instruction did. Next: it is done, the following one comes. Taken: it is done and went where its
 * instruction says. Jumped: it is done and has set EIP. Refused: it has done nothing, and the interpreter must
 * execute it: it faults, walks page tables, writes to a line that needs bookkeeping, or is rare.
 */
export const NEXT = 0;
export const TAKEN = 1;
export const JUMPED = 2;
export const REFUSED = 3;

/** One or two decoded instructions. While it runs, EIP is that of the block's first instruction. */
export type Step = (cpu: Cpu) => number;
