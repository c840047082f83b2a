import type { Cpu } from '../cpu.ts';
import { FRAME_MASK } from '../registers.ts';
import { LINE_SHIFT, SETTLED } from '../ram.ts';
import type { Segment } from '../segment.ts';

/** Number of the register that is always 0. */
export const NO_REGISTER = 8;

/** A memory operand as an instruction encodes it. */
export class MemoryOperand {
  readonly segment: Segment;
  readonly base: number;
  readonly index: number;
  readonly scale: number;
  readonly displacement: number;

  constructor(segment: Segment, base: number, index: number, scale: number, displacement: number) {
    this.segment = segment;
    this.base = base;
    this.index = index;
    this.scale = scale;
    this.displacement = displacement;
  }
}

const TOP = -0x80000000;

/** The offset in the segment. */
export function offsetOf(cpu: Cpu, operand: MemoryOperand): number {
  const registers = cpu.addressRegisters;
  return (registers[operand.base] + (registers[operand.index] << operand.scale) + operand.displacement) | 0;
}

/**
 * Physical address of up to four bytes that may be read without a check, a walk or a second page; else -1. The cached
 * page entry decides alone, as in memory.ts: MCH-11.
 */
export function plainRead(cpu: Cpu, segment: Segment, offset: number): number {
  if ((offset ^ TOP) >= segment.readEnd) return -1;
  const la = (segment.base + offset) | 0;
  const entry = cpu.pageEntries[la >>> 12];
  const pa = (entry & FRAME_MASK) | (la & 0xfff);
  return (entry & cpu.readMask) === cpu.readMask && (la & 0xfff) <= 0xffc && pa < cpu.bytes.length ? pa : -1;
}

/** The same for up to four bytes that are written, which must need no bookkeeping either. */
export function plainWrite(cpu: Cpu, segment: Segment, offset: number): number {
  if ((offset ^ TOP) >= segment.writeEnd) return -1;
  const la = (segment.base + offset) | 0;
  const entry = cpu.pageEntries[la >>> 12];
  const pa = (entry & FRAME_MASK) | (la & 0xfff);
  if ((entry & cpu.writeMask) !== cpu.writeMask || (la & 0xfff) > 0xffc || pa < 0 || pa >= cpu.bytes.length) return -1;
  const lines = cpu.lineFlags;
  if (lines[pa >> LINE_SHIFT] !== SETTLED) return -1;
  return (pa & 3) === 0 || lines[(pa + 3) >> LINE_SHIFT] === SETTLED ? pa : -1;
}

/** The word at an address that `plainRead` or `plainWrite` gave. */
export function load32(cpu: Cpu, pa: number): number {
  return (pa & 3) === 0 ? cpu.words[pa >> 2] : loadUnaligned(cpu.bytes, pa);
}

function loadUnaligned(bytes: Uint8Array, pa: number): number {
  return bytes[pa] | (bytes[pa + 1] << 8) | (bytes[pa + 2] << 16) | (bytes[pa + 3] << 24);
}

/** One byte or two, zero-extended, or a signed word. */
export function loadSized(cpu: Cpu, pa: number, size: number): number {
  if (size === 4) return load32(cpu, pa);
  const { bytes } = cpu;
  return size === 1 ? bytes[pa] : bytes[pa] | (bytes[pa + 1] << 8);
}

export function store32(cpu: Cpu, pa: number, value: number): void {
  if ((pa & 3) === 0) cpu.words[pa >> 2] = value;
  else storeBytes(cpu.bytes, pa, 4, value);
}

export function storeSized(cpu: Cpu, pa: number, size: number, value: number): void {
  if (size === 4) store32(cpu, pa, value);
  else storeBytes(cpu.bytes, pa, size, value);
}

function storeBytes(bytes: Uint8Array, pa: number, size: number, value: number): void {
  for (let i = 0; i < size; i++) bytes[pa + i] = value >> (8 * i);
}
