import type { Machine, MachineState } from '../../../src/x86/machine.ts';
import type { PushFrame } from '../../../src/x86/pushFrame.ts';
import { CS, DS, EBX, ES, ESP, FS, GS, SS } from '../../../src/x86/registers.ts';
import { PF_USER, PF_WRITE, Vector } from '../../../src/x86/vectors.ts';
import { FOUND, REGISTERS, SHUTDOWN, given } from './caseFormat.ts';
import type { Given, PrivilegedCase, Record, Word } from './caseFormat.ts';
import { handlerOf, pristineWorld } from './image.ts';
import { DIRECTORY, ENTRY, GDT, GDT_LIMIT, HANDLERS, HANDLER_BYTES, IDT, INVALIDATE, OUR_RAM_BYTES, RELOAD, SELECTOR, USER_DATA, WORLD, WORLD_BYTES } from './layout.ts';

/** What our machine did with a case, and what of that the reference machine may do otherwise. */
export interface Run {
  readonly record: Record;
  /** An access was refused for the limit or the type of its segment. */
  readonly segmentRefused: boolean;
  /** A translation failed. */
  readonly pageFaulted: boolean;
  /** A gate, a far transfer or a return was refused, perhaps because the code that it leads to ends before. */
  readonly beyondLimit: boolean;
  /** A return or a gate was refused because the stack segment that it loads is not present. */
  readonly stackAbsent: boolean;
  /** A descriptor could not be marked as accessed. */
  readonly markingFaulted: boolean;
  /** A far transfer or a return of ring 3, or a gate to ring 3, met a page fault on its stack. */
  readonly userStackFaulted: boolean;
  /** The vectors of the faults that were raised. */
  readonly faults: ReadonlySet<number>;
  /** Linear addresses from and to which pushes were refused by the pages: those of frames, far CALL and PUSHA. */
  readonly refusedPushes: readonly (readonly [from: number, to: number])[];
  /** The frames that were pushed. */
  readonly frames: readonly PushedFrame[];
}

/** Physical addresses of two slots of a frame; the error code's is null without one. */
export interface PushedFrame {
  readonly flags: number;
  readonly error: number | null;
  /** The error code is that of a page fault. */
  readonly ofPageFault: boolean;
}

export type MachineClass = new (sizeBytes: number) => Machine;

/** No case runs longer; what does would be drawn wrongly. */
const BUDGET = 10_000;
const SERVICES_MAX = 10;
/** More than MCH-65 lets through. */
const FAULTS_MAX = 5000;
const HLT = 0xf4;
const IRET = 0xcf;
const RETURNS = [IRET, 0xca, 0xcb];
const FAR_CALL = 0x9a;
const PUSHA = 0x60;
/** Among others far CALL through memory. */
const GROUP_5 = 0xff;
const OPERAND_SIZE = 0x66;
const STOP = { halt: 1, idle: 2, shutdown: 4 } as const;
/** Which register of a case belongs to which segment register. */
const SEGMENTS: readonly (readonly [number, Given])[] = [[ES, 'es'], [FS, 'fs'], [GS, 'gs'], [SS, 'ss'], [DS, 'ds']];
const LINE_BYTES = 64;

/** Our machine in the same world: each handler is a HLT, and the state that it stops in is the record. */
export class OurMachine {
  readonly #machine: Machine;
  readonly #boot: MachineState;
  readonly #pristine = pristineWorld();
  /** The world as the running case begins with it. */
  readonly #before = pristineWorld();
  #segmentRefused = false;
  #pageFaulted = false;
  #beyondLimit = false;
  #stackAbsent = false;
  #userStackFaulted = false;
  #markingFaulted = false;
  #faults = new Set<number>();
  #lastFault = 0;
  #raised = 0;
  #refusedPushes: (readonly [number, number])[] = [];
  #frames: PushedFrame[] = [];

  constructor(machineClass: MachineClass) {
    const machine = new machineClass(OUR_RAM_BYTES);
    machine.ram.copyIn(WORLD, new Uint8Array(this.#pristine.buffer));
    for (let i = 0; i <= RELOAD; i++) machine.ram.write8(HANDLERS + i * HANDLER_BYTES, HLT);
    machine.ram.write8(ENTRY, IRET);
    this.#machine = machine;
    this.#watch();
    this.#boot = machine.save();
    machine.ram.markBoot();
  }

  /** What our machine does with a case. @throws Error if it does not come to an end */
  run(test: PrivilegedCase): Run {
    const machine = this.#machine;
    machine.reset(this.#boot);
    this.#loadRegisters(test);
    for (const [offset, value] of test.words) {
      machine.ram.write32(WORLD + offset, value);
      this.#before[offset / 4] = value;
    }
    const [cpu] = machine.cpus;
    cpu.gdtr.limit = given(test, 'gdtLimit');
    cpu.idtr.limit = given(test, 'idtLimit');
    cpu.cr4 = given(test, 'cr4');
    cpu.cr2 = given(test, 'cr2');
    cpu.loadCr3(DIRECTORY);
    cpu.cr0 = given(test, 'cr0');
    machine.ram.drainStep();
    this.#segmentRefused = false;
    this.#pageFaulted = false;
    this.#beyondLimit = false;
    this.#stackAbsent = false;
    this.#userStackFaulted = false;
    this.#markingFaulted = false;
    cpu.loadedDescriptor.decode(0, 0);
    cpu.pushFrame.code.decode(0, 0);
    cpu.pushFrame.stackDescriptor.decode(0, 0);
    this.#faults = new Set();
    this.#raised = 0;
    this.#refusedPushes = [];
    this.#frames = [];
    const reason = this.#runToEnd();
    const record = { found: this.#found(reason), changes: this.#changes() };
    for (const [offset] of test.words) this.#before[offset / 4] = this.#pristine[offset / 4];
    return {
      record, segmentRefused: this.#segmentRefused, pageFaulted: this.#pageFaulted, beyondLimit: this.#beyondLimit, stackAbsent: this.#stackAbsent, userStackFaulted: this.#userStackFaulted, markingFaulted: this.#markingFaulted, faults: this.#faults, refusedPushes: this.#refusedPushes, frames: this.#frames,
    };
  }

  /** Runs until a handler or a shutdown ends the case; what the two serving handlers do, the host does here. */
  #runToEnd(): number {
    const [cpu] = this.#machine.cpus;
    for (let served = 0; served < SERVICES_MAX; served++) {
      const reason = cpu.run(BUDGET);
      if (cpu.eip === handlerOf(INVALIDATE) + 1) cpu.invlpg(cpu.regs[EBX]);
      else if (cpu.eip === handlerOf(RELOAD) + 1) cpu.loadCr3(cpu.cr3);
      else return reason;
      cpu.halted = false;
      cpu.eip = ENTRY;
    }
    throw new Error('the case asks for service after service');
  }

  /** Listens to the checks of segments and pages, and to the frames of gates. */
  #watch(): void {
    const [cpu] = this.#machine.cpus;
    for (const segment of [...cpu.segments, cpu.pushFrame.newStack]) {
      const permits = segment.permits.bind(segment);
      segment.permits = (offset, size, write) => {
        const permitted = permits(offset, size, write);
        if (!permitted) this.#segmentRefused = true;
        return permitted;
      };
    }
    const translate = cpu.mmu.translate.bind(cpu.mmu);
    cpu.mmu.translate = (la, write, user) => {
      const address = translate(la, write, user);
      if (address < 0) this.#pageFaulted = true;
      return address;
    };
    const raise = cpu.raise.bind(cpu);
    cpu.raise = (vector, errorCode) => {
      if (++this.#raised > FAULTS_MAX) throw new Error('the case faults without end');
      this.#faults.add(vector);
      this.#lastFault = vector;
      if (vector === Vector.GP && errorCode <= 1 && this.#codeIsShort()) this.#beyondLimit = true;
      if (vector === Vector.SS && errorCode > 1 && cpu.pushFrame.stackDescriptor.isWritableData) this.#stackAbsent = true;
      if (vector === Vector.PF && (errorCode & PF_USER) !== 0 && this.#isFar()) this.#userStackFaulted = true;
      const pushed = vector === Vector.PF ? this.#pushedBytes() : 0;
      if (pushed > 0) this.#refusedPushes.push([cpu.ss.base + cpu.regs[ESP] - pushed, cpu.ss.base + cpu.regs[ESP]]);
      raise(vector, errorCode);
    };
    const raisePageFault = cpu.raisePageFault.bind(cpu);
    cpu.raisePageFault = (la) => {
      if (la >= GDT && la < IDT && (cpu.faultError & PF_WRITE) !== 0) this.#markingFaulted = true;
      raisePageFault(la);
    };
    const frame = cpu.pushFrame;
    const store = frame.store.bind(frame);
    frame.store = (processor) => {
      const stored = store(processor);
      if (stored) this.#frames.push(this.#slots(frame));
      else if (frame.privilege === 3) this.#userStackFaulted = true;
      if (!stored) this.#refusedPushes.push([frame.stack.base + frame.newTop, frame.stack.base + frame.top]);
      return stored;
    };
  }

  /** Where a frame stands: the words above EFLAGS are SS and ESP if the privilege rises; below stand CS, EIP and an error code. */
  #slots({ stack, top, newTop, inner }: PushFrame): PushedFrame {
    const flags = top - (inner ? 12 : 4);
    const hasError = (flags - newTop) / 4 === 3;
    return { flags: this.#physical(stack.base + flags), error: hasError ? this.#physical(stack.base + newTop) : null, ofPageFault: this.#lastFault === Vector.PF };
  }

  /** The code descriptor that was read last ends before the code of some case or handler. */
  #codeIsShort(): boolean {
    const [{ loadedDescriptor, pushFrame }] = this.#machine.cpus;
    return [loadedDescriptor, pushFrame.code].some((code) => code.isCode && code.limit >>> 0 < USER_DATA);
  }

  /** The opcode of the instruction in progress, behind one prefix that there may be; -1 if it cannot be fetched. */
  #opcode(distance = 0): number {
    const [cpu] = this.#machine.cpus;
    const byte = (eip: number): number => {
      const address = this.#physical(cpu.cs.base + eip);
      return address < 0 ? -1 : this.#machine.ram.read8(address);
    };
    return byte(cpu.eip) === OPERAND_SIZE ? byte(cpu.eip + 1 + distance) : byte(cpu.eip + distance);
  }

  /** How many bytes the instruction in progress pushes in several steps. */
  #pushedBytes(): number {
    if (this.#opcode() === PUSHA) return 32;
    return this.#isFar() ? 8 : 0;
  }

  /** Whether the instruction in progress is far CALL, far RET or IRET. */
  #isFar(): boolean {
    const opcode = this.#opcode();
    return RETURNS.includes(opcode) || opcode === FAR_CALL || (opcode === GROUP_5 && ((this.#opcode(1) >> 3) & 7) === 3);
  }

  #physical(linear: number): number {
    return this.#machine.cpus[0].probe(linear | 0, false, false);
  }

  /** As the runner does: from the table as it is before the case changes it, without paging. */
  #loadRegisters(test: PrivilegedCase): void {
    const [cpu] = this.#machine.cpus;
    cpu.loadTables({ gdtBase: GDT, gdtLimit: GDT_LIMIT, idtBase: IDT, idtLimit: 0, trSelector: given(test, 'task') });
    cpu.loadSegment(CS, SELECTOR.kernelCode);
    for (const [register, name] of SEGMENTS) cpu.loadSegment(register, given(test, name));
    for (let i = 0; i < REGISTERS; i++) cpu.regs[i] = test.given[i];
    cpu.eip = ENTRY;
  }

  #found(reason: number): Int32Array {
    const [cpu] = this.#machine.cpus;
    const found = new Int32Array(FOUND.length);
    if (reason === STOP.shutdown) {
      found[FOUND.indexOf('handler')] = SHUTDOWN;
      return found;
    }
    const handler = (cpu.eip - 1 - HANDLERS) / HANDLER_BYTES;
    const stopped = reason === STOP.halt || reason === STOP.idle;
    if (!stopped || !Number.isInteger(handler)) throw new Error(`our machine stopped with ${reason} at ${cpu.eip.toString(16)}`);
    const segments = [SS, DS, ES, FS, GS, CS].map((register) => cpu.segments[register].selector);
    found.set([...cpu.regs, ...segments, cpu.eflags, cpu.cr2, handler]);
    return found;
  }

  #changes(): Word[] {
    const { ram } = this.#machine;
    const changes: Word[] = [];
    for (const line of ram.stepDirty.slice(0, ram.stepDirtyCount).toSorted()) {
      const first = line * LINE_BYTES - WORLD;
      if (first < 0 || first >= WORLD_BYTES) continue;
      for (let offset = first; offset < first + LINE_BYTES; offset += 4) {
        const now = ram.read32(WORLD + offset);
        if (now !== this.#before[offset / 4]) changes.push([offset, now]);
      }
    }
    return changes;
  }
}
