import { CodeCache } from './decoded/codeCache.ts';
import { Mmu, NEVER_CACHED } from './mmu.ts';
import type { Ram } from './ram.ts';
import { PushFrame } from './pushFrame.ts';
import { Tlb } from './tlb.ts';
import { Descriptor, Segment, selectorIndex } from './segment.ts';
import { AC, CR0_AM, CR0_PE, CR0_PG, CR0_TS, CR4_KEPT, CS, EFLAGS_FIXED, EFLAGS_KEPT, SS } from './registers.ts';
import { run } from './run.ts';
import type { StopReason } from './run.ts';
import { NO_FAULT, Vector } from './vectors.ts';
import { Fpu } from './x87/fpu.ts';

export { Stop } from './run.ts';
export type { StopReason } from './run.ts';

/** What the processor needs of the machine around it. */
export interface CpuHost {
  readonly ram: Ram;
  readonly timer: { deadline: number; vector: number };
  clock: number;
}

/** A descriptor-table register: linear base and limit in bytes. */
export interface TableRegister {
  base: number;
  limit: number;
}

/** The task register: selector and the cached 32-bit TSS descriptor. */
export interface TaskRegister extends TableRegister {
  selector: number;
}

/** Values for `Cpu.loadTables`; bases are linear addresses, limits in bytes. */
export interface Tables {
  readonly gdtBase: number;
  readonly gdtLimit: number;
  readonly idtBase: number;
  readonly idtLimit: number;
  readonly trSelector: number;
}

/**
 * One processor in 32-bit protected mode, rings 0 and 3. The fields up to `retired` are architectural
 * state; the rest is scratch of the instruction in progress and means nothing at an instruction boundary.
 */
export class Cpu {
  readonly index: number;
  readonly host: CpuHost;
  readonly ram: Ram;
  readonly tlb: Tlb;
  readonly mmu: Mmu;
  /** Arrays of TLB and RAM, for decoded instructions: one step nearer. */
  readonly pageEntries: Int32Array;
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly lineFlags: Uint8Array;

  /** The general registers by number, and under number 8 a zero: what an address without base or index adds. */
  readonly addressRegisters = new Int32Array(9);
  /** General registers by number, signed words. */
  readonly regs = this.addressRegisters.subarray(0, 8);
  eip = 0;
  /** EFLAGS; written through the `eflags` setter outside the interpreter. */
  flags = EFLAGS_FIXED;
  readonly es = new Segment(false);
  readonly cs = new Segment(false);
  readonly ss = new Segment(true);
  readonly ds = new Segment(false);
  readonly fs = new Segment(false);
  readonly gs = new Segment(false);
  /** The segment registers by number. */
  readonly segments: readonly Segment[] = [this.es, this.cs, this.ss, this.ds, this.fs, this.gs];
  readonly gdtr: TableRegister = { base: 0, limit: 0 };
  readonly idtr: TableRegister = { base: 0, limit: 0 };
  readonly tr: TaskRegister = { selector: 0, base: 0, limit: 0 };
  readonly fpu = new Fpu();
  /** Stopped by HLT with interrupts enabled and no timer armed. */
  halted = false;
  /** Stopped for good by a triple fault. */
  shutDown = false;
  /** Ring-3 instructions retired by the last `run`; each iteration of a repeated string instruction counts. */
  retired = 0;

  /** Configuration: repeated string instructions run to their end whatever the budget and the timer say. */
  repeatsAreWhole = false;

  /** Current privilege level; `setPrivilege` changes it. */
  privilege = 0;
  /** Bits that a cached page entry needs for a read or write at the current privilege. */
  readMask = NEVER_CACHED;
  writeMask = NEVER_CACHED;
  /** Whether unaligned data accesses raise #AC now. */
  alignmentChecked = false;

  faultVector = NO_FAULT;
  faultErrorCode = 0;
  /** Offset in CS of the next byte to decode; when the instruction is done, of the next instruction. */
  pc = 0;
  /** Window of linear code memory: first EIP, bytes that may be fetched, physical address of the first. */
  windowStart = 0;
  windowLength = 0;
  windowAddress = 0;
  windowVersion = 0;
  operandSize = 4;
  addressSize = 4;
  /** The segment that a prefix names, or null. */
  segmentOverride: Segment | null = null;
  /** 0, or the REP prefix byte 0xF2 or 0xF3. */
  repeat = 0;
  /** The instruction has so many prefixes that it may exceed the length limit. */
  longInstruction = false;
  modrm = 0;
  /** Offset and segment of the ModRM memory operand. */
  address = 0;
  addressSegment: Segment = this.ds;
  /** Physical addresses of an operand being modified; `modifyNext` is -1 unless it crosses a page. */
  modifyAddress = 0;
  modifyNext = -1;
  /** Value of the virtual clock for `retired` 0, while ring 3 runs: the clock itself stands still meanwhile. */
  clockBase = 0;
  /** A repeated string instruction is suspended when `retired` reaches this. */
  retiredStop = 0;
  /**
   * Status flags that decoded instructions have left to be computed: how (`Lazy`), and from what. Outside `runDecoded`
   * there are none, and `flags` holds.
   */
  lazyKind = 0;
  lazyA = 0;
  lazyB = 0;
  /** What is kept of instructions that run often, and how many instructions run before it is looked at again. */
  readonly code: CodeCache;
  undecodedLeft = 0;
  /** No single-step trap follows the instruction in progress: it entered a gate by itself (INT n), or loaded SS. */
  stepTrapHeld = false;
  /** Work space of gate entries and of IRET. */
  readonly pushFrame = new PushFrame();
  /** Work space of segment loads and of far transfers. */
  readonly loadedDescriptor = new Descriptor();
  readonly #descriptor = new Descriptor();

  constructor(index: number, host: CpuHost) {
    this.index = index;
    this.host = host;
    this.ram = host.ram;
    this.tlb = new Tlb();
    this.mmu = new Mmu(host.ram, this.tlb);
    this.pageEntries = this.tlb.entries;
    this.words = this.ram.words;
    this.bytes = this.ram.bytes;
    this.lineFlags = this.ram.lineFlags;
    this.code = new CodeCache(this);
    this.cr0 = CR0_PE;
  }

  get cpl(): number {
    return this.privilege;
  }

  get eflags(): number {
    return this.flags;
  }

  set eflags(value: number) {
    this.flags = (value & EFLAGS_KEPT) | EFLAGS_FIXED;
    this.updateAccessMode();
  }

  get cr0(): number {
    return this.mmu.cr0;
  }

  /** Changing PG or WP flushes the TLB, as MOV to CR0 does for PG. */
  set cr0(value: number) {
    this.mmu.cr0 = value | CR0_PE;
    this.tlb.flush();
    this.updateAccessMode();
  }

  /** CR0.TS: instructions of the floating-point unit raise #NM. */
  get taskSwitched(): boolean {
    return (this.mmu.cr0 & CR0_TS) !== 0;
  }

  /** CLTS, or a MOV to CR0 that sets TS and changes nothing else: it evicts no entry of the TLB. */
  set taskSwitched(value: boolean) {
    this.mmu.cr0 = value ? this.mmu.cr0 | CR0_TS : this.mmu.cr0 & ~CR0_TS;
  }

  get cr4(): number {
    return this.mmu.cr4;
  }

  /** Changing PSE flushes the TLB, as MOV to CR4 does. Only the bits of `CR4_KEPT` exist. */
  set cr4(value: number) {
    this.mmu.cr4 = value & CR4_KEPT;
    this.tlb.flush();
  }

  get cr2(): number {
    return this.mmu.cr2;
  }

  set cr2(value: number) {
    this.mmu.cr2 = value | 0;
  }

  get cr3(): number {
    return this.mmu.cr3;
  }

  /** The page-fault error code of the last failed `translate` or `probe`. */
  get faultError(): number {
    return this.mmu.faultError;
  }

  /** MCH-17: loads CR3 with the physical address of a page directory; every page and directory entry is evicted. */
  loadCr3(pa: number): void {
    this.mmu.cr3 = pa | 0;
    this.tlb.flush();
  }

  /** MCH-18: INVLPG evicts the page entry of the address and every directory entry. */
  invlpg(la: number): void {
    this.mmu.evict(la);
    this.tlb.evictAllDirectories();
  }

  /** Physical address of `la` as an access would translate it (A, D and TLB included), or -1 and `faultError`. */
  translate(la: number, write: boolean, user: boolean): number {
    return this.mmu.translate(la, write, user);
  }

  /** The answer of `translate`, without any effect. */
  probe(la: number, write: boolean, user: boolean): number {
    return this.mmu.probe(la, write, user);
  }

  /** Byte at a linear address that the caller has probed. @throws Error if it does not translate */
  readSupervisor8(la: number): number {
    return this.ram.read8(this.#supervisorAddress(la, false));
  }

  /** Word, signed, at a probed linear address, aligned or not. @throws Error if it does not translate */
  readSupervisor32(la: number): number {
    if ((la & 0xfff) <= 0xffc) return this.ram.read32(this.#supervisorAddress(la, false));
    let value = 0;
    for (let i = 0; i < 4; i++) value |= this.readSupervisor8((la + i) | 0) << (8 * i);
    return value;
  }

  writeSupervisor8(la: number, value: number): void {
    this.ram.write8(this.#supervisorAddress(la, true), value);
  }

  writeSupervisor32(la: number, value: number): void {
    if ((la & 0xfff) <= 0xffc) {
      this.ram.write32(this.#supervisorAddress(la, true), value);
      return;
    }
    // Both pages are translated before a byte moves.
    this.#supervisorAddress(la, true);
    this.#supervisorAddress((la + 3) | 0, true);
    for (let i = 0; i < 4; i++) this.writeSupervisor8((la + i) | 0, value >> (8 * i));
  }

  /** Loads GDTR, IDTR and TR, the latter from the GDT. @throws Error unless TR names a present 32-bit TSS */
  loadTables(tables: Tables): void {
    this.gdtr.base = tables.gdtBase | 0;
    this.gdtr.limit = tables.gdtLimit;
    this.idtr.base = tables.idtBase | 0;
    this.idtr.limit = tables.idtLimit;
    const descriptor = this.#descriptorForHost(tables.trSelector);
    // Type 9 is an available, 11 a busy 32-bit TSS.
    if (!descriptor.present || (descriptor.access & 0x1d) !== 0x09) {
      throw new Error(`selector ${tables.trSelector} is not a present TSS`);
    }
    this.tr.selector = tables.trSelector;
    this.tr.base = descriptor.base;
    this.tr.limit = descriptor.limit >>> 0;
  }

  /**
   * Loads a segment register from the GDT, for booting. CS also sets the privilege to the selector's RPL.
   * @throws Error if the descriptor does not fit the register
   */
  loadSegment(register: number, selector: number): void {
    const segment = this.segments[register];
    if (segment === undefined) throw new Error(`no segment register ${register}`);
    if (selectorIndex(selector) === 0 && register !== CS && register !== SS) {
      segment.setNull(selector);
      return;
    }
    const descriptor = this.#descriptorForHost(selector);
    const fits = register === CS ? descriptor.isCode && descriptor.big
      : register === SS ? descriptor.isWritableData && descriptor.big : descriptor.isReadable;
    if (!descriptor.present || !fits) throw new Error(`selector ${selector} does not fit segment register ${register}`);
    segment.set(selector, descriptor);
    if (register === CS) this.setPrivilege(selector & 3);
  }

  /** Executes until something in `Stop` happens; see `run`. */
  run(ring3InstructionsMax: number): StopReason {
    return run(this, ring3InstructionsMax);
  }

  setPrivilege(privilege: number): void {
    this.privilege = privilege;
    this.windowLength = 0;
    this.updateAccessMode();
  }

  /** Recomputes what depends on CR0, EFLAGS.AC and the privilege. */
  updateAccessMode(): void {
    const user = this.privilege === 3;
    this.alignmentChecked = user && (this.flags & AC) !== 0 && (this.mmu.cr0 & CR0_AM) !== 0;
    const cached = !this.alignmentChecked && (this.mmu.cr0 & CR0_PG) !== 0;
    this.readMask = cached ? this.mmu.accessMask(false, user) : NEVER_CACHED;
    this.writeMask = cached ? this.mmu.accessMask(true, user) : NEVER_CACHED;
  }

  /** Records a fault of the instruction in progress; the first one stands. */
  raise(vector: number, errorCode: number): void {
    if (this.faultVector !== NO_FAULT) return;
    this.faultVector = vector;
    this.faultErrorCode = errorCode;
  }

  /** Records a page fault at `la` with the error code of the translation that has just failed. */
  raisePageFault(la: number): void {
    if (this.faultVector !== NO_FAULT) return;
    this.raise(Vector.PF, this.mmu.faultError);
    this.mmu.cr2 = la | 0;
  }

  /** For decoded instructions: the word at a physical address that `Segment.plainRead` or `plainWrite` gave. */
  word(pa: number): number {
    return (pa & 3) === 0 ? this.words[pa >> 2] : this.#unalignedWord(pa);
  }

  /** Stores it, where `Segment.plainWrite` says that nothing needs to be kept of it. */
  storeWord(pa: number, value: number): void {
    if ((pa & 3) === 0) this.words[pa >> 2] = value;
    else for (let i = 0; i < 4; i++) this.bytes[pa + i] = value >> (8 * i);
  }

  #unalignedWord(pa: number): number {
    const { bytes } = this;
    return bytes[pa] | (bytes[pa + 1] << 8) | (bytes[pa + 2] << 16) | (bytes[pa + 3] << 24);
  }

  #supervisorAddress(la: number, write: boolean): number {
    const pa = this.mmu.translate(la, write, false);
    if (pa < 0) throw new Error(`unprobed supervisor access to linear address ${la >>> 0}`);
    return pa;
  }

  #descriptorForHost(selector: number): Descriptor {
    const offset = selector & 0xfff8;
    if ((selector & 4) !== 0 || offset + 7 > this.gdtr.limit) throw new Error(`selector ${selector} is outside the GDT`);
    const at = (this.gdtr.base + offset) | 0;
    this.#descriptor.decode(this.readSupervisor32(at), this.readSupervisor32((at + 4) | 0));
    return this.#descriptor;
  }
}

