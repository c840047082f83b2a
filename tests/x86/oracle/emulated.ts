import type { Machine, MachineState } from '../../../src/x86/machine.ts';
import type { FlatMemory, enterFlatRing3 } from '../../../src/x86/flatMemory.ts';
import type { pushesErrorCode } from '../../../src/x86/vectors.ts';
import { EFLAGS, EIP } from './liveFormat.ts';
import type { Answer, LiveCase, Patch } from './liveFormat.ts';
import { PAGE, WORLD, worldPageOf } from './world.ts';

/** The parts of `src/x86` that a run needs, so that a copy with a mistake can take their place. */
export interface Processor {
  readonly Machine: new (sizeBytes: number) => Machine;
  readonly FlatMemory: new (machine: Machine) => FlatMemory;
  readonly enterFlatRing3: typeof enterFlatRing3;
  readonly pushesErrorCode: typeof pushesErrorCode;
  readonly HLT_STUBS: number;
}

/** Iterations of repeated strings count; no case that ends needs as many. */
const BUDGET = 10_000;
const RAM_BYTES = 1 << 20;
const WRITABLE = 2;
const PAGE_FAULT = 14;
const STOP_HALT = 1;
const STOP_BUDGET = 3;
const ESP = 4;
const LINES_PER_PAGE = PAGE / 64;
/** The harness reports changes in blocks of sixteen bytes. */
const BLOCK = 16;

/** The emulated processor in the world of live cases. */
export class Emulated {
  readonly #processor: Processor;
  readonly #machine: Machine;
  readonly #boot: MachineState;
  readonly #systemPage: number;
  /** Physical addresses of the pages of the world, and back. */
  readonly #frames: number[];
  readonly #pageOfFrame = new Map<number, number>();
  /** The contents of the world's pages at the beginning of the running case. */
  readonly #before = WORLD.map((page) => page.contents.slice());

  constructor(processor: Processor) {
    this.#processor = processor;
    const machine = new processor.Machine(RAM_BYTES);
    const memory = new processor.FlatMemory(machine);
    memory.layOut(WORLD.map((page) => [page.address, page.contents]), []);
    this.#frames = WORLD.map((page) => (memory.pages.get(page.address / PAGE)?.frame ?? 0) * PAGE);
    this.#frames.forEach((frame, index) => this.#pageOfFrame.set(frame / PAGE, index));
    processor.enterFlatRing3(machine, machine.cpus[0], memory.systemPage);
    for (const page of WORLD) if (!page.writable) this.#protect(machine, page.address);
    this.#machine = machine;
    this.#systemPage = memory.systemPage;
    this.#boot = machine.save();
    machine.ram.markBoot();
  }

  #protect(machine: Machine, address: number): void {
    const directoryEntry = machine.ram.read32(machine.cpus[0].cr3 + (address >>> 22) * 4);
    const entry = (directoryEntry & ~0xfff) + ((address >>> 12) & 0x3ff) * 4;
    machine.ram.write32(entry, machine.ram.read32(entry) & ~WRITABLE);
  }

  /** What the processor does with a case; null if it does not come to an end. */
  run(test: LiveCase): Answer | null {
    const machine = this.#machine;
    const [cpu] = machine.cpus;
    machine.reset(this.#boot);
    for (const patch of test.patches) this.#lay(patch);
    for (let i = 0; i < EIP; i++) cpu.regs[i] = test.words[i];
    cpu.eip = test.words[EIP];
    cpu.eflags = test.words[EFLAGS];
    machine.ram.drainStep();
    const reason = cpu.run(BUDGET);
    if (reason !== STOP_HALT && reason !== STOP_BUDGET) throw new Error(`the emulated machine stopped with ${reason}`);
    const answer = reason === STOP_HALT ? this.#answer() : null;
    for (const patch of test.patches) this.#restore(patch);
    return answer;
  }

  #lay(patch: Patch): void {
    for (let i = 0; i < patch.bytes.length; i++) {
      const page = worldPageOf(patch.address + i);
      const offset = (patch.address + i) & (PAGE - 1);
      const byte = patch.bytes[i];
      this.#before[page][offset] = byte;
      this.#machine.ram.write8(this.#frames[page] + offset, byte);
    }
  }

  #restore(patch: Patch): void {
    for (let i = 0; i < patch.bytes.length; i++) {
      const page = worldPageOf(patch.address + i);
      const offset = (patch.address + i) & (PAGE - 1);
      this.#before[page][offset] = WORLD[page].contents[offset];
    }
  }

  /** Reads what the trap pushed; every vector leads to a HLT of its own. */
  #answer(): Answer {
    const [cpu] = this.#machine.cpus;
    const vector = ((cpu.eip - 1) & 0xfff) - this.#processor.HLT_STUBS;
    const first = this.#processor.pushesErrorCode(vector) ? 1 : 0;
    const frame = cpu.regs[ESP];
    const word = (slot: number): number => cpu.readSupervisor32((frame + slot * 4) | 0);
    const words = new Int32Array(10);
    words.set(cpu.regs);
    words[ESP] = word(first + 3);
    words[EIP] = word(first);
    words[EFLAGS] = word(first + 2);
    const address = vector === PAGE_FAULT ? cpu.cr2 >>> 0 : 0;
    const pushed = first === 1 ? word(0) : 0;
    // The page of ring 0 counts as not mapped, so a fault there must not look like a protection violation.
    const error = vector === PAGE_FAULT && address >>> 12 === this.#systemPage ? pushed & ~1 : pushed;
    return { words, vector, error, address, changes: this.#changes() };
  }

  #changes(): Patch[] {
    const { ram } = this.#machine;
    const runs: Patch[] = [];
    const lines: number[] = [];
    for (let i = 0; i < ram.stepDirtyCount; i++) {
      const line = ram.stepDirty[i];
      const page = this.#pageOfFrame.get(Math.floor(line / LINES_PER_PAGE));
      if (page !== undefined) lines.push(page * LINES_PER_PAGE + (line % LINES_PER_PAGE));
    }
    for (const line of lines.toSorted((a, b) => a - b)) {
      const page = Math.floor(line / LINES_PER_PAGE);
      const first = (line % LINES_PER_PAGE) * 64;
      for (let offset = first; offset < first + 64; offset += BLOCK) this.#compareBlock(page, offset, runs);
    }
    return runs;
  }

  #compareBlock(page: number, first: number, runs: Patch[]): void {
    const now = this.#machine.ram.bytes;
    const before = this.#before[page];
    const frame = this.#frames[page];
    for (let i = first; i < first + BLOCK; i++) {
      if (now[frame + i] === before[i]) continue;
      let end = i;
      while (end < first + BLOCK && now[frame + end] !== before[end]) end++;
      runs.push({ address: WORLD[page].address + i, bytes: now.slice(frame + i, frame + end) });
      i = end;
    }
  }
}
