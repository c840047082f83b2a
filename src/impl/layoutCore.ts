/**
 * Private layout of the kernel's core frame and of the save areas: offsets only. The core frame is constant
 * after boot but for the CPU words and the stack below `stackTop`.
 */
export const CORE = { gdt: 0x000, tss: 0x040, cpuWords: 0x0c0, stubs: 0x100, idleStub: 0x2c0, stackTop: 0x800, idt: 0x800 } as const;

/** Selectors; those of ring 3 carry their privilege. */
export const SELECTOR = { kernelCode: 0x08, kernelData: 0x10, userCode: 0x1b, userData: 0x23, tss: 0x28 } as const;
/** Null, kernel code, kernel data, user code, user data, TSS. */
export const GDT_BYTES = 6 * 8;
export const TSS_BYTES = 104;
/** Offsets in the TSS. */
export const TSS = { esp0: 4, ss0: 8, ioMapBase: 102 } as const;
export const IDT_ENTRIES = 256;

/** Two words per CPU: index of the running env plus one, 0 while idle, and index of the running quantum. */
export const CPU_WORDS = { env: 0, quantum: 4 } as const;
export const CPU_WORDS_BYTES = 8;

/** The stub of vector v is at stubs + v * STUB_BYTES; its first byte is the HLT. */
export const STUB_BYTES = 8;
/** Vectors that have a stub and a gate: those of the abi, and the double fault, which refutes the kernel. */
export const STUB_VECTORS: readonly number[] = [0, 1, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 0x20, 0x30];
/** Vectors for which the processor pushes an error code. */
export const ERROR_CODE_VECTORS: readonly number[] = [8, 10, 11, 12, 13, 14, 17];

/** The frame that the processor pushes on entry from ring 3, relative to `stackTop`. */
export const TRAP_FRAME = { errorCode: -24, eip: -20, cs: -16, eflags: -12, esp: -8, ss: -4 } as const;
/** Offset from `stackTop` of the last word that an entry from the idle stub pushes. */
export const IDLE_FRAME_EIP = -12;

/** A save area begins with a register record, as rdenv and wrenv copy it (LAY-17), and has the floating-point state (FPU-1); the rest is zero. */
export const SAVE = { general: 0, eip: 32, eflags: 36, floatingPoint: 64 } as const;
/** Bytes of the register record of a save area. */
export const SAVE_USED_BYTES = 40;
