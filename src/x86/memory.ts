import type { Cpu } from './cpu.ts';
import type { Segment } from './segment.ts';
import { FRAME_MASK } from './registers.ts';
import { Vector } from './vectors.ts';

/*
 * Data accesses of the instruction in progress. A refused access records a fault in the processor and gives 0.
 * The fast path is one look at the cached page entry; everything else (miss, D not yet set, page crossing,
 * segment that is not flat, alignment checks, paging off) takes the slow one.
 */

export function read8(cpu: Cpu, segment: Segment, offset: number): number {
  if (!segment.flatRead && !permits(cpu, segment, offset, 1, false)) return 0;
  const la = (segment.base + offset) | 0;
  const entry = cpu.tlb.entries[la >>> 12];
  if ((entry & cpu.readMask) === cpu.readMask) return cpu.ram.read8((entry & FRAME_MASK) | (la & 0xfff));
  return readSlow(cpu, la, 1);
}

export function read16(cpu: Cpu, segment: Segment, offset: number): number {
  if (!segment.flatRead && !permits(cpu, segment, offset, 2, false)) return 0;
  return readSlow(cpu, (segment.base + offset) | 0, 2);
}

export function read32(cpu: Cpu, segment: Segment, offset: number): number {
  if (!segment.flatRead && !permits(cpu, segment, offset, 4, false)) return 0;
  const la = (segment.base + offset) | 0;
  const entry = cpu.tlb.entries[la >>> 12];
  if ((entry & cpu.readMask) === cpu.readMask && (la & 0xfff) <= 0xffc) {
    return cpu.ram.read32((entry & FRAME_MASK) | (la & 0xfff));
  }
  return readSlow(cpu, la, 4);
}

/** Reads `size` (1, 2 or 4) bytes: zero-extended, or a signed word. */
export function readSized(cpu: Cpu, segment: Segment, offset: number, size: number): number {
  if (size === 4) return read32(cpu, segment, offset);
  return size === 1 ? read8(cpu, segment, offset) : read16(cpu, segment, offset);
}

export function writeSized(cpu: Cpu, segment: Segment, offset: number, size: number, value: number): void {
  if (!segment.flatWrite && !permits(cpu, segment, offset, size, true)) return;
  const la = (segment.base + offset) | 0;
  if (openForWriting(cpu, la, size)) storeOpened(cpu, size, value);
}

/**
 * Reads an operand that the instruction will write back: all checks of the write are made first, so that
 * `storeOpened` cannot fail. MCH-31: such an operand faults as a write.
 */
export function readToModify(cpu: Cpu, segment: Segment, offset: number, size: number): number {
  if (!segment.flatWrite && !permits(cpu, segment, offset, size, true)) return 0;
  if (!openForWriting(cpu, (segment.base + offset) | 0, size)) return 0;
  if (cpu.modifyNext < 0) return readPhysical(cpu, cpu.modifyAddress, size);
  return readSplit(cpu, cpu.modifyAddress, cpu.modifyNext, size);
}

/** Writes to the operand opened last. */
export function storeOpened(cpu: Cpu, size: number, value: number): void {
  const at = cpu.modifyAddress;
  if (cpu.modifyNext < 0) {
    if (size === 4) cpu.ram.write32(at, value);
    else if (size === 1) cpu.ram.write8(at, value);
    else cpu.ram.write16(at, value);
    return;
  }
  const inFirst = 0x1000 - (at & 0xfff);
  for (let i = 0; i < size; i++) {
    cpu.ram.write8(i < inFirst ? at + i : cpu.modifyNext + i - inFirst, value >> (8 * i));
  }
}

/** Makes the checks and translations of a write without writing; false if one failed. Opens an operand of any size. */
export function openToModify(cpu: Cpu, segment: Segment, offset: number, size: number): boolean {
  if (!segment.flatWrite && !permits(cpu, segment, offset, size, true)) return false;
  return openForWriting(cpu, (segment.base + offset) | 0, size);
}

/** The word at `distance` bytes from the start of the operand opened last. */
export function openedWord(cpu: Cpu, distance: number): number {
  let word = 0;
  for (let i = 0; i < 4; i++) word |= cpu.ram.read8(openedByte(cpu, distance + i)) << (8 * i);
  return word;
}

/** Writes a word of the operand opened last. */
export function storeOpenedWord(cpu: Cpu, distance: number, value: number): void {
  for (let i = 0; i < 4; i++) cpu.ram.write8(openedByte(cpu, distance + i), value >> (8 * i));
}

/** Physical address of one byte of the operand opened last. */
function openedByte(cpu: Cpu, distance: number): number {
  const inFirst = 0x1000 - (cpu.modifyAddress & 0xfff);
  return cpu.modifyNext < 0 || distance < inFirst ? cpu.modifyAddress + distance : cpu.modifyNext + distance - inFirst;
}

/** Word of a system structure (descriptor, gate, TSS): always a supervisor access by linear address. */
export function readSystem32(cpu: Cpu, la: number): number {
  // Any cached entry permits ring 0 to read; without paging nothing is cached.
  const entry = cpu.tlb.entries[la >>> 12];
  if (entry !== 0 && (la & 0xfff) <= 0xffc) return cpu.ram.read32((entry & FRAME_MASK) | (la & 0xfff));
  const first = cpu.mmu.translate(la, false, false);
  if (first < 0) return failedTranslation(cpu, la);
  if ((la & 0xfff) <= 0xffc) return cpu.ram.read32(first);
  const nextLa = ((la | 0xfff) + 1) | 0;
  const next = cpu.mmu.translate(nextLa, false, false);
  return next < 0 ? failedTranslation(cpu, nextLa) : readSplit(cpu, first, next, 4);
}

function permits(cpu: Cpu, segment: Segment, offset: number, size: number, write: boolean): boolean {
  if (segment.permits(offset, size, write)) return true;
  cpu.raise(segment.isStack ? Vector.SS : Vector.GP, 0);
  return false;
}

function failedTranslation(cpu: Cpu, la: number): number {
  cpu.raisePageFault(la);
  return 0;
}

/** MCH-30: an access that crosses a page translates the lower page first and moves no byte before both succeed. */
function readSlow(cpu: Cpu, la: number, size: number): number {
  const user = cpu.privilege === 3;
  const first = cpu.mmu.translate(la, false, user);
  if (first < 0) return failedTranslation(cpu, la);
  const crosses = (la & 0xfff) + size > 0x1000;
  const nextLa = ((la | 0xfff) + 1) | 0;
  const next = crosses ? cpu.mmu.translate(nextLa, false, user) : 0;
  if (next < 0) return failedTranslation(cpu, nextLa);
  if (isMisaligned(cpu, la, size)) return 0;
  return crosses ? readSplit(cpu, first, next, size) : readPhysical(cpu, first, size);
}

/** Translates for writing into `modifyAddress` and `modifyNext`. */
function openForWriting(cpu: Cpu, la: number, size: number): boolean {
  const entry = cpu.tlb.entries[la >>> 12];
  if ((entry & cpu.writeMask) === cpu.writeMask && (la & 0xfff) + size <= 0x1000) {
    cpu.modifyAddress = (entry & FRAME_MASK) | (la & 0xfff);
    cpu.modifyNext = -1;
    return true;
  }
  return openSlow(cpu, la, size);
}

function openSlow(cpu: Cpu, la: number, size: number): boolean {
  const user = cpu.privilege === 3;
  const first = cpu.mmu.translate(la, true, user);
  if (first < 0) {
    cpu.raisePageFault(la);
    return false;
  }
  cpu.modifyAddress = first;
  cpu.modifyNext = -1;
  if ((la & 0xfff) + size > 0x1000) {
    const nextLa = ((la | 0xfff) + 1) | 0;
    const next = cpu.mmu.translate(nextLa, true, user);
    if (next < 0) {
      cpu.raisePageFault(nextLa);
      return false;
    }
    cpu.modifyNext = next;
  }
  return !isMisaligned(cpu, la, size);
}

/** MCH-32: with CR0.AM and EFLAGS.AC, an unaligned data access at CPL 3 raises #AC(0), after the page checks. */
function isMisaligned(cpu: Cpu, la: number, size: number): boolean {
  if (!cpu.alignmentChecked || (la & (size - 1)) === 0) return false;
  cpu.raise(Vector.AC, 0);
  return true;
}

function readPhysical(cpu: Cpu, pa: number, size: number): number {
  if (size === 4) return cpu.ram.read32(pa);
  return size === 1 ? cpu.ram.read8(pa) : cpu.ram.read16(pa);
}

function readSplit(cpu: Cpu, first: number, next: number, size: number): number {
  const inFirst = 0x1000 - (first & 0xfff);
  let value = 0;
  for (let i = 0; i < size; i++) {
    value |= cpu.ram.read8(i < inFirst ? first + i : next + i - inFirst) << (8 * i);
  }
  return value;
}
