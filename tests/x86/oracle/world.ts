import { Draws } from './draws.ts';

/*
 * The address space of a live case: a few pages with fixed contents, the same in the harness and in the
 * emulator, and nothing else. Each page or pair of pages has unmapped neighbours.
 */

export const PAGE = 0x1000;
/** Two pages of code, filled with INT3. */
export const CODE = 0x401000;
export const CODE_END = CODE + 2 * PAGE;
/** INT3s that a jump with a 16-bit operand reaches. */
export const LANDING = 0xb000;
/** Data that 16-bit addresses reach; below 64 KB, where only root may map pages. */
export const LOW = 0x9000;
export const DATA = 0x20000000;
export const DATA_END = DATA + 2 * PAGE;
export const READ_ONLY = 0x20004000;
export const STACK = 0x7ffe8000;
export const STACK_END = STACK + 2 * PAGE;
/** Where the harness itself lies, so that no case may touch it; liveHarness.c has the same numbers. */
export const HARNESS = 0x60000000;
export const HARNESS_END = 0x61000000;

const INT3 = 0xcc;

export interface WorldPage {
  readonly address: number;
  readonly writable: boolean;
  readonly executable: boolean;
  readonly contents: Uint8Array;
}

const codePage = (address: number): WorldPage => ({ address, writable: true, executable: true, contents: new Uint8Array(PAGE).fill(INT3) });

const dataPage = (address: number, writable: boolean): WorldPage => {
  const draws = new Draws(1, address);
  const contents = new Uint8Array(PAGE);
  const words = new DataView(contents.buffer);
  for (let at = 0; at < PAGE; at += 4) words.setInt32(at, draws.value(), true);
  return { address, writable, executable: false, contents };
};

export const WORLD: readonly WorldPage[] = [
  codePage(CODE), codePage(CODE + PAGE), codePage(LANDING),
  dataPage(LOW, true), dataPage(DATA, true), dataPage(DATA + PAGE, true), dataPage(READ_ONLY, false), dataPage(STACK, true), dataPage(STACK + PAGE, true),
];

/** Index in `WORLD` of the page of an address, -1 if nothing is mapped there. */
export const worldPageOf = (address: number): number => {
  const base = (address & ~(PAGE - 1)) >>> 0;
  return WORLD.findIndex((page) => page.address === base);
};

/** Whether data may be written to all of these bytes. */
export const isData = (address: number, length: number): boolean =>
  [address, address + length - 1].every((at) => {
    const page = WORLD[worldPageOf(at)];
    return page !== undefined && page.writable && !page.executable;
  });
