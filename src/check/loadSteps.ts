import { PAGE_BYTES, UADDRS } from '../abi/addressMap.ts';
import { CALLS, RANGE_COUNT_MAX } from '../abi/calls.ts';
import { ENTRY } from '../abi/layout.ts';
import { PROGRAM_MAP } from '../exos/programMap.ts';
import type { ProgramPage, ProgramPages } from './programPages.ts';
import type { Step, Store } from './step.ts';

/** The first environment is row 0: its u-area is the first. */
const ENTRIES = UADDRS + PROGRAM_MAP.entries;
/** Any free frame, writable. */
const FRESH_PAGE = ENTRY.present + ENTRY.writable + ENTRY.user;
/** High half: what is removed. */
const BECOME_READ_ONLY = 0x10000 * ENTRY.writable;

/** Pages side by side, no more than one call takes. */
const runsOf = (pages: readonly ProgramPage[]): ProgramPage[][] => {
  const runs: ProgramPage[][] = [];
  for (const page of pages) {
    const run = runs.at(-1);
    if (run === undefined || run.length === RANGE_COUNT_MAX || run[0].address + run.length * PAGE_BYTES !== page.address) runs.push([page]);
    else run.push(page);
  }
  return runs;
};

/** Slot 0, the root capability, speaks for frames and environment. */
const bind = (run: readonly ProgramPage[]): Step => ({
  kind: 'call', call: 'insert_pte_range', stores: [],
  registers: { eax: CALLS.insert_pte_range.number, ebx: 0, ecx: ENTRIES, edx: run.length, esi: run[0].address, edi: 0, ebp: 0 },
});

/** A fresh frame is zero, so that zeros need no store. */
const storesOf = ({ address, bytes }: ProgramPage): Store[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stores: Store[] = [];
  for (let at = 0; at < PAGE_BYTES; at += 4) {
    const value = view.getUint32(at, true);
    if (value !== 0) stores.push({ address: address + at, value, bytes: 4 });
  }
  return stores;
};

/** Of a page that stays writable the call takes nothing away. */
const fill = (page: ProgramPage): Step => ({
  kind: 'call', call: 'mod_pte_range', stores: storesOf(page),
  registers: { eax: CALLS.mod_pte_range.number, ebx: 0, ecx: page.isWritable ? 0 : BECOME_READ_ONLY, edx: page.address, esi: 1, edi: 0, ebp: 0 },
});

/**
 * How the first environment gets a program that the pad is too small for: it binds fresh frames, stores the program there
 * word by word, gives up its right to write what is read-only, and jumps to the entry. The kernel knows no programs, and
 * the words come as a scenario's come, through registers that ring 3 could have set itself.
 */
export const loadSteps = (program: ProgramPages, entry: number): readonly Step[] => {
  const { pages } = program;
  const table: Step = {
    kind: 'call', call: 'geteid', registers: { eax: CALLS.geteid.number },
    stores: Array.from({ length: RANGE_COUNT_MAX }, (_, i) => ({ address: ENTRIES + 4 * i, value: FRESH_PAGE, bytes: 4 })),
  };
  const start: Step = {
    kind: 'raw', stores: [], eip: entry, instructions: 1,
    registers: { eax: 0, ecx: 0, edx: 0, ebx: 0, esp: PROGRAM_MAP.stackPointer, ebp: 0, esi: 0, edi: 0 },
  };
  const filled = pages.filter(({ bytes, isWritable }) => !isWritable || bytes.some((byte) => byte !== 0));
  return [table, ...runsOf(pages).map(bind), ...filled.map(fill), start];
};
