import { ENTRIES_PER_TABLE, PAGE_BYTES } from '../abi/addressMap.ts';
import { PAGE_STATUS } from '../abi/layout.ts';
import { frameNumber, type FrameNumber, pageEntryWord, type PageEntryWord, physicalAddress, type PhysicalAddress, type VirtualAddress } from '../abi/words.ts';
import type { KernelImage } from './kernelImage.ts';
import { claimTableFrame } from './pages.ts';

/** Directory entry of a user table: present, writable, user, accessed, dirty. LAY-12. */
export const USER_TABLE_FLAGS = 0x67;

/** Physical address of the directory entry of `va`. */
export function directoryEntryAddress(directory: FrameNumber, va: VirtualAddress): PhysicalAddress {
  return physicalAddress(directory * PAGE_BYTES + (va >>> 22) * 4);
}

/** Frame of the page table for `va`, or NULL_FRAME if there is none. */
export function tableFor(image: KernelImage, directory: FrameNumber, va: VirtualAddress): FrameNumber {
  return frameNumber(image.ram.read32(directoryEntryAddress(directory, va)) >>> 12);
}

/** Physical address of the page entry of `va` in the table `table`. */
export function entryAddress(table: FrameNumber, va: VirtualAddress): PhysicalAddress {
  return physicalAddress(table * PAGE_BYTES + ((va >>> 12) & 0x3ff) * 4);
}

/** The word at `va` in the space at `directory`, 0 if there is no table. */
export function wordAt(image: KernelImage, directory: FrameNumber, va: VirtualAddress): PageEntryWord {
  const table = tableFor(image, directory, va);
  return pageEntryWord(table === 0 ? 0 : image.ram.read32(entryAddress(table, va)));
}

/** Makes the free frame `table` the page table for `va`. */
export function makeTable(image: KernelImage, directory: FrameNumber, va: VirtualAddress, table: FrameNumber): void {
  claimTableFrame(image, table, PAGE_STATUS.table); // MEM-6
  image.ram.write32(directoryEntryAddress(directory, va), table * PAGE_BYTES + USER_TABLE_FLAGS); // MEM-6
}

/**
 * Index of the first word that is not 0 in a directory or table, from `from` upward, or ENTRIES_PER_TABLE. The words
 * are looked at directly, because sparse tables are most of the work of a death; they count as accesses all the same.
 */
export function nextUsedWord(image: KernelImage, table: FrameNumber, from: number): number {
  const { ram } = image;
  const first = table * ENTRIES_PER_TABLE;
  let index = from;
  while (index < ENTRIES_PER_TABLE && ram.words[first + index] === 0) index++;
  ram.accessCount += index - from + 1;
  return index;
}
