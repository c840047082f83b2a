/**
 * Byte layouts of the exposed structures. Every field is a 32-bit
 * little-endian word unless its comment says otherwise. LAY-4 to LAY-9.
 */

/** A capability: byte 0 = rights (bits 0-2), valid (bit 3), bit 4 zero, name length (bits 5-7); bytes 1-7 the name. LAY-4. */
export const CAPABILITY_BYTES = 8;
export const RIGHT_WRITE = 1;
export const RIGHT_SECOND = 2;
/** MOD in an ACL entry, DUP in an environment's list: the same bit. */
export const RIGHT_MOD = 4;
export const RIGHT_DUP = 4;
export const RIGHTS_ALL = 7;
/** Weight of the valid bit and of one unit of length in byte 0. */
export const CAPABILITY_VALID = 8;
export const CAPABILITY_LENGTH_UNIT = 32;
export const CAPABILITY_NAME_MAX = 7;

/** Sysinfo, at USYSINFO. Constant after boot. LAY-5. */
export const SYSINFO = {
  magic: 0, version: 4, frames: 8, envs: 12, capabilitySlots: 16, aclEntries: 20, quanta: 24, generationBits: 28,
  cpus: 32, tickCycles: 36, readersLimit: 40, writersLimit: 44, envBytes: 48, pageBytes: 52, quantumBytes: 56, kernelFrames: 60,
} as const;
export const SYSINFO_MAGIC = 0x6b6f5801;
/** Version of this interface. */
export const INTERFACE_VERSION = 3;

/** Env row, at UENVS + index * envBytes(capabilitySlots). LAY-6. */
export const ENV = { id: 0, status: 4, generation: 8, directory: 12, uarea: 16, capabilities: 32 } as const;
export const ENV_STATUS = { free: 0, live: 1, retired: 2 } as const;

/** Page row, at UPAGES + frame * 64. `limits` is readersLimit + 256 * writersLimit. LAY-7. */
export const PAGE = { status: 0, readers: 4, writers: 8, pins: 12, limits: 16, acl: 32 } as const;
export const PAGE_ROW_BYTES = 64;
export const PAGE_LIMIT_WRITERS_UNIT = 256;
export const PAGE_STATUS = { free: 0, kernel: 1, user: 2, directory: 3, table: 4 } as const;

/** Quantum row, at UQUANTA + index * 32. LAY-8. */
export const QUANTUM = { status: 0, env: 4, ticks: 8, cpu: 12, guard: 16 } as const;
export const QUANTUM_ROW_BYTES = 32;
export const QUANTUM_STATUS = { free: 0, used: 1 } as const;

/** U-area: user-writable words that the kernel takes as hints. LAY-9. */
export const UAREA = { status: 0, entfault: 4, xsp: 8, aenvid: 12, gkey: 16, gcap: 20 } as const;

/** A register record of rdenv and wrenv: the general registers by the processor's numbers, then EIP and EFLAGS. LAY-17. */
export const REGISTER_RECORD = { eax: 0, ecx: 4, edx: 8, ebx: 12, esp: 16, ebp: 20, esi: 24, edi: 28, eip: 32, eflags: 36 } as const;
export const REGISTER_RECORD_BYTES = 40;

/** The exception frame, lowest address first. LAY-10. */
export const EXCEPTION_FRAME = { vector: 0, errorCode: 4, address: 8, eflags: 12, eip: 16, esp: 20, oldXsp: 24 } as const;
export const EXCEPTION_FRAME_BYTES = 28;

/** Environment ids: generation * ENV_ID_GENERATION_UNIT + index. LAY-11. */
export const ENV_ID_GENERATION_UNIT = 2048;

/** Page entry words, as the processor reads them. LAY-12; the fixed entries of every directory are LAY-16. */
export const ENTRY = {
  present: 0x001, writable: 0x002, user: 0x004, writeThrough: 0x008, cacheDisable: 0x010, accessed: 0x020, dirty: 0x040,
  reserved7: 0x080, reserved8: 0x100, softwareUnit: 0x200,
} as const;

/** Bytes of an Env row: whole 64-byte lines. */
export const envRowBytes = (capabilitySlots: number): number =>
  Math.ceil((ENV.capabilities + CAPABILITY_BYTES * capabilitySlots) / 64) * 64;
