import { PAD, PAGE_BYTES, UADDRS } from '../../src/abi/addressMap.ts';
import { ARGUMENT_REGISTERS, CALLS } from '../../src/abi/calls.ts';
import type { CallName } from '../../src/abi/calls.ts';
import { frameMapOf } from '../../src/abi/frameMap.ts';
import type { FrameMap } from '../../src/abi/frameMap.ts';
import { SMALL } from '../../src/abi/geometry.ts';
import type { BootCapability, BootConfiguration, Geometry, Principal } from '../../src/abi/geometry.ts';
import { CAPABILITY_BYTES, ENV, PAGE_ROW_BYTES, QUANTUM_ROW_BYTES, envRowBytes } from '../../src/abi/layout.ts';
import { bootKernel } from '../../src/impl/boot.ts';
import type { Kernel } from '../../src/impl/kernel.ts';
import type { Cpu } from '../../src/x86/cpu.ts';
import { Machine } from '../../src/x86/machine.ts';
import { EAX, REGISTER_NAMES } from '../../src/x86/registers.ts';
import { Stop } from '../../src/x86/run.ts';

export const capability = (rights: number, ...name: readonly number[]): BootCapability => ({ rights, name });
export const ROOT = capability(7);

/** Offsets in the pad. */
export const PAD_INT = 0;
export const PAD_STORE = 2;
export const PAD_LOAD = 4;
export const PAD_UD = 6;
export const PAD_NOP = 8;
/** int 0x30 | mov [edi], eax | mov eax, [esi] | ud2 | nop */
const PAD_CODE: readonly number[] = [0xcd, 0x30, 0x89, 0x07, 0x8b, 0x06, 0x0f, 0x0b, 0x90, 0x90];

export const principal = (...capabilities: readonly (BootCapability | null)[]): Principal => ({ generation: 1, capabilities, status: 1, entfault: 0 });

/** A has a strong and some weak capabilities, B one that A's do not reach but for its root in slot 1. */
export const CONFIGURATION: BootConfiguration = {
  geometry: SMALL,
  principals: [
    { ...principal(capability(7, 1), ROOT, capability(3, 1), capability(4, 1), capability(7, 2, 5)), entfault: PAD + PAD_NOP },
    principal(capability(7, 2)),
  ],
  quanta: [{ principal: 0, guard: capability(7, 1) }, null, { principal: 1, guard: ROOT }],
  pad: PAD_CODE,
};

/** A booted machine, and what a test wants to know of it, read at the offsets of the interface. */
export class TestMachine {
  readonly machine: Machine;
  readonly kernel: Kernel;
  readonly cpu: Cpu;
  readonly map: FrameMap;
  readonly geometry: Geometry;

  constructor(configuration: BootConfiguration = CONFIGURATION) {
    this.geometry = configuration.geometry;
    this.machine = new Machine(this.geometry.frames * PAGE_BYTES);
    this.kernel = bootKernel(this.machine, configuration);
    this.cpu = this.machine.cpus[0];
    this.map = frameMapOf(this.geometry);
    this.cpu.run(0);
  }

  read(frame: number, offset: number): number {
    return this.machine.ram.read32(frame * PAGE_BYTES + offset);
  }

  env(index: number, field: number): number {
    return this.read(this.map.envsFirst, index * envRowBytes(this.geometry.capabilitySlots) + field);
  }

  slot(index: number, slot: number): number {
    return this.env(index, ENV.capabilities + slot * CAPABILITY_BYTES);
  }

  page(frame: number, field: number): number {
    return this.read(this.map.pagesFirst, frame * PAGE_ROW_BYTES + field);
  }

  quantum(index: number, field: number): number {
    return this.read(this.map.quantaFirst, index * QUANTUM_ROW_BYTES + field);
  }

  /** The page entry of `va` in the space of env `index`. */
  entry(index: number, va: number): number {
    const table = this.read(this.env(index, ENV.directory), (va >>> 22) * 4) >>> 12;
    return table === 0 ? 0 : this.read(table, ((va >>> 12) & 0x3ff) * 4);
  }

  /** Stores bytes in the u-area of env `index`, as its library would; gives their address. */
  poke(index: number, offset: number, bytes: readonly number[]): number {
    const at = this.env(index, ENV.uarea) * PAGE_BYTES + offset;
    bytes.forEach((byte, i) => this.machine.ram.write8(at + i, byte));
    return UADDRS + index * PAGE_BYTES + offset;
  }

  pokeWord(index: number, offset: number, word: number): number {
    return this.poke(index, offset, [word & 0xff, (word >> 8) & 0xff, (word >> 16) & 0xff, word >>> 24]);
  }

  /** Lets ring 3 run one instruction of the pad and the kernel complete the entry, if there is one. */
  run(padOffset: number): void {
    this.cpu.eip = (PAD + padOffset) | 0;
    this.finish(this.cpu.run(1));
  }

  /** Serves an entry, if the processor has stopped for one, up to the next ring-3 boundary or the next entry. */
  finish(stop: number): void {
    if (stop !== Stop.Halt) return;
    this.kernel.service(this.cpu);
    this.cpu.run(0);
  }

  /** A call by name from the running env; gives EAX. */
  call(name: CallName, ...words: readonly number[]): number {
    const registers = ARGUMENT_REGISTERS.map((register) => REGISTER_NAMES.indexOf(register));
    this.cpu.regs[EAX] = CALLS[name].number;
    words.forEach((word, i) => (this.cpu.regs[registers[i] ?? EAX] = word));
    this.run(PAD_INT);
    return this.cpu.regs[EAX] ?? -1;
  }
}
