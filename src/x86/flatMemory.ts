import type { Cpu } from './cpu.ts';
import type { Machine } from './machine.ts';
import { CR0_NE, CR0_PG, CR0_WP, CS, DS, EFLAGS_FIXED, ES, FS, GS, PAGE_SIZE_BYTES, PTE_P, PTE_RW, PTE_US, SS } from './registers.ts';

/** Linear address and bytes. */
export type Block = readonly [number, Uint8Array];

/*
 * The first frame of RAM holds everything that ring 0 needs: descriptor table, TSS, one HLT for each vector,
 * a stack and the IDT. The second is the page directory. Page tables and user pages follow as they are asked for.
 */
const SYSTEM_FRAME = 0;
const DIRECTORY_FRAME = 1;
const FIRST_FREE_FRAME = 2;
const GDT = 0x000;
const TSS = 0x040;
export const HLT_STUBS = 0x100;
const STACK_TOP = 0x800;
const IDT = 0x800;
const KERNEL_CODE = 0x08;
const KERNEL_DATA = 0x10;
const USER_CODE = 0x1b;
const USER_DATA = 0x23;
const TSS_SELECTOR = 0x28;
const TSS_BYTES = 104;

/** A user page: its frame and what it held at the start, null for zeros. */
export interface FlatPage {
  readonly frame: number;
  readonly initial: Uint8Array | null;
}

/** Lays the memory of one flat request out in a machine. */
export class FlatMemory {
  readonly #machine: Machine;
  readonly #pages = new Map<number, FlatPage>();
  #nextFrame = FIRST_FREE_FRAME;
  /** Page number where ring 0 lives; no page that a request asks for. */
  systemPage = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  get pages(): ReadonlyMap<number, FlatPage> {
    return this.#pages;
  }

  /** Writes the page tables and contents. The machine must be in its boot state. @throws RangeError if RAM is too small */
  layOut(blocks: readonly Block[], zeroed: readonly { first: number; count: number }[]): void {
    this.#pages.clear();
    this.#nextFrame = FIRST_FREE_FRAME;
    for (const { first, count } of zeroed) {
      for (let page = first; page < first + count; page++) this.#page(page, false);
    }
    for (const [address, bytes] of blocks) this.#place(address, bytes);
    this.systemPage = 0xfffff;
    while (this.#pages.has(this.systemPage)) this.systemPage--;
    this.#map(this.systemPage, SYSTEM_FRAME, PTE_P | PTE_RW);
    for (const page of this.#pages.values()) {
      if (page.initial !== null) this.#machine.ram.copyIn(page.frame * PAGE_SIZE_BYTES, page.initial);
    }
  }

  #place(address: number, bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) {
      const at = (address + i) >>> 0;
      const page = this.#page(at >>> 12, true);
      if (page.initial !== null) page.initial[at & 0xfff] = bytes[i];
    }
  }

  /** The page, mapped if it was not, with room for contents if asked. */
  #page(number: number, contents: boolean): FlatPage {
    const known = this.#pages.get(number);
    if (known !== undefined && (known.initial !== null || !contents)) return known;
    const frame = known?.frame ?? this.#takeFrame();
    const page = { frame, initial: contents ? new Uint8Array(PAGE_SIZE_BYTES) : null };
    this.#pages.set(number, page);
    if (known === undefined) this.#map(number, frame, PTE_P | PTE_RW | PTE_US);
    return page;
  }

  #takeFrame(): number {
    if ((this.#nextFrame + 1) * PAGE_SIZE_BYTES > this.#machine.ram.sizeBytes) throw new RangeError('the request maps too many pages');
    return this.#nextFrame++;
  }

  #map(page: number, frame: number, rights: number): void {
    const { ram } = this.#machine;
    const directoryEntry = DIRECTORY_FRAME * PAGE_SIZE_BYTES + (page >>> 10) * 4;
    if (ram.read32(directoryEntry) === 0) {
      ram.write32(directoryEntry, (this.#takeFrame() * PAGE_SIZE_BYTES) | PTE_P | PTE_RW | PTE_US);
    }
    const table = ram.read32(directoryEntry) & ~0xfff;
    ram.write32(table + (page & 0x3ff) * 4, (frame * PAGE_SIZE_BYTES) | rights);
  }
}

/** Writes a descriptor: base, limit field (20 bits), access byte and flags nibble. */
function writeDescriptor(machine: Machine, selector: number, base: number, limit: number, access: number, flags: number): void {
  const at = GDT + (selector & ~7);
  machine.ram.write32(at, (limit & 0xffff) | (base << 16));
  machine.ram.write32(at + 4, ((base >>> 16) & 0xff) | (access << 8) | (limit & 0xf0000) | (flags << 20) | (base & 0xff000000));
}

/** Writes what depends on where the system page lies, and brings the processor to CPL 3. */
export function enterFlatRing3(machine: Machine, cpu: Cpu, systemPage: number): void {
  const base = (systemPage << 12) | 0;
  writeDescriptor(machine, KERNEL_CODE, 0, 0xfffff, 0x9b, 0xc);
  writeDescriptor(machine, KERNEL_DATA, 0, 0xfffff, 0x93, 0xc);
  writeDescriptor(machine, USER_CODE, 0, 0xfffff, 0xfb, 0xc);
  writeDescriptor(machine, USER_DATA, 0, 0xfffff, 0xf3, 0xc);
  writeDescriptor(machine, TSS_SELECTOR, base + TSS, TSS_BYTES - 1, 0x8b, 0);
  machine.ram.write32(TSS + 4, base + STACK_TOP);
  machine.ram.write32(TSS + 8, KERNEL_DATA);
  // Offset of the I/O permission map: beyond the limit, so there is none.
  machine.ram.write32(TSS + 100, TSS_BYTES << 16);
  for (let vector = 0; vector < 256; vector++) writeGate(machine, base, vector);
  cpu.cr0 = CR0_PG | CR0_WP | CR0_NE;
  cpu.fpu.initialise();
  cpu.loadCr3(DIRECTORY_FRAME * PAGE_SIZE_BYTES);
  cpu.loadTables({ gdtBase: base + GDT, gdtLimit: 0x2f, idtBase: base + IDT, idtLimit: 0x7ff, trSelector: TSS_SELECTOR });
  for (const register of [DS, ES, FS, GS, SS]) cpu.loadSegment(register, USER_DATA);
  cpu.loadSegment(CS, USER_CODE);
  cpu.eflags = EFLAGS_FIXED;
}

/** An interrupt gate to the HLT of the vector; ring 3 may call only those of INT3 and INTO, as under a usual system. */
function writeGate(machine: Machine, base: number, vector: number): void {
  const target = base + HLT_STUBS + vector;
  const dpl = vector === 3 || vector === 4 ? 3 : 0;
  machine.ram.write8(HLT_STUBS + vector, 0xf4);
  machine.ram.write32(IDT + vector * 8, (target & 0xffff) | (KERNEL_CODE << 16));
  machine.ram.write32(IDT + vector * 8 + 4, (target & 0xffff0000) | ((0x8e | (dpl << 5)) << 8));
}
