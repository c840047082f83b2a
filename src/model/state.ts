import { FLOATING_POINT_WORDS } from '../abi/floatingPoint.ts';
import type { BootConfiguration, Geometry } from '../abi/geometry.ts';
import { envId, type EnvId, envIndex, type EnvIndex, frameNumber, type FrameNumber, pageEntryWord, type PageEntryWord, type QuantumIndex } from '../abi/words.ts';
import type { Vector } from './vector.ts';

/**
 * The abstract state (spec/state.md). Immutable; every row type has one shape
 * with all fields always present. Rows that mean "nothing here" are the shared
 * constants below, so that equal absence is identical absence.
 *
 * All numbers are naturals; 32-bit words are 0 to 4294967295.
 */

/** A capability, or an ACL entry: rights as 0-7 in the interface's numbering, and name bytes. */
export interface Capability {
  readonly rights: number;
  readonly name: readonly number[];
}
/** An empty slot is null. */
export type Slot = Capability | null;

/** The user registers, EFLAGS as the user sees it. */
export interface Registers {
  readonly eax: number;
  readonly ecx: number;
  readonly edx: number;
  readonly ebx: number;
  readonly esp: number;
  readonly ebp: number;
  readonly esi: number;
  readonly edi: number;
  readonly eip: number;
  readonly eflags: number;
}
export const ZERO_REGISTERS: Registers = { eax: 0, ecx: 0, edx: 0, ebx: 0, esp: 0, ebp: 0, esi: 0, edi: 0, eip: 0, eflags: 0 };

/** A floating-point state: the words that FNSAVE with 32-bit operands would store. FPU-1. */
export type FloatingPoint = readonly number[];
/** What a save area holds whose owner has the unit, or does not live. */
export const NO_FLOATING_POINT: FloatingPoint = Array.from({ length: FLOATING_POINT_WORDS }, () => 0).slice();

/** Stands where no frame is named: frame 0 is the kernel's, so that it is no directory, no u-area and nobody's to bind. */
export const NULL_FRAME = frameNumber(0);

export type EnvStatus = 'free' | 'live' | 'retired';

/** One row of the Env table. `generation` is the present life's when live, the next life's when free, the last one's when retired. */
export interface Env {
  readonly status: EnvStatus;
  readonly generation: number;
  /** Frame of the page directory of its address space; NULL_FRAME unless live. */
  readonly directory: FrameNumber;
  /** Frame of its u-area; NULL_FRAME unless live. */
  readonly uarea: FrameNumber;
  /** All slots; empty array unless live. */
  readonly capabilities: readonly Slot[];
  /** Saved registers; ZERO_REGISTERS while it runs and unless live. */
  readonly registers: Registers;
  /** Saved floating-point state; NO_FLOATING_POINT while it has the unit and unless live. */
  readonly floatingPoint: FloatingPoint;
}

export type PageStatus = 'free' | 'kernel' | 'user' | 'directory' | 'table';

/** One row of the Page table, one per physical frame. */
export interface Page {
  readonly status: PageStatus;
  /** Number of bindings (every binding reads). */
  readonly readers: number;
  /** Number of writable bindings. */
  readonly writers: number;
  readonly pins: number;
  readonly readersLimit: number;
  readonly writersLimit: number;
  /** All ACL entries for a user page; empty array for any other. */
  readonly acl: readonly Slot[];
}
export const FREE_PAGE: Page = { status: 'free', readers: 0, writers: 0, pins: 0, readersLimit: 0, writersLimit: 0, acl: [] };

/** Sixteen little-endian words of a frame: one 64-byte line. */
export type Line = readonly number[];
export const ZERO_LINE: Line = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
/** The 64 lines of a user frame. */
export type Contents = readonly Line[];
export const ZERO_CONTENTS: Contents = Array.from({ length: 64 }, () => ZERO_LINE).slice();
/** Frames that are not user pages have no contents in the abstract state. */
export type FrameContents = Contents | null;

/** A page entry below UTOP: a binding when present, the library's own payload (an even word, not 0) otherwise; null is the word 0. */
export interface Entry {
  readonly present: boolean;
  readonly frame: FrameNumber;
  readonly writable: boolean;
  readonly writeThrough: boolean;
  readonly cacheDisable: boolean;
  readonly accessed: boolean;
  readonly dirty: boolean;
  /** The three software bits, 0-7. */
  readonly software: number;
  /** The whole word when not present; NO_ENTRY when present (then frame and flags say all; when not present they are NULL_FRAME, 0 and false). */
  readonly payload: PageEntryWord;
}
/** The word of no entry, and the payload of one that is present. */
export const NO_ENTRY = pageEntryWord(0);
/** Sixteen entries: one 64-byte line of a page table. */
export type EntryLine = readonly (Entry | null)[];
export const EMPTY_ENTRY_LINE: EntryLine = Array.from({ length: 16 }, (): Entry | null => null).slice();

/** A user page table: region r maps [r * 4 MB, (r + 1) * 4 MB). */
export interface Table {
  readonly region: number;
  readonly frame: FrameNumber;
  /** 64 lines of 16 entries. */
  readonly lines: readonly EntryLine[];
}
export const EMPTY_TABLE_LINES: readonly EntryLine[] = Array.from({ length: 64 }, () => EMPTY_ENTRY_LINE).slice();

/** An address space, stored under the frame number of its page directory. */
export interface Space {
  /** Frame of the page table that holds the u-areas (UADDRS). */
  readonly uareaTable: FrameNumber;
  /** Row index of each env whose u-area is bound here, ascending. */
  readonly uareas: readonly EnvIndex[];
  /** Tables below UTOP, ascending by region. */
  readonly tables: readonly Table[];
}

/** One row of the quantum table; `env` is an env id. */
export interface Quantum {
  readonly used: boolean;
  readonly env: EnvId;
  /** Ticks saved up for its next slice; TIM-9, TIM-10. */
  readonly ticks: number;
  readonly guard: Slot;
}
export const FREE_QUANTUM: Quantum = { used: false, env: envId(0), ticks: 0, guard: null };

/** Nobody's row: no environment runs. */
export const IDLE = envIndex(-1);

/** The processor and its time. */
export interface Processor {
  /** Virtual cycles since boot. */
  readonly clock: number;
  /** Row index of the running environment; IDLE, which is less than 0, while there is none. */
  readonly running: EnvIndex;
  /** Row index of the running quantum; while idle, the one that ran last. */
  readonly quantum: QuantumIndex;
  /** Clock at which the timer fires; -1 when it is not armed. */
  readonly deadline: number;
  /** Registers of the running environment; ZERO_REGISTERS while idle. */
  readonly registers: Registers;
  /** State of the floating-point unit if the running environment has it; null while nobody has. FPU-1. */
  readonly unit: FloatingPoint | null;
}

/** The whole abstract state. */
export interface State {
  readonly boot: BootConfiguration;
  readonly envs: Vector<Env, EnvIndex>;
  readonly pages: Vector<Page, FrameNumber>;
  readonly contents: Vector<FrameContents, FrameNumber>;
  /** Indexed by frame number of the directory; null where no directory is. */
  readonly spaces: Vector<Space | null, FrameNumber>;
  readonly quanta: Vector<Quantum, QuantumIndex>;
  readonly processor: Processor;
}

export const geometryOf = (s: State): Geometry => s.boot.geometry;
