import { ENTRIES_PER_TABLE, KERNBASE, PAGE_BYTES, ULIM } from '../abi/addressMap.ts';
import { VECTOR } from '../abi/vectors.ts';
import type { FrameNumber } from '../abi/words.ts';
import type { Ram } from '../x86/ram.ts';
import { CORE, ERROR_CODE_VECTORS, SELECTOR, STUB_BYTES, STUB_VECTORS, TSS, TSS_BYTES } from './layoutCore.ts';

/** Access bytes: present, with the accessed bit set or the TSS busy, so that the processor never writes them. */
const KERNEL_CODE = 0x9b;
const KERNEL_DATA = 0x93;
const USER_CODE = 0xfb;
const USER_DATA = 0xf3;
const BUSY_TSS = 0x8b;
/** Granularity 4 KB, 32-bit. */
const PAGED_32 = 0xc;
const FLAT_LIMIT = 0xfffff;
const USER_DATA_LIMIT = ULIM / PAGE_BYTES - 1;

/** Interrupt gates: present, for ring 0 or reachable by software from ring 3. */
const GATE = 0x8e00;
const USER_GATE = 0xee00;
const USER_GATES: ReadonlySet<number> = new Set([VECTOR.breakpoint, VECTOR.overflow, VECTOR.systemCall]); // LAY-13

/** HLT; IRET. */
const STUB = Uint8Array.of(0xf4, 0xcf);
/** HLT; ADD ESP, 4; IRET. */
const STUB_WITH_ERROR_CODE = Uint8Array.of(0xf4, 0x83, 0xc4, 0x04, 0xcf);
/** STI; HLT; JMP back to the STI. */
const IDLE_STUB = Uint8Array.of(0xfb, 0xf4, 0xeb, 0xfc);

function writeDescriptor(ram: Ram, at: number, base: number, limit: number, access: number, flags: number): void {
  ram.write32(at, (limit & 0xffff) | (base << 16));
  ram.write32(at + 4, ((base >>> 16) & 0xff) | (access << 8) | (limit & 0xf0000) | (flags << 20) | (base & 0xff000000));
}

/**
 * The user's code segment is flat although user space ends at ULIM: IRET refuses an EIP beyond the limit while
 * still in ring 0, and an env may choose any EIP as its handler. Beyond ULIM every page is the supervisor's or absent.
 */
function writeGdt(ram: Ram, gdt: number, tssLinear: number): void {
  writeDescriptor(ram, gdt + (SELECTOR.kernelCode & ~7), 0, FLAT_LIMIT, KERNEL_CODE, PAGED_32);
  writeDescriptor(ram, gdt + (SELECTOR.kernelData & ~7), 0, FLAT_LIMIT, KERNEL_DATA, PAGED_32);
  writeDescriptor(ram, gdt + (SELECTOR.userCode & ~7), 0, FLAT_LIMIT, USER_CODE, PAGED_32);
  writeDescriptor(ram, gdt + (SELECTOR.userData & ~7), 0, USER_DATA_LIMIT, USER_DATA, PAGED_32);
  writeDescriptor(ram, gdt + (SELECTOR.tss & ~7), tssLinear, TSS_BYTES - 1, BUSY_TSS, 0);
}

function writeGates(ram: Ram, core: number, coreLinear: number): void {
  for (const vector of STUB_VECTORS) {
    const stub = CORE.stubs + vector * STUB_BYTES;
    const gate = core + CORE.idt + vector * 8;
    const linear = coreLinear + stub;
    ram.copyIn(core + stub, ERROR_CODE_VECTORS.includes(vector) ? STUB_WITH_ERROR_CODE : STUB);
    ram.write32(gate, (linear & 0xffff) | (SELECTOR.kernelCode << 16));
    ram.write32(gate + 4, (linear & 0xffff0000) | (USER_GATES.has(vector) ? USER_GATE : GATE));
  }
}

/** Writes the core frame: descriptor tables, TSS and stubs; stack and CPU words are zero. */
export function writeCore(ram: Ram, coreFrame: FrameNumber): void {
  const core = coreFrame * PAGE_BYTES;
  const coreLinear = (KERNBASE + core) | 0;
  writeGdt(ram, core + CORE.gdt, coreLinear + CORE.tss);
  ram.write32(core + CORE.tss + TSS.esp0, coreLinear + CORE.stackTop);
  ram.write32(core + CORE.tss + TSS.ss0, SELECTOR.kernelData);
  ram.write16(core + CORE.tss + TSS.ioMapBase, TSS_BYTES);
  writeGates(ram, core, coreLinear);
  ram.copyIn(core + CORE.idleStub, IDLE_STUB);
}

/** Present, writable, accessed, dirty; supervisor only. */
const KERNEL_FLAGS = 0x63;

/** Writes the page table of the kernel half: the kernel's frames, in order. */
export function writeKernelTable(ram: Ram, tableFrame: FrameNumber, kernelFrames: FrameNumber): void {
  for (let frame = 0; frame < Math.min(kernelFrames, ENTRIES_PER_TABLE); frame++) {
    ram.write32(tableFrame * PAGE_BYTES + frame * 4, frame * PAGE_BYTES + KERNEL_FLAGS);
  }
}
