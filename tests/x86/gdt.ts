/** Descriptors that a test adds to the small PC: its table has room for two behind its own. */

import type { TestPc } from './testPc.ts';

const GDT_BYTES = 0x40;

export interface SegmentFields {
  readonly base: number;
  /** Twenty bits. */
  readonly limit: number;
  readonly access: number;
  /** Granularity 8, 32-bit 4. */
  readonly flags: number;
}

/** Writes the descriptor of a selector, 0x30 or 0x38, and lets the table reach there. */
export function writeSegment(pc: TestPc, selector: number, { base, limit, access, flags }: SegmentFields): void {
  const at = (pc.systemBase + (selector & ~7)) | 0;
  pc.cpu.gdtr.limit = GDT_BYTES - 1;
  pc.cpu.writeSupervisor32(at, (limit & 0xffff) | (base << 16));
  pc.cpu.writeSupervisor32(at + 4, ((base >>> 16) & 0xff) | (access << 8) | (limit & 0xf0000) | (flags << 20) | (base & 0xff000000));
}
