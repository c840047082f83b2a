import { PAGE_BYTES } from '../../src/abi/addressMap.ts';
import { frameMapOf, SAVE_AREA_BYTES } from '../../src/abi/frameMap.ts';
import type { FrameMap } from '../../src/abi/frameMap.ts';
import type { Geometry } from '../../src/abi/geometry.ts';
import { CAPABILITY_BYTES, ENV, ENV_STATUS, envRowBytes, PAGE, PAGE_ROW_BYTES, PAGE_STATUS, SYSINFO } from '../../src/abi/layout.ts';
import type { KernelInstance, Kit } from '../../src/check/kit.ts';
import { cleanKit } from '../../src/check/programs.ts';
import type { Cpu } from '../../src/x86/cpu.ts';
import type { Machine } from '../../src/x86/machine.ts';

/** A machine's kernel tables, read and spoilt at the offsets of the interface. */
export class Tables {
  readonly machine: Machine;
  readonly geometry: Pick<Geometry, 'frames' | 'envs' | 'capabilitySlots' | 'aclEntries' | 'quanta'>;
  readonly map: FrameMap;

  constructor(machine: Machine) {
    const word = (offset: number): number => machine.ram.words[offset / 4];
    this.machine = machine;
    this.geometry = {
      frames: word(SYSINFO.frames), envs: word(SYSINFO.envs), capabilitySlots: word(SYSINFO.capabilitySlots), aclEntries: word(SYSINFO.aclEntries), quanta: word(SYSINFO.quanta),
    };
    this.map = frameMapOf({ ...this.geometry, generationBits: 1, cpus: 1, tickCycles: 1, readersLimit: 0, writersLimit: 0 });
  }

  read(address: number): number {
    return this.machine.ram.words[address / 4] >>> 0;
  }

  write(address: number, word: number): void {
    this.machine.ram.write32(address, word);
  }

  add(address: number, amount: number): void {
    this.write(address, this.read(address) + amount);
  }

  /** An idle processor has no registers to spoil: the abstraction refuses it unless they are zero. */
  isIdle(): boolean {
    return this.machine.cpus[0].cr3 === this.map.kernelDirectory * PAGE_BYTES;
  }

  envRow(index: number): number {
    return this.map.envsFirst * PAGE_BYTES + index * envRowBytes(this.geometry.capabilitySlots);
  }

  slot(index: number, slot: number): number {
    return this.envRow(index) + ENV.capabilities + slot * CAPABILITY_BYTES;
  }

  pageRow(frame: number): number {
    return this.map.pagesFirst * PAGE_BYTES + frame * PAGE_ROW_BYTES;
  }

  aclEntry(frame: number, entry: number): number {
    return this.pageRow(frame) + PAGE.acl + entry * CAPABILITY_BYTES;
  }

  saveArea(index: number): number {
    return this.map.saveFirst * PAGE_BYTES + index * SAVE_AREA_BYTES;
  }

  liveEnvs(): number[] {
    return Array.from({ length: this.geometry.envs }, (_, i) => i).filter((i) => this.read(this.envRow(i) + ENV.status) === ENV_STATUS.live);
  }

  framesOf(status: keyof typeof PAGE_STATUS): number[] {
    return Array.from({ length: this.geometry.frames }, (_, f) => f).filter((f) => this.read(this.pageRow(f) + PAGE.status) === PAGE_STATUS[status]);
  }
}

/** What a broken kernel does around a service; `serve` runs the clean one. */
export type Around = (serve: () => void, tables: Tables, cpu: Cpu) => void;

/** A kernel that is the clean one but for what `around` does: a negative control of a theorem. */
export const tamperedKit = (around: Around): Kit => {
  const clean = cleanKit();
  const wrap = (machine: Machine, kernel: KernelInstance): KernelInstance => {
    const tables = new Tables(machine);
    return { service: (cpu) => around(() => kernel.service(cpu), tables, cpu) };
  };
  return {
    model: clean.model,
    bootKernel: (machine, configuration) => wrap(machine, clean.bootKernel(machine, configuration)),
    attachKernel: (machine) => wrap(machine, clean.attachKernel(machine)),
  };
};

/** Serves, then spoils. */
export const afterwards = (spoil: (tables: Tables, cpu: Cpu) => void): Kit =>
  tamperedKit((serve, tables, cpu) => {
    serve();
    spoil(tables, cpu);
  });

/** The clean kernel on a machine that is spoilt after each ring-3 segment, before the kernel looks. */
export const spoiltMachineKit = (spoil: (tables: Tables, cpu: Cpu) => void): Kit => {
  const clean = cleanKit();
  const spoilt = new WeakSet<Machine>();
  return {
    ...clean,
    bootKernel: (machine, configuration) => {
      const kernel = clean.bootKernel(machine, configuration);
      if (spoilt.has(machine)) return kernel;
      spoilt.add(machine);
      const cpu = machine.cpus[0];
      const run = cpu.run.bind(cpu);
      Object.defineProperty(cpu, 'run', { value: (instructions: number): number => {
        const stop = run(instructions);
        if (instructions > 0) spoil(new Tables(machine), cpu);
        return stop;
      } });
      return kernel;
    },
  };
};
