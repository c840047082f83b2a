import { PAGE_BYTES } from '../abi/addressMap.ts';
import { PAGE_STATUS } from '../abi/layout.ts';
import type { KernelImage } from './kernelImage.ts';
import { claimTableFrame } from './pages.ts';

/** Directory entry of a user table: present, writable, user, accessed, dirty. LAY-12. */
export const USER_TABLE_FLAGS = 0x67;

/** Physical address of the directory entry of `va`. */
export function directoryEntryAddress(directory: number, va: number): number {
  return directory * PAGE_BYTES + (va >>> 22) * 4;
}

/** Frame of the page table for `va`, or 0 if there is none. */
export function tableFor(image: KernelImage, directory: number, va: number): number {
  return image.ram.read32(directoryEntryAddress(directory, va)) >>> 12;
}

/** Physical address of the page entry of `va` in the table `table`. */
export function entryAddress(table: number, va: number): number {
  return table * PAGE_BYTES + ((va >>> 12) & 0x3ff) * 4;
}

/** Makes the free frame `table` the page table for `va`. */
export function makeTable(image: KernelImage, directory: number, va: number, table: number): void {
  claimTableFrame(image, table, PAGE_STATUS.table); // MEM-6
  image.ram.write32(directoryEntryAddress(directory, va), table * PAGE_BYTES + USER_TABLE_FLAGS); // MEM-6
}
