import { PAGE_BYTES } from '../abi/addressMap.ts';
import { LIMIT_ALL } from '../abi/geometry.ts';
import { ENTRY, PAGE, PAGE_ROW_BYTES, PAGE_STATUS } from '../abi/layout.ts';
import { frameNumber, type FrameNumber, type PageEntryWord, type PhysicalAddress } from '../abi/words.ts';
import type { KernelImage } from './kernelImage.ts';

/** What is given where there is no frame: frame 0 is the kernel's. */
export const NULL_FRAME = frameNumber(0);

/** How many bindings a sharing limit allows. */
export const allowed = (limit: number): number => (limit === LIMIT_ALL ? Infinity : limit);

export function pageStatus(image: KernelImage, frame: FrameNumber): number {
  return image.ram.read32(image.pageRow(frame) + PAGE.status);
}

/**
 * The lowest free frame from `first` upward, or NULL_FRAME, which is never free. The plain scan leaves no trace of past
 * allocations; it looks at one word per row, which counts as an access. MEM-5.
 */
export function lowestFree(image: KernelImage, first: FrameNumber): FrameNumber {
  const { ram, frames } = image;
  let status = (image.pageRow(first) + PAGE.status) >> 2;
  let frame: number = first;
  while (frame < frames && ram.words[status] !== PAGE_STATUS.free) {
    frame++;
    status += PAGE_ROW_BYTES >> 2;
  }
  ram.accessCount += frame - first + 1;
  return frame < frames ? frameNumber(frame) : NULL_FRAME;
}

/** The next free frame after one that a scan has found; NULL_FRAME if it has found none. MEM-5. */
export function nextFree(image: KernelImage, found: FrameNumber): FrameNumber {
  return found === 0 ? NULL_FRAME : lowestFree(image, frameNumber(found + 1));
}

/** Makes a free frame a user page guarded by the capability at `slot`. */
export function claimUserPage(image: KernelImage, frame: FrameNumber, slot: PhysicalAddress): void {
  const { ram } = image;
  const row = image.pageRow(frame);
  const low = ram.read32(slot);
  const high = ram.read32(slot + 4);
  ram.fillZero(frame * PAGE_BYTES, PAGE_BYTES); // MEM-1
  ram.write32(row + PAGE.status, PAGE_STATUS.user); // MEM-2
  ram.write32(row + PAGE.limits, image.birthLimits); // MEM-2
  ram.write32(row + PAGE.acl, low); // MEM-2
  ram.write32(row + PAGE.acl + 4, high); // MEM-2
}

/** Makes a free frame a directory or a table, empty. */
export function claimTableFrame(image: KernelImage, frame: FrameNumber, status: number): void {
  image.ram.fillZero(frame * PAGE_BYTES, PAGE_BYTES); // MEM-1, MEM-6
  image.ram.write32(image.pageRow(frame) + PAGE.status, status); // MEM-6
}

/** Makes a frame free. */
export function freeFrame(image: KernelImage, frame: FrameNumber): void {
  image.ram.fillZero(image.pageRow(frame), PAGE_ROW_BYTES); // MEM-4
}

/** Adds a binding to the counts of its frame. */
export function countBinding(image: KernelImage, entry: PageEntryWord): void {
  const { ram } = image;
  const row = image.pageRow(entry >>> 12);
  const writers = (entry & ENTRY.writable) !== 0 ? 1 : 0;
  ram.write32(row + PAGE.readers, ram.read32(row + PAGE.readers) + 1); // MEM-3
  ram.write32(row + PAGE.writers, ram.read32(row + PAGE.writers) + writers); // MEM-3
}

/** Takes a binding back from the counts of its frame, which stays as it is even without readers. */
export function uncountBinding(image: KernelImage, entry: PageEntryWord): void {
  const { ram } = image;
  const row = image.pageRow(entry >>> 12);
  const writers = (entry & ENTRY.writable) !== 0 ? 1 : 0;
  ram.write32(row + PAGE.readers, ram.read32(row + PAGE.readers) - 1); // MEM-4
  ram.write32(row + PAGE.writers, ram.read32(row + PAGE.writers) - writers); // MEM-4
}

/** Makes a user page free that has neither readers nor pins; every other page stays. */
export function freeIfUnused(image: KernelImage, frame: FrameNumber): void {
  const { ram } = image;
  const row = image.pageRow(frame);
  if (ram.read32(row + PAGE.status) !== PAGE_STATUS.user) return;
  if (ram.read32(row + PAGE.readers) === 0 && ram.read32(row + PAGE.pins) === 0) freeFrame(image, frame); // MEM-4
}
