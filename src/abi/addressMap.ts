import { virtualAddress } from './words.ts';

/**
 * The address map of every environment, high to low. LAY-3.
 * All bounds are byte addresses; regions are multiples of 4 MB.
 */
export const PAGE_BYTES = 4096;
/** Bytes mapped by one page table. */
export const REGION_BYTES = 0x400000;
/** Entries in a page table or page directory. */
export const ENTRIES_PER_TABLE = 1024;

/** Kernel half: the kernel's own frames, supervisor-only. Frame f of the kernel is at KERNBASE + f * 4096. */
export const KERNBASE = virtualAddress(0xf0000000);
/** User space is [0, ULIM); the user segments end here. */
export const ULIM = virtualAddress(0xeffc0000);
/** Read-only self-map: the entry of page p is the word at UVPT + 4 * p. */
export const UVPT = virtualAddress(0xefc00000);
/** Environment i's u-area is at UADDRS + i pages. */
export const UADDRS = virtualAddress(0xef800000);
/** Read-only windows of the exposed structures. */
export const UWINDOWS = virtualAddress(0xef400000);
export const USYSINFO = UWINDOWS;
export const UQUANTA = virtualAddress(UWINDOWS + 0x010000);
export const UENVS = virtualAddress(UWINDOWS + 0x100000);
export const UPAGES = virtualAddress(UWINDOWS + 0x200000);
/** Users may alter bindings only below UTOP; [UTOP, UWINDOWS) is reserved for tables exposed later. */
export const UTOP = virtualAddress(0xee000000);
/** The pad is bound here at birth, read-only. */
export const PAD = virtualAddress(UTOP - PAGE_BYTES);
