import { CORE, CPU_WORDS, CPU_WORDS_BYTES, GDT_BYTES, IDT_ENTRIES, SELECTOR, STUB_BYTES, STUB_VECTORS, TRAP_FRAME } from '../impl/layoutCore.ts';

/**
 * Where the kernel keeps its private things in the core frame, as byte offsets into it:
 * the one place where the abstraction reads the kernel's own layout of that frame.
 */
export const CORE_PLACES = {
  running: CORE.cpuWords + CPU_WORDS.env,
  quantum: CORE.cpuWords + CPU_WORDS.quantum,
  processorFrom: CORE.cpuWords,
  processorTo: CORE.cpuWords + CPU_WORDS_BYTES,
  /** Only what an interrupt frame with an error code occupies changes; below it the stack is never used. */
  stackFrom: CORE.stackTop + TRAP_FRAME.errorCode,
  stackTo: CORE.stackTop,
  gdt: CORE.gdt,
  gdtLimit: GDT_BYTES - 1,
  idt: CORE.idt,
  idtLimit: IDT_ENTRIES * 8 - 1,
  tss: CORE.tss,
  tssSelector: SELECTOR.tss,
  userCode: SELECTOR.userCode,
  userData: SELECTOR.userData,
} as const;

/** HLT is one byte: a stub that has halted stands one byte on. */
const HLT_BYTES = 1;
/** The idle stub is no longer than any other. */
const IDLE_STUB_END = CORE.idleStub + STUB_BYTES;

/** Whether an offset into the core frame lies in the idle stub. */
export const isIdle = (offset: number): boolean => offset >= CORE.idleStub && offset < IDLE_STUB_END;

const VECTOR_AT = new Map(STUB_VECTORS.map((vector) => [CORE.stubs + vector * STUB_BYTES + HLT_BYTES, vector]));

/** The vector whose stub has halted at an offset into the core frame, or -1. */
export const haltedVector = (offset: number): number => VECTOR_AT.get(offset) ?? -1;
