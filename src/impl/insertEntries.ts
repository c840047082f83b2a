import { PAGE_BYTES, REGION_BYTES } from '../abi/addressMap.ts';
import { ERRORS } from '../abi/errors.ts';
import { ENTRY, PAGE, PAGE_LIMIT_WRITERS_UNIT, PAGE_STATUS, RIGHTS_ALL, RIGHT_WRITE } from '../abi/layout.ts';
import { frameNumber, type FrameNumber, pageEntryWord, type PageEntryWord, type PhysicalAddress, type VirtualAddress, virtualAddress } from '../abi/words.ts';
import type { Cpu } from '../x86/cpu.ts';
import type { Call } from './call.ts';
import { grantsOnPage, rightsAt } from './capabilities.ts';
import type { KernelImage } from './kernelImage.ts';
import { entryAddress, makeTable, tableFor, wordAt } from './pageTables.ts';
import { allowed, claimUserPage, countBinding, freeIfUnused, lowestFree, nextFree, NULL_FRAME, pageStatus, uncountBinding } from './pages.ts';

/** Flags of a present entry that an element decides: all but user and bits 7 and 8. */
const GIVEN_FLAGS = 0xfff & ~(ENTRY.user | ENTRY.reserved7 | ENTRY.reserved8);

const isPresent = (entry: number): boolean => (entry & ENTRY.present) !== 0;

/** Whether a page table is missing for element `i` that no earlier element has needed. */
function lacksTable(image: KernelImage, directory: FrameNumber, va: VirtualAddress, i: number): boolean {
  const at = virtualAddress((va + PAGE_BYTES * i) | 0);
  if (i > 0 && (at & (REGION_BYTES - 1)) !== 0) return false;
  return tableFor(image, directory, at) === 0;
}

/** Whether one of the elements names a frame. */
function isNamed(call: Call, count: number, frame: FrameNumber): boolean {
  for (let i = 0; i < count; i++) if (isPresent(call.dataWords[i]) && call.dataWords[i] >>> 12 === frame) return true;
  return false;
}

/** Takes note of the next `needed` free frames that no element names, or of 0 where none is left; whether there are as many. */
function take(image: KernelImage, call: Call, count: number, needed: number): boolean {
  for (let i = 0; i < needed; i++) {
    const first = call.takenCount === 0;
    let frame = first ? lowestFree(image, image.kernelFrames) : nextFree(image, frameNumber(call.taken[call.takenCount - 1]));
    while (frame !== 0 && isNamed(call, count, frame)) frame = nextFree(image, frame);
    call.taken[call.takenCount++] = frame;
  }
  return needed === 0 || call.taken[call.takenCount - 1] !== 0;
}

/** By how much elements 0 to `last` raise the number of bindings of a frame that have all of `flags`. */
function gain(call: Call, last: number, frame: FrameNumber, flags: number): number {
  let sum = 0;
  for (let i = 0; i <= last; i++) {
    const after = call.dataWords[i];
    const before = call.before[i];
    if (after >>> 12 === frame && (after & flags) === flags) sum++;
    if (before >>> 12 === frame && (before & flags) === flags) sum--;
  }
  return sum;
}

/**
 * Judges element `i`, which binds a frame, in the state that the earlier ones leave. A free frame that an earlier one
 * has named is judged as still free: it is guarded by the capability at `slot`, which has all rights then, and has the
 * limits of birth, so that both ways give the same answer.
 */
function judgeBinding(image: KernelImage, call: Call, slot: PhysicalAddress, count: number, i: number, tables: number): number {
  const { ram } = image;
  const pte = call.dataWords[i];
  const named = frameNumber(pte >>> 12);
  if (named >= image.frames) return ERRORS.E_INVAL; // INS-6, IPR-8
  const status = named === 0 ? PAGE_STATUS.free : pageStatus(image, named);
  if (status !== PAGE_STATUS.free && status !== PAGE_STATUS.user) return ERRORS.E_INVAL; // INS-7, IPR-9
  const isUser = status === PAGE_STATUS.user;
  const writable = (pte & ENTRY.writable) !== 0;
  if (isUser && !grantsOnPage(image, slot, writable ? RIGHT_WRITE : 0, named)) return ERRORS.E_CAP_INSUFF; // INS-8, IPR-10
  if (!isUser && rightsAt(ram, slot) !== RIGHTS_ALL) return ERRORS.E_CAP_INSUFF; // INS-9, IPR-11

  const row = image.pageRow(named);
  const limits = isUser ? ram.read32(row + PAGE.limits) : image.birthLimits;
  const readers = named === 0 ? 1 : ram.read32(row + PAGE.readers) + gain(call, i, named, ENTRY.present);
  if (readers > allowed(limits % PAGE_LIMIT_WRITERS_UNIT)) return ERRORS.E_SHARE; // INS-10, IPR-12
  const writers = named === 0 ? 1 : ram.read32(row + PAGE.writers) + gain(call, i, named, ENTRY.present | ENTRY.writable);
  if (writable && writers > allowed(limits >>> 8)) return ERRORS.E_SHARE; // INS-11, IPR-13
  const enough = take(image, call, count, tables + (named === 0 ? 1 : 0));
  if (!enough) return ERRORS.E_NO_MEM; // INS-12, IPR-14
  return 0;
}

/** Judges an element that is not present, for which only a page table can be missing. */
function judgePayload(image: KernelImage, call: Call, count: number, tables: number): number {
  const enough = take(image, call, count, tables);
  if (!enough) return ERRORS.E_NO_MEM; // INS-13, IPR-15
  return 0;
}

/** The entry that an element makes; a free frame that it binds becomes a user page, `any` if it names none. */
function entryOf(image: KernelImage, slot: PhysicalAddress, element: PageEntryWord, any: FrameNumber): PageEntryWord {
  if (!isPresent(element)) return element;
  const frame = element >>> 12 === 0 ? any : frameNumber(element >>> 12);
  if (pageStatus(image, frame) === PAGE_STATUS.free) claimUserPage(image, frame, slot); // INS-15, IPR-16
  return pageEntryWord((frame << 12) | (element & GIVEN_FLAGS) | ENTRY.user);
}

/** Replaces the word of `va`, whose table exists. A frame without bindings stays what it is for the rest of the call. */
function replace(image: KernelImage, cpu: Cpu, directory: FrameNumber, va: VirtualAddress, before: PageEntryWord, after: PageEntryWord): void {
  if (isPresent(after)) countBinding(image, after); // INS-17, IPR-16
  if (isPresent(before)) uncountBinding(image, before); // INS-16, IPR-16
  image.ram.write32(entryAddress(tableFor(image, directory, va), va), after); // INS-17, IPR-16
  cpu.invlpg(va); // MEM-7
}

/** Performs what was judged: tables first, then the elements in order, and in the end the frames left without use. */
function commit(image: KernelImage, cpu: Cpu, call: Call, slot: PhysicalAddress, directory: FrameNumber, va: VirtualAddress, count: number): void {
  const { before, dataWords, taken } = call;
  let used = 0;
  for (let i = 0; i < count; i++) {
    if (lacksTable(image, directory, va, i)) makeTable(image, directory, virtualAddress((va + PAGE_BYTES * i) | 0), frameNumber(taken[used++])); // INS-14, IPR-16
  }
  for (let i = 0; i < count; i++) {
    const takes = isPresent(dataWords[i]) && dataWords[i] >>> 12 === 0;
    const after = entryOf(image, slot, pageEntryWord(dataWords[i]), takes ? frameNumber(taken[used++]) : NULL_FRAME);
    replace(image, cpu, directory, virtualAddress((va + PAGE_BYTES * i) | 0), pageEntryWord(before[i]), after); // INS-17, IPR-16
  }
  for (let i = 0; i < count; i++) if (isPresent(before[i])) freeIfUnused(image, frameNumber(before[i] >>> 12)); // INS-16, IPR-16
}

/**
 * Sets `count` page entries from `va` in the space at `directory`, presenting the capability at `slot`: all, or none
 * and an error number. The elements are the first words of the call's data.
 */
export function insertEntries(image: KernelImage, cpu: Cpu, call: Call, slot: PhysicalAddress, directory: FrameNumber, va: VirtualAddress, count: number): number {
  call.takenCount = 0;
  for (let i = 0; i < count; i++) {
    const tables = lacksTable(image, directory, va, i) ? 1 : 0;
    call.before[i] = wordAt(image, directory, virtualAddress((va + PAGE_BYTES * i) | 0));
    const present = isPresent(call.dataWords[i]);
    const error = present ? judgeBinding(image, call, slot, count, i, tables) : judgePayload(image, call, count, tables);
    if (error !== 0) return error;
  }
  commit(image, cpu, call, slot, directory, va, count);
  return 0;
}
