/**
 * Boot configuration: the geometry of a machine and the principals it boots
 * with. Both are data of the interface (spec/boot.md); nothing here decides.
 */

/** Sizes of every table. Written into sysinfo; never a constant of the kernel. BOO-1. */
export interface Geometry {
  /** Physical frames of RAM, 4096 bytes each. */
  readonly frames: number;
  /** Rows of the Env table; at most 1024. */
  readonly envs: number;
  /** Capability slots of an environment; 1 to 64. */
  readonly capabilitySlots: number;
  /** ACL entries of a page; 1 to 4. */
  readonly aclEntries: number;
  /** Rows of the quantum table; at most 1024. */
  readonly quanta: number;
  /** Generations run from 1 to 2^generationBits - 1; 1 to 20 bits. */
  readonly generationBits: number;
  /** Processors; this version boots exactly one. */
  readonly cpus: number;
  /** Length of a tick in virtual cycles, 1 to 2^20. */
  readonly tickCycles: number;
  /** Sharing limit for readers that a frame is given when it leaves the free state (LIMIT_*). */
  readonly readersLimit: number;
  /** Sharing limit for writers that a frame is given when it leaves the free state (LIMIT_*). */
  readonly writersLimit: number;
}

/** A capability as boot configuration states it: rights 0-7 and 0 to 7 name bytes. */
export interface BootCapability {
  readonly rights: number;
  readonly name: readonly number[];
}

/** One environment that exists at boot, in row order: principal i is row i. */
export interface Principal {
  /** Generation of the row's first life, 1 to 2^generationBits - 1. */
  readonly generation: number;
  /** Slots from 0 upward; slot 0 must be present with all rights; null is an empty slot. */
  readonly capabilities: readonly (BootCapability | null)[];
  /** Initial u_status word. */
  readonly status: number;
  /** Initial u_entfault word: address of the exception handler, 0 for none. */
  readonly entfault: number;
}

/** A quantum that exists at boot: quantum i of the list is row i; null is a free row. */
export interface BootQuantum {
  /** Index of the principal that it runs. */
  readonly principal: number;
  /** The capability that guards the quantum. */
  readonly guard: BootCapability;
}

/** Everything that determines the machine at boot. */
export interface BootConfiguration {
  readonly geometry: Geometry;
  readonly principals: readonly Principal[];
  readonly quanta: readonly (BootQuantum | null)[];
  /** Machine code of the pad, at most 4096 bytes; zeros follow. */
  readonly pad: readonly number[];
}

/** Sharing limits: no, one, any number of bindings. */
export const LIMIT_NONE = 0;
export const LIMIT_ONE = 1;
export const LIMIT_ALL = 2;

/** The campaign machine: at most 256 KB, every exhaustion reachable. */
export const SMALL: Geometry = {
  frames: 48, envs: 6, capabilitySlots: 6, aclEntries: 2, quanta: 8, generationBits: 3, cpus: 1,
  tickCycles: 500, readersLimit: LIMIT_ALL, writersLimit: LIMIT_ALL,
};
/** Sixteen times the frames and environments of SMALL, for measuring how cost grows. */
export const SIXTEENFOLD: Geometry = { ...SMALL, frames: 48 * 16, envs: 96, quanta: 128 };
/** A machine for programs: 64 MB and 1,024 environments. */
export const LARGE: Geometry = { ...SMALL, frames: 16384, envs: 1024, capabilitySlots: 19, quanta: 128, generationBits: 20 };
