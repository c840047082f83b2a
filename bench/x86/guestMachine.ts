import type { Cpu } from '../../src/x86/cpu.ts';
import { Machine } from '../../src/x86/machine.ts';
import { CR0_PG, CR0_WP, CS, DS, EAX, EDX, EFLAGS_FIXED, ES, ESP, FS, GS, PTE_P, PTE_RW, PTE_US, SS } from '../../src/x86/registers.ts';
import { Stop } from '../../src/x86/run.ts';
import { IMAGE_AT, KERNEL_STACK, USER_STACK, entriesOf, guestImage } from './guestImage.ts';

const RAM_BYTES = 4 * 1024 * 1024;
const DIRECTORY = 0x200000;
const TABLE = 0x201000;
const GDT = 0x202000;
const TSS = 0x202100;
const IDT = 0x202800;
/** Base 0, limit 4 GB: code and data of ring 0, code and data of ring 3, by the high word. */
const FLAT = [0x00cf9b00, 0x00cf9300, 0x00cffb00, 0x00cff300];

/** Our processor in ring 3 with paging on, as the kernel runs it, with the image of the loops in memory. */
export class GuestMachine {
  readonly #machine = new Machine(RAM_BYTES);
  readonly #cpu: Cpu = this.#machine.cpus[0];
  readonly #entries;
  /** Ring-3 instructions of the last call. */
  retired = 0;

  constructor() {
    const { ram } = this.#machine;
    const image = guestImage();
    this.#entries = entriesOf(image);
    ram.copyIn(IMAGE_AT, image);
    for (let page = 0; page < 1024; page++) ram.write32(TABLE + page * 4, (page << 12) | PTE_P | PTE_RW | PTE_US);
    ram.write32(DIRECTORY, TABLE | PTE_P | PTE_RW | PTE_US);
    FLAT.forEach((high, i) => {
      ram.write32(GDT + 8 + i * 8, 0xffff);
      ram.write32(GDT + 12 + i * 8, high);
    });
    ram.write32(GDT + 0x28, ((TSS & 0xffff) << 16) | 103);
    ram.write32(GDT + 0x2c, 0x8900 | (TSS >> 16));
    ram.write32(TSS + 4, KERNEL_STACK);
    ram.write32(TSS + 8, 0x10);
    this.#gate(0x30, this.#entries.halt);
    this.#gate(0x31, this.#entries.callHandler);
    this.#boot();
  }

  /** Runs a loop; its value. @throws Error if the machine stops otherwise than by its end */
  run(loop: number, rounds: number): number {
    const cpu = this.#cpu;
    cpu.loadSegment(SS, 0x23);
    cpu.loadSegment(CS, 0x1b);
    cpu.regs[EAX] = loop;
    cpu.regs[EDX] = rounds;
    cpu.regs[ESP] = USER_STACK;
    cpu.eip = this.#entries.program;
    const reason = cpu.run(Number.MAX_SAFE_INTEGER);
    if (reason !== Stop.Halt) throw new Error(`the guest stopped with ${reason}`);
    this.retired = cpu.retired;
    return cpu.regs[EAX] >>> 0;
  }

  #gate(vector: number, target: number): void {
    this.#machine.ram.write32(IDT + vector * 8, (target & 0xffff) | (0x08 << 16));
    this.#machine.ram.write32(IDT + vector * 8 + 4, (target & 0xffff0000) | 0xee00);
  }

  #boot(): void {
    const cpu = this.#cpu;
    cpu.loadCr3(DIRECTORY);
    cpu.cr0 = CR0_PG | CR0_WP;
    cpu.loadTables({ gdtBase: GDT, gdtLimit: 0x2f, idtBase: IDT, idtLimit: 0x1ff, trSelector: 0x28 });
    for (const register of [DS, ES, FS, GS]) cpu.loadSegment(register, 0x23);
    cpu.eflags = EFLAGS_FIXED;
  }
}
