import type { Cpu } from '../cpu.ts';
import type { Segment } from '../segment.ts';

/** Number of the register that is always 0. */
export const NO_REGISTER = 8;

/** A memory operand as an instruction encodes it. */
export class MemoryOperand {
  readonly segment: Segment;
  /* Initialized, so that V8 knows that they are never anything but small integers. */
  readonly base: number = 0;
  readonly index: number = 0;
  readonly scale: number = 0;
  readonly displacement: number = 0;

  constructor(segment: Segment, base: number, index: number, scale: number, displacement: number) {
    this.segment = segment;
    this.base = base;
    this.index = index;
    this.scale = scale;
    this.displacement = displacement;
  }

  /** The offset in the segment. */
  offset(cpu: Cpu): number {
    const registers = cpu.addressRegisters;
    return (registers[this.base] + (registers[this.index] << this.scale) + this.displacement) | 0;
  }

  /** See `Segment.plainRead`. */
  plainRead(cpu: Cpu): number {
    return this.segment.plainRead(cpu, this.offset(cpu));
  }

  /** See `Segment.plainWrite`. */
  plainWrite(cpu: Cpu): number {
    return this.segment.plainWrite(cpu, this.offset(cpu));
  }
}
/** One byte or two, zero-extended, or a signed word. */
export function loadSized(cpu: Cpu, pa: number, size: number): number {
  if (size === 4) return cpu.word(pa);
  const { bytes } = cpu;
  return size === 1 ? bytes[pa] : bytes[pa] | (bytes[pa + 1] << 8);
}

export function storeSized(cpu: Cpu, pa: number, size: number, value: number): void {
  if (size === 4) cpu.storeWord(pa, value);
  else storeBytes(cpu.bytes, pa, size, value);
}

function storeBytes(bytes: Uint8Array, pa: number, size: number, value: number): void {
  for (let i = 0; i < size; i++) bytes[pa + i] = value >> (8 * i);
}
