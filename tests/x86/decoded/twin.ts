import type { Cpu } from '../../../src/x86/cpu.ts';
import type { Machine, MachineState } from '../../../src/x86/machine.ts';
import { CS, DS, EBP, ES, ESP, SS } from '../../../src/x86/registers.ts';
import type { StopReason } from '../../../src/x86/run.ts';
import type { Processor } from '../oracle/emulated.ts';

export const CODE = 0x401000;
export const CODE_BYTES = 0x2000;
export const DATA = 0x404000;
export const DATA_BYTES = 0x2000;
/** The first page of code once more. */
export const ALIAS = 0x408000;
/** The entries of the pages above, as data. */
export const TABLE_WINDOW = 0x409000;
const STACK_PAGE = 0x7ffe0;
export const STACK_TOP = 0x7fff0000;
const RAM_BYTES = 0x40000;
const USER_CODE = 0x1b;
const USER_DATA = 0x23;

/** What data pages hold at the beginning. */
const PATTERN = Uint8Array.from({ length: 0x1000 }, (_, i) => (i * i + (i >> 3)) & 0xff);

/** Two machines that should not be told apart: one decodes everything at once, the other nothing ever. */
export class Twin {
  readonly machines: readonly Machine[];
  readonly cpus: readonly Cpu[];
  readonly #frames: readonly number[];
  readonly #dataFrames: readonly number[];
  readonly #states: readonly MachineState[];

  /** Where ring 0 lives: ring 3 may not even fetch there. */
  readonly systemBase: number;

  constructor(processor: Processor) {
    let systemPage = 0;
    this.machines = [0, Infinity].map((heatNeeded) => {
      const machine = new processor.Machine(RAM_BYTES);
      const memory = new processor.FlatMemory(machine);
      memory.layOut([[CODE, new Uint8Array(CODE_BYTES)]], [{ first: DATA >>> 12, count: 2 }, { first: STACK_PAGE, count: 16 }, { first: ALIAS >>> 12, count: 2 }]);
      systemPage = memory.systemPage;
      processor.enterFlatRing3(machine, machine.cpus[0], systemPage);
      machine.cpus[0].code.heatNeeded = heatNeeded;
      machine.cpus[0].code.patience = 0;
      return machine;
    });
    this.cpus = this.machines.map((machine) => machine.cpus[0]);
    this.systemBase = (systemPage << 12) | 0;
    this.each((machine, cpu) => {
      const entry = machine.ram.read32(this.entryAddress(CODE));
      machine.ram.write32(this.entryAddress(ALIAS), entry);
      machine.ram.write32(this.entryAddress(TABLE_WINDOW), (this.entryAddress(CODE) & ~0xfff) | 7);
      cpu.loadCr3(cpu.cr3);
    });
    const frameOf = (la: number): number => this.machines[0].ram.read32(this.entryAddress(la)) & ~0xfff;
    this.#frames = [CODE, CODE + 0x1000].map(frameOf);
    this.#dataFrames = [DATA, DATA + 0x1000].map(frameOf);
    this.#states = this.machines.map((machine) => machine.save());
  }

  /** Begins anew with other code. What was decoded of the old one is for the machine to forget. */
  begin(code: Uint8Array): void {
    this.machines.forEach((machine, i) => {
      machine.cpus[0].tlb.capacity = 'unlimited';
      machine.load(this.#states[i]);
      this.#frames.forEach((frame, page) => machine.ram.copyIn(frame, code.subarray(page * 0x1000, (page + 1) * 0x1000)));
      machine.ram.markBoot();
      // Written once, lines of data need no bookkeeping until the next drain.
      for (const frame of this.#dataFrames) machine.ram.copyIn(frame, PATTERN);
    });
  }

  /** Physical address of a code byte as the tables were at the beginning. */
  codeAddress(offset: number): number {
    return this.#frames[offset >> 12] + (offset & 0xfff);
  }

  each(work: (machine: Machine, cpu: Cpu) => void): void {
    for (const machine of this.machines) work(machine, machine.cpus[0]);
  }

  /** Physical address of the page-table entry of a linear address. */
  entryAddress(la: number): number {
    const [machine] = this.machines;
    const directory = machine.ram.read32(machine.cpus[0].cr3 + (la >>> 22) * 4);
    return (directory & ~0xfff) + ((la >>> 12) & 0x3ff) * 4;
  }

  run(instructions: number): StopReason {
    const [first, second] = this.cpus.map((cpu) => cpu.run(instructions));
    if (first !== second) throw new Difference(`stops: ${first} and ${second}`);
    return first;
  }

  /** Back to ring 3 after a trap, at an address. */
  enter(eip: number, registers: readonly number[], eflags: number): void {
    this.each((_, cpu) => {
      cpu.loadSegment(SS, USER_DATA);
      cpu.loadSegment(DS, USER_DATA);
      cpu.loadSegment(ES, USER_DATA);
      cpu.loadSegment(CS, USER_CODE);
      registers.forEach((value, number) => { cpu.regs[number] = value; });
      cpu.regs[ESP] = STACK_TOP - 0x400;
      cpu.regs[EBP] = DATA + 0x800;
      cpu.eip = eip | 0;
      cpu.eflags = eflags;
    });
  }

  /** @throws Difference unless the machines are equal in all that a program or the host can see */
  compare(): void {
    const [a, b] = this.machines.map(visible);
    if (a !== b) throw new Difference(`${a}\n${b}`);
    const [first, second] = this.machines;
    if (Buffer.compare(first.ram.bytes, second.ram.bytes) !== 0) throw new Difference('memory');
  }
}

/** The two machines differ. */
export class Difference extends Error {}

function visible({ cpus: [cpu], ram, timer, clock }: Machine): string {
  const { tlb } = cpu;
  const pages = [...tlb.filledPages.subarray(0, tlb.filledPagesCount)].toSorted((x, y) => x - y).map((page) => [page, tlb.entry(page)]);
  return JSON.stringify([
    [...cpu.regs], cpu.eip, cpu.eflags, cpu.cr2, cpu.privilege, cpu.retired, cpu.halted, cpu.shutDown, cpu.faultError, clock, timer.deadline,
    ram.stepDirtyCount, ram.bootDirtyCount, pages, tlb.filledDirectoriesCount, cpu.segments.map((segment) => segment.selector),
  ]);
}
