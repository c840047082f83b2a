import type { Cpu } from '../cpu.ts';
import { openToModify, read16, read32, read8 } from '../memory.ts';
import { NO_FAULT, Vector } from '../vectors.ts';
import type { Extended } from './extended.ts';

/*
 * Operands in memory that are longer than a word, at the place that ModRM names. A read gives 0 once a fault has been
 * recorded; a write is opened as a whole, so that no byte moves before every byte may.
 */

/** MCH-32 for these operands: alignment is checked after all of their pages, and by `alignment` bytes. */
function isAligned(cpu: Cpu, alignment: number): boolean {
  if (!cpu.alignmentChecked || ((cpu.addressSegment.base + cpu.address) & (alignment - 1)) === 0) return true;
  cpu.raise(Vector.AC, 0);
  return false;
}

/** The word at `distance` bytes from the operand's start, in single bytes if alignment is checked: that comes later. */
export function readWord(cpu: Cpu, distance: number): number {
  const { addressSegment: segment } = cpu;
  const at = (cpu.address + distance) | 0;
  if (!cpu.alignmentChecked) return read32(cpu, segment, at);
  let word = 0;
  for (let i = 0; i < 4; i++) word |= read8(cpu, segment, (at + i) | 0) << (8 * i);
  return word;
}

/** Sixteen bits of the operand, without sign. */
export function readHalf(cpu: Cpu, distance: number): number {
  const { addressSegment: segment } = cpu;
  const at = (cpu.address + distance) | 0;
  if (!cpu.alignmentChecked) return read16(cpu, segment, at);
  return read8(cpu, segment, at) | (read8(cpu, segment, (at + 1) | 0) << 8);
}

/** Whether what has been read stands where it may; to be asked once all has been read. */
export function readIsDone(cpu: Cpu, alignment: number): boolean {
  return cpu.faultVector === NO_FAULT && isAligned(cpu, alignment);
}

/** Reads a register image of ten bytes at a distance. */
export function readTenBytes(cpu: Cpu, distance: number, to: Extended): void {
  const low = readWord(cpu, distance);
  const high = readWord(cpu, distance + 4);
  const head = readHalf(cpu, distance + 8);
  to.set(head >> 15, head & 0x7fff, high, low);
}

/** Makes every check of a write of `size` bytes; false if one failed. */
export function openOperand(cpu: Cpu, size: number, alignment: number): boolean {
  const { alignmentChecked } = cpu;
  cpu.alignmentChecked = false;
  const opened = openToModify(cpu, cpu.addressSegment, cpu.address, size);
  cpu.alignmentChecked = alignmentChecked;
  return opened && isAligned(cpu, alignment);
}

/** Writes sixteen bits of the operand opened last. */
export function writeHalf(cpu: Cpu, distance: number, value: number): void {
  const inFirst = cpu.modifyNext < 0 ? distance + 2 : 0x1000 - (cpu.modifyAddress & 0xfff);
  for (let i = 0; i < 2; i++) {
    const at = distance + i;
    cpu.ram.write8(at < inFirst ? cpu.modifyAddress + at : cpu.modifyNext + at - inFirst, value >> (8 * i));
  }
}

/** Writes a word of the operand opened last. */
export function writeWord(cpu: Cpu, distance: number, value: number): void {
  if (cpu.modifyNext < 0) {
    cpu.ram.write32(cpu.modifyAddress + distance, value);
    return;
  }
  writeHalf(cpu, distance, value);
  writeHalf(cpu, distance + 2, value >> 16);
}

/** Writes a register image of ten bytes into the operand opened last. */
export function writeTenBytes(cpu: Cpu, distance: number, from: Extended): void {
  writeWord(cpu, distance, from.low);
  writeWord(cpu, distance + 4, from.high);
  writeHalf(cpu, distance + 8, (from.sign << 15) | from.exponent);
}
