/**
 * Where things lie in the small world that both machines boot. Physical and linear addresses are equal in the first
 * 4 MB; above them stand the pages that ring 3 may use. Everything that a case may change is in the sixteen pages of
 * the world, so that comparing them compares all of memory.
 */

export const PAGE_BYTES = 0x1000;

/** The world: pages with the frame numbers 0x100 to 0x10f. */
export const WORLD = 0x100000;
export const WORLD_BYTES = 0x10000;
const page = (number: number): number => WORLD + number * PAGE_BYTES;

export const GDT = page(0);
export const IDT = page(1);
export const TSS = page(2);
export const DIRECTORY = page(3);
/** Page table of the first 4 MB: identity, ring 0 only. */
export const LOW_TABLE = page(4);
/** Page table of the addresses from `USER` on. */
export const USER_TABLE = page(5);
export const KERNEL_CODE = page(6);
/** Two pages of stack for ring 0; the second ends where the first code of ring 3 begins. */
export const KERNEL_STACK = page(7);
export const KERNEL_STACK_TOP = page(9);
export const USER_CODE_FRAME = page(9);
/** A page that no case begins with in use: a second table, or more of a descriptor table. */
export const SPARE = page(15);

/** Linear addresses of ring 3. Two pages of code, two of data and two of stack, one after another; then nothing. */
export const USER = 0x400000;
export const USER_CODE = USER;
export const USER_DATA = USER + 2 * PAGE_BYTES;
export const USER_STACK = USER + 4 * PAGE_BYTES;
export const USER_STACK_TOP = USER + 6 * PAGE_BYTES;
export const USER_PAGES = 6;
/** Linear addresses that a case may map by a large page or by a table of its own. */
export const LARGE = 0x800000;

/** What drives the cases on the reference machine; on ours only its handlers and its IRET exist. Never changed by a case. */
export const RUNNER = 0x200000;
export const RUNNER_PAGES = 16;
/** The handlers of all vectors, sixteen bytes each. */
export const HANDLERS = RUNNER;
export const HANDLER_BYTES = 16;
export const HANDLER_COUNT = 64;
/** Handlers that do something for ring 3 and return: INVLPG of EBX, and a load of CR3 with what it holds. */
export const INVALIDATE = HANDLER_COUNT;
export const RELOAD = HANDLER_COUNT + 1;
/** The IRET with which every case begins, and those two handlers end. */
export const ENTRY = RUNNER + 0x800;
/** Its variables: first the head of the case, then what a handler found. */
export const VARIABLES = RUNNER + 0xc00;
export const RUNNER_CODE = RUNNER + 0x1000;
export const RUNNER_STACK_TOP = RUNNER + 0x4000;
export const PRISTINE = 0x210000;
export const REFERENCE = 0x220000;

/** Control block, cases and log: physical, seen by the runner while paging is off. */
export const CONTROL = 0x400000;
export const CASES = 0x1000000;
export const LOG = 0x2000000;
export const REFERENCE_RAM_BYTES = 0x4000000;
/** Our machine needs the world and the handlers only. */
export const OUR_RAM_BYTES = 0x400000;

/** Selectors of the table that every case begins with. */
export const SELECTOR = {
  kernelCode: 0x08, kernelData: 0x10, userCode: 0x1b, userData: 0x23,
  /** Task state segments: whole, without SS0, and cut off within SS0. */
  task: 0x28, shortTask: 0x30, cutTask: 0x38,
  /** The first of eight places for descriptors of the case. */
  free: 0x40,
  /** Stacks of ring 0 that end with the kernel's stack pages: by limit, and growing downwards. */
  limitedStack: 0x80, downStack: 0x88,
  /** Data of ring 3: the user's data pages and nothing else; and what lies above them. */
  smallData: 0x93, downData: 0x9b,
  /** Conforming code of ring 0, which ring 3 may read. */
  sharedCode: 0xa0,
} as const;
export const FREE_SELECTORS = 8;
export const GDT_LIMIT = 0xa7;
export const IDT_LIMIT = HANDLER_COUNT * 8 - 1;
