/** Interrupt vectors that the interface names. LAY-13. */
export const VECTOR = {
  divideError: 0, debug: 1, breakpoint: 3, overflow: 4, boundRange: 5, invalidOpcode: 6, deviceNotAvailable: 7, doubleFault: 8,
  invalidTss: 10, segmentNotPresent: 11, stackFault: 12, generalProtection: 13, pageFault: 14, mathFault: 16, alignmentCheck: 17,
  timer: 0x20, systemCall: 0x30,
} as const;

/** Ring-3 exceptions that are upcalled. */
export const EXCEPTION_VECTORS: readonly number[] = [0, 1, 3, 4, 5, 6, 10, 11, 12, 13, 14, 16, 17];

/** EFLAGS with only the interrupt flag and the always-set bit: the value every environment is born with. */
export const EFLAGS_BIRTH = 0x202;
export const EFLAGS_TF = 0x100;
/** Flags that POPF may change in ring 3: all but IF, IOPL, RF, VM, VIF and VIP (SDM vol. 2, POPF). */
export const EFLAGS_USER = 0x244dd5;

/** Page-fault error code weights. */
export const PF = { present: 1, write: 2, user: 4 } as const;
