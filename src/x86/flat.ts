import type { Cpu } from './cpu.ts';
import { FlatMemory, HLT_STUBS, enterFlatRing3 } from './flatMemory.ts';
import type { Block } from './flatMemory.ts';
import { Machine } from './machine.ts';
import type { MachineState } from './machine.ts';
import { EFLAGS_FIXED, EFLAGS_KEPT, ESP, IF, IOPL, PAGE_SIZE_BYTES, REGISTER_NAMES, RF } from './registers.ts';
import { Stop } from './run.ts';
import { Vector, pushesErrorCode } from './vectors.ts';

/** Registers by name; in results every value is unsigned. */
export type FlatRegisters = Record<(typeof REGISTER_NAMES)[number] | 'eip' | 'eflags', number>;

export interface FlatRequest {
  readonly code: Uint8Array;
  /** Linear address of the code. */
  readonly at: number;
  /** Initial registers. Unless given: EIP the code, ESP the top of the stack, EFLAGS 0x202, the others 0. */
  readonly regs?: Partial<FlatRegisters>;
  /** Blocks of memory: linear address and bytes; the rest of their pages is zero. */
  readonly memory?: readonly Block[];
  /** Instructions to retire at most; a repeated string instruction counts once. */
  readonly steps: number;
}

export interface FlatFault {
  readonly vector: number;
  /** The error code that was pushed, 0 if none. */
  readonly error: number;
  /** CR2 for a page fault, else 0. */
  readonly address: number;
}

export interface FlatResult {
  readonly regs: FlatRegisters;
  /** What changed: runs of bytes by ascending linear address. */
  readonly memory: [number, Uint8Array][];
  readonly fault: FlatFault | null;
  /** Instructions retired. */
  readonly steps: number;
}

/** The stack that every request has. */
const STACK_FIRST_PAGE = 0x7ffe0;
const STACK_PAGES = 16;
const STACK_TOP = (STACK_FIRST_PAGE + STACK_PAGES) * PAGE_SIZE_BYTES;
const RAM_BYTES = 4 * 1024 * 1024;
const EFLAGS_DEFAULT = EFLAGS_FIXED | IF;

/** Runs instruction sequences in flat 32-bit ring 3; one instance serves any number of requests. */
export class FlatRunner {
  readonly #machine = new Machine(RAM_BYTES);
  readonly #cpu: Cpu;
  readonly #memory: FlatMemory;
  readonly #boot: MachineState;

  constructor() {
    this.#cpu = this.#machine.cpus[0];
    this.#cpu.repeatsAreWhole = true;
    this.#memory = new FlatMemory(this.#machine);
    this.#boot = this.#machine.save();
    this.#machine.ram.markBoot();
  }

  /** @throws RangeError if the request maps more pages than the machine has */
  run(request: FlatRequest): FlatResult {
    this.#machine.reset(this.#boot);
    const blocks: Block[] = [[request.at, request.code], ...(request.memory ?? [])];
    this.#memory.layOut(blocks, [
      { first: request.at >>> 12, count: 1 },
      { first: STACK_FIRST_PAGE, count: STACK_PAGES },
    ]);
    enterFlatRing3(this.#machine, this.#cpu, this.#memory.systemPage);
    this.#setRegisters(request);
    this.#machine.ram.drainStep();
    const { trapped, steps } = this.#execute(request.steps);
    return {
      fault: trapped ? this.#fault() : null,
      regs: this.#registers(trapped),
      memory: this.#changes(),
      steps,
    };
  }

  /** Runs instruction by instruction; here a repeated string instruction counts once. */
  #execute(stepsMax: number): { trapped: boolean; steps: number } {
    const cpu = this.#cpu;
    for (let steps = 0; steps < stepsMax; steps++) {
      const reason = cpu.run(1);
      // A fault in a repeated instruction retires some iterations but not the instruction.
      if (reason === Stop.Halt) return { trapped: true, steps: steps + (this.#isTrap() ? 1 : 0) };
      if (reason !== Stop.Budget) throw new Error(`flat machine stopped with ${reason}`);
    }
    return { trapped: false, steps: stepsMax };
  }

  /** Whether the processor stands in the handler of an event that follows its instruction. */
  #isTrap(): boolean {
    const vector = this.#vector();
    return vector === Vector.DB || vector === Vector.BP || vector === Vector.OF;
  }

  #setRegisters(request: FlatRequest): void {
    const { eip, eflags, ...general } = request.regs ?? {};
    const cpu = this.#cpu;
    cpu.regs[ESP] = STACK_TOP;
    REGISTER_NAMES.forEach((name, number) => {
      const value = general[name];
      if (value !== undefined) cpu.regs[number] = value;
    });
    cpu.eip = (eip ?? request.at) | 0;
    cpu.eflags = (eflags ?? EFLAGS_DEFAULT) & EFLAGS_KEPT & ~(IOPL | RF);
  }

  /** What stands on the ring-0 stack after the trap, by slot. */
  #frameWord(slot: number): number {
    return this.#cpu.readSupervisor32((this.#cpu.regs[ESP] + slot * 4) | 0);
  }

  /** EIP is behind the HLT of the vector. */
  #vector(): number {
    return ((this.#cpu.eip - 1) & 0xfff) - HLT_STUBS;
  }

  #fault(): FlatFault {
    const vector = this.#vector();
    const pushed = pushesErrorCode(vector) ? this.#frameWord(0) : 0;
    if (vector !== Vector.PF) return { vector, error: pushed, address: 0 };
    const address = this.#cpu.cr2 >>> 0;
    // The page of ring 0 counts as not mapped, so a fault there must not look like a protection violation.
    const error = address >>> 12 === this.#memory.systemPage ? pushed & ~1 : pushed;
    return { vector, error, address };
  }

  #registers(trapped: boolean): FlatRegisters {
    const cpu = this.#cpu;
    const first = trapped && pushesErrorCode(this.#vector()) ? 1 : 0;
    const general = [...cpu.regs].map((value) => value >>> 0);
    const [eax, ecx, edx, ebx, esp, ebp, esi, edi] = general;
    if (!trapped) return { eax, ecx, edx, ebx, esp, ebp, esi, edi, eip: cpu.eip >>> 0, eflags: cpu.eflags >>> 0 };
    return {
      eax, ecx, edx, ebx, ebp, esi, edi,
      esp: this.#frameWord(first + 3) >>> 0,
      eip: this.#frameWord(first) >>> 0,
      eflags: this.#frameWord(first + 2) >>> 0,
    };
  }

  /** Compares the frames that hold step-dirty lines with what they held at the start. */
  #changes(): [number, Uint8Array][] {
    const { ram } = this.#machine;
    const dirtyFrames = new Set<number>();
    for (let i = 0; i < ram.stepDirtyCount; i++) dirtyFrames.add(ram.stepDirty[i] >> 6);
    const changed: [number, number][] = [];
    const pages = [...this.#memory.pages].filter(([, page]) => dirtyFrames.has(page.frame)).sort(([a], [b]) => a - b);
    for (const [number, page] of pages) {
      for (let offset = 0; offset < PAGE_SIZE_BYTES; offset++) {
        const byte = ram.bytes[page.frame * PAGE_SIZE_BYTES + offset];
        if (byte !== (page.initial?.[offset] ?? 0)) changed.push([number * PAGE_SIZE_BYTES + offset, byte]);
      }
    }
    return joinRuns(changed);
  }
}

/** Joins bytes at consecutive addresses into runs. */
function joinRuns(changed: readonly (readonly [number, number])[]): [number, Uint8Array][] {
  const runs: { at: number; bytes: number[] }[] = [];
  for (const [address, byte] of changed) {
    const last = runs.at(-1);
    if (last !== undefined && last.at + last.bytes.length === address) last.bytes.push(byte);
    else runs.push({ at: address, bytes: [byte] });
  }
  return runs.map(({ at, bytes }) => [at, Uint8Array.from(bytes)]);
}

/** The machine of `runFlat`: only a cache, since every request starts from the boot state. */
let sharedRunner: FlatRunner | undefined;

/** Runs one request, as `FlatRunner.run` does. */
export function runFlat(request: FlatRequest): FlatResult {
  sharedRunner ??= new FlatRunner();
  return sharedRunner.run(request);
}
