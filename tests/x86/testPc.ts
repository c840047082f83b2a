/** A small PC for the tests: code at 0x401000, a stack, and whatever pages a test maps or breaks. */

import { assemble } from '../../src/x86/assembler.ts';
import type { Cpu } from '../../src/x86/cpu.ts';
import { FlatMemory, HLT_STUBS, enterFlatRing3 } from '../../src/x86/flatMemory.ts';
import { Machine } from '../../src/x86/machine.ts';
import { pushesErrorCode } from '../../src/x86/vectors.ts';

export const CODE = 0x401000;
export const DATA = 0x500000;
export const STACK_TOP = 0x7fff0000;

export interface Frame {
  readonly vector: number;
  readonly error: number | null;
  readonly eip: number;
  readonly cs: number;
  readonly eflags: number;
  readonly esp: number;
  readonly ss: number;
}

export class TestPc {
  readonly machine = new Machine(1 << 20);
  readonly cpu: Cpu = this.machine.cpus[0];
  readonly systemPage: number;

  /** Four zeroed data pages lie at DATA; the page after them is absent. */
  constructor(source: string) {
    const memory = new FlatMemory(this.machine);
    memory.layOut([[CODE, assemble(source, CODE)]], [{ first: DATA >>> 12, count: 4 }, { first: 0x7ffe0, count: 16 }]);
    this.systemPage = memory.systemPage;
    enterFlatRing3(this.machine, this.cpu, memory.systemPage);
    this.cpu.eip = CODE;
    this.cpu.regs[4] = STACK_TOP;
  }

  get systemBase(): number {
    return (this.systemPage << 12) | 0;
  }

  /** Physical address of the page-table entry of a linear address. */
  pteAddress(la: number): number {
    const pde = this.machine.ram.read32(this.pdeAddress(la));
    return (pde & ~0xfff) + ((la >>> 12) & 0x3ff) * 4;
  }

  pdeAddress(la: number): number {
    return this.cpu.cr3 + (la >>> 22) * 4;
  }

  pte(la: number): number {
    return this.machine.ram.read32(this.pteAddress(la));
  }

  /** Changes bits of a page-table entry in memory only. */
  patchPte(la: number, clear: number, set: number): void {
    this.machine.ram.write32(this.pteAddress(la), (this.pte(la) & ~clear) | set);
  }

  /** What the trap that has just stopped the machine pushed. */
  frame(): Frame {
    const { cpu } = this;
    const vector = ((cpu.eip - 1) & 0xfff) - HLT_STUBS;
    const first = pushesErrorCode(vector) ? 1 : 0;
    const word = (slot: number): number => cpu.readSupervisor32((cpu.regs[4] + slot * 4) | 0) >>> 0;
    return {
      vector, error: first === 1 ? word(0) : null,
      eip: word(first), cs: word(first + 1), eflags: word(first + 2), esp: word(first + 3), ss: word(first + 4),
    };
  }
}
