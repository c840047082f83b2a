import type { Cpu } from './cpu.ts';
import { LINE_SHIFT, SETTLED } from './ram.ts';
import { FRAME_MASK } from './registers.ts';

/** Bits of the access byte of a segment descriptor. Source: Intel SDM vol. 3A sections 3.4.5 and 3.5. */
export const ACCESS_ACCESSED = 0x01;
/** Data: writable. Code: readable. */
export const ACCESS_WRITABLE = 0x02;
/** Data: expand-down. Code: conforming. */
export const ACCESS_DOWN_OR_CONFORMING = 0x04;
export const ACCESS_CODE = 0x08;
/** Set for code and data, clear for system segments and gates. */
export const ACCESS_CODE_OR_DATA = 0x10;
export const ACCESS_PRESENT = 0x80;

/** The flipped end of a segment where every access needs its checks. */
const NOTHING = -0x80000000;
/** Flips the top bit, so that unsigned offsets compare as signed ones. */
const TOP = -0x80000000;
/* Imported constants would be loaded and checked at every use. */
const FRAME = FRAME_MASK;
const SHIFT = LINE_SHIFT;
const PLAIN = SETTLED;

/** A selector without its requested privilege level: what error codes carry. */
export function selectorIndex(selector: number): number {
  return selector & 0xfffc;
}

/** The pair of words of a descriptor, unpacked. */
export class Descriptor {
  base = 0;
  /** Largest valid offset in bytes, as a signed word (expand-down: largest invalid one). */
  limit = 0;
  access = 0;
  /** D/B bit: 32-bit code, stack or expand-down limit. */
  big = false;

  decode(low: number, high: number): void {
    this.base = (low >>> 16) | ((high & 0xff) << 16) | (high & 0xff000000);
    const limit = (low & 0xffff) | (high & 0xf0000);
    this.limit = (high & 0x800000) !== 0 ? (limit << 12) | 0xfff : limit;
    this.access = (high >>> 8) & 0xff;
    this.big = (high & 0x400000) !== 0;
  }

  get dpl(): number {
    return (this.access >> 5) & 3;
  }

  get present(): boolean {
    return (this.access & ACCESS_PRESENT) !== 0;
  }

  get isCode(): boolean {
    return (this.access & (ACCESS_CODE_OR_DATA | ACCESS_CODE)) === (ACCESS_CODE_OR_DATA | ACCESS_CODE);
  }

  get isConforming(): boolean {
    return this.isCode && (this.access & ACCESS_DOWN_OR_CONFORMING) !== 0;
  }

  get isWritableData(): boolean {
    const mask = ACCESS_CODE_OR_DATA | ACCESS_CODE | ACCESS_WRITABLE;
    return (this.access & mask) === (ACCESS_CODE_OR_DATA | ACCESS_WRITABLE);
  }

  /** Any data segment, or a code segment that may be read. */
  get isReadable(): boolean {
    if ((this.access & ACCESS_CODE_OR_DATA) === 0) return false;
    return (this.access & ACCESS_CODE) === 0 || (this.access & ACCESS_WRITABLE) !== 0;
  }
}

/** What a snapshot keeps of a segment register. */
export interface SegmentState {
  readonly selector: number;
  readonly base: number;
  readonly limit: number;
  readonly access: number;
  readonly big: boolean;
}

/** A segment register: the visible selector and the descriptor cached when it was loaded. */
export class Segment {
  readonly isStack: boolean;
  selector = 0;
  base = 0;
  limit = 0;
  access = 0;
  big = false;
  /** Reads need no check: present, readable, limit 4 GB. */
  flatRead = false;
  /** Writes need no check. */
  flatWrite = false;
  /**
   * Reads and writes of up to four bytes at offsets below these ends need no check, in expand-up segments. An end is kept
   * with its top bit flipped, so that a signed comparison with an offset flipped likewise is the unsigned one.
   */
  readEnd = NOTHING;
  writeEnd = NOTHING;

  constructor(isStack: boolean) {
    this.isStack = isStack;
  }

  set(selector: number, descriptor: Readonly<Omit<SegmentState, 'selector'>>): void {
    this.selector = selector;
    this.base = descriptor.base;
    this.limit = descriptor.limit;
    this.access = descriptor.access;
    this.big = descriptor.big;
    const usable = this.access & (ACCESS_PRESENT | ACCESS_CODE_OR_DATA | ACCESS_CODE | ACCESS_WRITABLE | ACCESS_DOWN_OR_CONFORMING);
    const data = ACCESS_PRESENT | ACCESS_CODE_OR_DATA;
    const whole = this.limit === -1;
    const readableCode = usable === (data | ACCESS_CODE | ACCESS_WRITABLE) || usable === (data | ACCESS_CODE | ACCESS_WRITABLE | ACCESS_DOWN_OR_CONFORMING);
    this.flatWrite = whole && usable === (data | ACCESS_WRITABLE);
    this.flatRead = this.flatWrite || (whole && (usable === data || readableCode));
    const flipped = this.limit ^ NOTHING;
    const end = whole ? 0x7fffffff : flipped > NOTHING + 2 ? flipped - 2 : NOTHING;
    this.writeEnd = usable === (data | ACCESS_WRITABLE) ? end : NOTHING;
    this.readEnd = usable === (data | ACCESS_WRITABLE) || usable === data || readableCode ? end : NOTHING;
  }

  /** Makes the register null: every access through it is refused. */
  setNull(selector: number): void {
    this.set(selector, { base: 0, limit: 0, access: 0, big: false });
  }

  save(): SegmentState {
    return { selector: this.selector, base: this.base, limit: this.limit, access: this.access, big: this.big };
  }

  /**
   * MCH-20: whether `size` bytes at `offset` may be read or written: a null register, a type that forbids it
   * and any byte beyond the limit refuse. A 4 GB segment wraps at its end instead of refusing.
   */
  permits(offset: number, size: number, write: boolean): boolean {
    if ((this.access & ACCESS_PRESENT) === 0) return false;
    const code = (this.access & ACCESS_CODE) !== 0;
    const writableBit = (this.access & ACCESS_WRITABLE) !== 0;
    if (write ? code || !writableBit : code && !writableBit) return false;
    const first = offset >>> 0;
    const last = first + size - 1;
    if (!code && (this.access & ACCESS_DOWN_OR_CONFORMING) !== 0) {
      return first > this.limit >>> 0 && last <= (this.big ? 0xffffffff : 0xffff);
    }
    return this.limit === -1 || last <= this.limit >>> 0;
  }

  /**
   * For decoded instructions: physical address of up to four bytes that may be read without a check, a walk or a second
   * page; else -1. The cached page entry decides alone, as in memory.ts: MCH-11.
   */
  plainRead(cpu: Cpu, offset: number): number {
    if ((offset ^ TOP) >= this.readEnd) return -1;
    const la = (this.base + offset) | 0;
    const entry = cpu.pageEntries[la >>> 12];
    const mask = cpu.readMask;
    const pa = (entry & FRAME) | (la & 0xfff);
    return (entry & mask) === mask && (la & 0xfff) <= 0xffc && pa < cpu.bytes.length ? pa : -1;
  }

  /** The same for up to four bytes that are written, which must need no bookkeeping either. */
  plainWrite(cpu: Cpu, offset: number): number {
    if ((offset ^ TOP) >= this.writeEnd) return -1;
    const la = (this.base + offset) | 0;
    const entry = cpu.pageEntries[la >>> 12];
    const mask = cpu.writeMask;
    const pa = (entry & FRAME) | (la & 0xfff);
    if ((entry & mask) !== mask || (la & 0xfff) > 0xffc || pa < 0 || pa >= cpu.bytes.length) return -1;
    const lines = cpu.lineFlags;
    if (lines[pa >> SHIFT] !== PLAIN) return -1;
    return (pa & 3) === 0 || lines[(pa + 3) >> SHIFT] === PLAIN ? pa : -1;
  }
}
