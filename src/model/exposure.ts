import { ENTRIES_PER_TABLE, PAGE_BYTES, UENVS, UPAGES, UQUANTA, USYSINFO, UVPT, UWINDOWS } from '../abi/addressMap.ts';
import { envRowBytes, PAGE_ROW_BYTES, QUANTUM_ROW_BYTES } from '../abi/layout.ts';
import { envIndex, frameNumber, type FrameNumber, type PageEntryWord, type VirtualAddress, virtualAddress } from '../abi/words.ts';
import {
  directoryWord, envRowWords, kernelFramesOf, pageRowWords, quantumRowWords, readableEntry, SELF_REGION, sysinfoWords, UAREAS_REGION,
  uareaTableWord, WINDOWS_REGION,
} from './exposedRows.ts';
import { quotient, remainder } from './digits.ts';
import { entryIn, entryWord, regionOf, spaceAt, tableAt } from './pageEntries.ts';
import { geometryOf, NO_ENTRY, type Space, type State } from './state.ts';
import { get } from './vector.ts';

/** What a user reads in the windows and in the self-map. MEM-9, LAY-3. */
const WORD_BYTES = 4;

/** A window: where it lies, its first frame and one past its last. */
interface Window {
  readonly address: VirtualAddress;
  readonly first: FrameNumber;
  readonly end: FrameNumber;
}

const windowAt = (s: State, va: VirtualAddress): Window => {
  const map = kernelFramesOf(geometryOf(s));
  if (va >= UPAGES) return { address: UPAGES, first: map.pagesFirst, end: map.pad };
  if (va >= UENVS) return { address: UENVS, first: map.envsFirst, end: map.pagesFirst };
  if (va >= UQUANTA) return { address: UQUANTA, first: map.quantaFirst, end: map.envsFirst };
  return { address: USYSINFO, first: map.sysinfo, end: frameNumber(map.sysinfo + 1) };
};

/** The frame behind an address in the windows; null where none is. */
const windowFrame = (s: State, va: VirtualAddress): FrameNumber | null => {
  const { address, first, end } = windowAt(s, va);
  const frame = frameNumber(first + Math.trunc((va - address) / PAGE_BYTES));
  return frame < end ? frame : null;
};

/** One word of the window table. LAY-16. */
export const windowTableWord = (s: State, index: number): PageEntryWord => {
  const frame = windowFrame(s, virtualAddress(UWINDOWS + index * PAGE_BYTES));
  return frame === null ? NO_ENTRY : readableEntry(frame);
};

const rowWord = (s: State, address: VirtualAddress, offset: number): number => {
  const g = geometryOf(s);
  const bytes = address === UPAGES ? PAGE_ROW_BYTES : address === UENVS ? envRowBytes(g.capabilitySlots) : QUANTUM_ROW_BYTES;
  const rows = address === UPAGES ? g.frames : address === UENVS ? g.envs : g.quanta;
  const row = Math.trunc(offset / bytes);
  if (row >= rows) return 0;
  const at = (offset % bytes) / WORD_BYTES;
  if (address === UPAGES) return pageRowWords(get(s.pages, row))[at];
  if (address === UENVS) return envRowWords(s, envIndex(row))[at];
  return quantumRowWords(get(s.quanta, row))[at];
};

const windowWord = (s: State, va: VirtualAddress): number | null => {
  const { address, first, end } = windowAt(s, va);
  if (first + Math.trunc((va - address) / PAGE_BYTES) >= end) return null;
  if (address !== USYSINFO) return rowWord(s, address, va - address);
  const words = sysinfoWords(geometryOf(s));
  const at = (va - USYSINFO) / WORD_BYTES;
  return at < words.length ? words[at] : 0;
};

/** The word at an index of the page table of a region, the directory counting as that of UVPT; null where the region has none. */
const tableWord = (s: State, space: Space, directory: FrameNumber, region: number, index: number): PageEntryWord | null => {
  if (region === WINDOWS_REGION) return windowTableWord(s, index);
  if (region === UAREAS_REGION) return uareaTableWord(s, space, envIndex(index));
  if (region === SELF_REGION) return directoryWord(s, space, directory, index);
  const table = tableAt(space, region);
  return table === null ? null : entryWord(entryIn(table, index));
};

/** The word that a user of the space reads at a multiple of four in [UWINDOWS, UADDRS) or in [UVPT, ULIM); null where nothing is present. */
export const exposedWord = (s: State, directory: FrameNumber, va: VirtualAddress): number | null => {
  const region = regionOf(va);
  if (region === WINDOWS_REGION) return windowWord(s, va);
  if (region !== SELF_REGION) return null;
  const mapped = Math.trunc((va - UVPT) / PAGE_BYTES);
  return tableWord(s, spaceAt(s, directory), directory, mapped, remainder(quotient(va, WORD_BYTES), ENTRIES_PER_TABLE));
};
