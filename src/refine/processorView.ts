import { KERNBASE } from '../abi/addressMap.ts';
import { Broken } from '../abi/broken.ts';
import { INITIAL_FLOATING_POINT } from '../abi/floatingPoint.ts';
import { VECTOR } from '../abi/vectors.ts';
import { type EnvIndex, type FrameNumber, virtualAddress } from '../abi/words.ts';
import type { FloatingPoint, Registers } from '../model/state.ts';
import { ZERO_REGISTERS } from '../model/state.ts';
import type { Trap } from '../model/trap.ts';
import type { Cpu } from '../x86/cpu.ts';
import type { Machine } from '../x86/machine.ts';
import { CR0_AM, CR0_EM, CR0_MP, CR0_NE, CR0_PE, CR0_PG, CR0_TS, CR0_WP, CR4_TSD, EAX, EBP, EBX, ECX, EDI, EDX, ESI, ESP, IF, IOPL, VM } from '../x86/registers.ts';
import { CORE_PLACES, haltedVector, isIdle } from './corePlaces.ts';
import { FRAME_WORDS } from './lineKinds.ts';
import { isInitial, unitWords } from './unitWords.ts';

/** Vectors for which the processor pushes an error code. */
const ERROR_CODE_VECTORS: readonly number[] = [8, 10, 11, 12, 13, 14, 17];
const CR0_NEEDED = CR0_PE | CR0_WP | CR0_PG;
/** Bits of CR0 about the floating-point unit and alignment whose value LAY-13 says, and those of them that are set. */
const CR0_SAID = CR0_MP | CR0_EM | CR0_NE | CR0_AM;
const CR0_SET = CR0_MP | CR0_NE;
/** Bytes of the interrupt frame that ring 3 and ring 0 leave, without an error code. */
const OUTER_FRAME_BYTES = 20;
const INNER_FRAME_BYTES = 12;

/** Where the processor stands: about to run ring 3, idle, or just inside the kernel. */
export type Stand = 'user' | 'idle' | 'trap';

/** Whether ring 3 may have loaded a selector into a data segment register: null, user code or user data, of any privilege requested. */
const isLoadable = (selector: number): boolean =>
  selector < 4 || selector >> 2 === CORE_PLACES.userData >> 2 || selector >> 2 === CORE_PLACES.userCode >> 2;

const sameRegisters = (r: Registers, regs: Int32Array, esp: number, eip: number, eflags: number): boolean =>
  r.eip === eip && r.eflags === eflags && r.esp === esp && r.eax === regs[EAX] >>> 0 && r.ecx === regs[ECX] >>> 0 && r.edx === regs[EDX] >>> 0
  && r.ebx === regs[EBX] >>> 0 && r.ebp === regs[EBP] >>> 0 && r.esi === regs[ESI] >>> 0 && r.edi === regs[EDI] >>> 0;

/** The registers of the processor with the three that a trap leaves in its frame; the old object if nothing changed. */
const registersOf = (regs: Int32Array, esp: number, eip: number, eflags: number, old: Registers): Registers => {
  if (sameRegisters(old, regs, esp, eip, eflags)) return old;
  return {
    eax: regs[EAX] >>> 0, ecx: regs[ECX] >>> 0, edx: regs[EDX] >>> 0, ebx: regs[EBX] >>> 0, esp, ebp: regs[EBP] >>> 0,
    esi: regs[ESI] >>> 0, edi: regs[EDI] >>> 0, eip, eflags,
  };
};

/**
 * The processor as the abstraction reads it: who was interrupted, with which
 * registers, and whether its control state is what the kernel must leave.
 */
export class ProcessorView {
  readonly #machine: Machine;
  readonly #cpu: Cpu;
  readonly #coreAddress: number;
  readonly #coreFirst: number;
  readonly #kernelDirectory: FrameNumber;

  constructor(machine: Machine, core: FrameNumber, kernelDirectory: FrameNumber) {
    this.#machine = machine;
    this.#cpu = machine.cpus[0];
    this.#coreAddress = KERNBASE + core * 4096;
    this.#coreFirst = core * FRAME_WORDS;
    this.#kernelDirectory = kernelDirectory;
  }

  /** @throws Broken if the processor stands nowhere that the kernel may leave it or be entered */
  stand(): Stand {
    const cpu = this.#cpu;
    if (cpu.shutDown) throw new Broken('EXC-5', 'the processor has shut down');
    if (cpu.cpl === 3) return 'user';
    if (cpu.cpl !== 0) throw new Broken('EXC-5', `the processor is in ring ${cpu.cpl}`);
    const at = (cpu.eip >>> 0) - this.#coreAddress;
    if (isIdle(at)) return 'idle';
    if (haltedVector(at) >= 0) return 'trap';
    throw new Broken('EXC-5', `ring 0 stands at 0x${(cpu.eip >>> 0).toString(16)}, in no stub`);
  }

  /** Why the kernel was entered; only where `stand` is 'trap'. */
  trap(): Trap {
    const vector = this.#vector();
    const errorCode = ERROR_CODE_VECTORS.includes(vector) ? this.#machine.ram.words[this.#stackWord(0)] >>> 0 : 0;
    return { vector, errorCode, address: virtualAddress(vector === VECTOR.pageFault ? this.#cpu.cr2 >>> 0 : 0) };
  }

  /** The registers of the running env, from the processor or from the interrupt frame; checks the control state on the way. */
  registers(stand: Stand, running: EnvIndex, directory: FrameNumber, old: Registers): Registers {
    this.#checkControl(running < 0 ? this.#kernelDirectory : directory);
    if (stand === 'trap') return this.#registersAtTrap(running, old);
    if ((stand === 'idle') !== running < 0) throw new Broken('STA-7', `env ${running} is running while the processor is ${stand}`);
    const cpu = this.#cpu;
    // The idle stub turns interrupts on itself, before it halts.
    if (stand === 'user' || cpu.halted) this.#checkFlags(cpu.eflags);
    if (stand === 'idle') return this.#idleRegisters();
    this.#checkSelectors(cpu.cs.selector, cpu.ss.selector);
    return registersOf(cpu.regs, cpu.regs[ESP] >>> 0, cpu.eip >>> 0, cpu.eflags >>> 0, old);
  }

  /** The state of the unit if the running env has it, which CR0.TS says; else null. @throws Broken if it holds anything while nobody has it */
  unit(running: EnvIndex, old: FloatingPoint | null): FloatingPoint | null {
    const { cr0, fpu } = this.#cpu;
    if ((cr0 & CR0_TS) === 0) {
      if (running < 0) throw new Broken('LAY-13', 'the floating-point unit is lent while no environment runs');
      return unitWords(fpu, old ?? INITIAL_FLOATING_POINT);
    }
    if (!isInitial(fpu)) throw new Broken('FPU-2', 'the floating-point unit is not in the initial state while nobody has it');
    return null;
  }

  #vector(): number {
    return haltedVector((this.#cpu.eip >>> 0) - this.#coreAddress);
  }

  /** Index in RAM of a word above the stack pointer, which must stand in the kernel stack. */
  #stackWord(above: number): number {
    const offset = (this.#cpu.regs[ESP] >>> 0) - this.#coreAddress;
    if (offset % 4 !== 0 || offset < CORE_PLACES.stackFrom || offset + 4 * above >= CORE_PLACES.stackTo) {
      throw new Broken('EXC-5', `at a trap ESP is 0x${(this.#cpu.regs[ESP] >>> 0).toString(16)}`);
    }
    return this.#coreFirst + offset / 4 + above;
  }

  #registersAtTrap(running: EnvIndex, old: Registers): Registers {
    const { words } = this.#machine.ram;
    const vector = this.#vector();
    const pushed = ERROR_CODE_VECTORS.includes(vector) ? 1 : 0;
    const first = this.#stackWord(pushed);
    const eip = words[first] >>> 0;
    const selector = words[this.#stackWord(pushed + 1)];
    const eflags = words[this.#stackWord(pushed + 2)] >>> 0;
    this.#checkFlags(eflags);
    const bytes = CORE_PLACES.stackTo - ((this.#cpu.regs[ESP] >>> 0) - this.#coreAddress);
    if ((selector & 3) === 0) {
      // EXC-5: the only way in from ring 0 is the timer on the idle kernel.
      const idle = running < 0 && vector === VECTOR.timer && isIdle(eip - this.#coreAddress);
      if (!idle || bytes < INNER_FRAME_BYTES) throw new Broken('EXC-5', `vector ${vector} entered from ring 0 at 0x${eip.toString(16)}`);
      return ZERO_REGISTERS;
    }
    if (running < 0 || bytes !== OUTER_FRAME_BYTES + 4 * pushed) throw new Broken('STA-7', `ring 3 was interrupted while env ${running} is running`);
    this.#checkSelectors(selector & 0xffff, words[this.#stackWord(pushed + 4)] & 0xffff);
    return registersOf(this.#cpu.regs, words[this.#stackWord(pushed + 3)] >>> 0, eip, eflags, old);
  }

  /** TIM-2: nothing of an env stays in an idle processor; ESP is the kernel's. */
  #idleRegisters(): Registers {
    const { regs } = this.#cpu;
    for (let register = 0; register < regs.length; register++) {
      if (register !== ESP && regs[register] !== 0) throw new Broken('TIM-2', `register ${register} of the idle processor is 0x${(regs[register] >>> 0).toString(16)}`);
    }
    return ZERO_REGISTERS;
  }

  /** Interrupts reach ring 3, and ring 3 reaches no port and no virtual-8086 mode. */
  #checkFlags(eflags: number): void {
    if ((eflags & (IF | IOPL | VM)) !== IF) throw new Broken('TIM-7', `EFLAGS is 0x${(eflags >>> 0).toString(16)}`);
  }

  #checkSelectors(code: number, stack: number): void {
    const cpu = this.#cpu;
    const { userCode, userData } = CORE_PLACES;
    if (code !== userCode || stack !== userData || !isLoadable(cpu.ds.selector) || !isLoadable(cpu.es.selector)
      || !isLoadable(cpu.fs.selector) || !isLoadable(cpu.gs.selector)) {
      throw new Broken('LAY-3', 'ring 3 runs with segments other than the user segments');
    }
  }

  /** LAY-13: what is in the segment registers when the kernel has been left. @throws Broken if ring 3's own loads are still there */
  requireFreshSegments(): void {
    const { userData } = CORE_PLACES;
    const { ds, es, fs, gs } = this.#cpu;
    if (ds.selector !== userData || es.selector !== userData || fs.selector !== userData || gs.selector !== userData) {
      throw new Broken('LAY-13', 'the kernel was left with data segments that ring 3 had loaded');
    }
  }

  /** Paging is on, the directory is the one of the running env, and the descriptor tables are at their CORE_PLACES. */
  #checkControl(directory: FrameNumber): void {
    const cpu = this.#cpu;
    if ((cpu.cr0 & CR0_NEEDED) !== CR0_NEEDED) throw new Broken('LAY-16', `CR0 is 0x${(cpu.cr0 >>> 0).toString(16)}`);
    if ((cpu.cr0 & CR0_SAID) !== CR0_SET) throw new Broken('LAY-13', `CR0 is 0x${(cpu.cr0 >>> 0).toString(16)}`);
    if (cpu.cr4 !== CR4_TSD) throw new Broken('LAY-13', `CR4 is 0x${(cpu.cr4 >>> 0).toString(16)}`);
    if (cpu.cr3 >>> 0 !== directory * 4096) throw new Broken('STA-8', `CR3 is 0x${(cpu.cr3 >>> 0).toString(16)}, the directory is frame ${directory}`);
    const { gdtr, idtr, tr } = cpu;
    if (gdtr.base >>> 0 !== this.#coreAddress + CORE_PLACES.gdt || gdtr.limit !== CORE_PLACES.gdtLimit) throw new Broken('LAY-13', 'GDTR is not at its place');
    if (idtr.base >>> 0 !== this.#coreAddress + CORE_PLACES.idt || idtr.limit !== CORE_PLACES.idtLimit) throw new Broken('LAY-13', 'IDTR is not at its place');
    if (tr.base >>> 0 !== this.#coreAddress + CORE_PLACES.tss || tr.selector !== CORE_PLACES.tssSelector) throw new Broken('LAY-13', 'TR is not at its place');
  }
}
