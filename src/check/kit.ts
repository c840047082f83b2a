import type { BootConfiguration } from '../abi/geometry.ts';
import type { Model } from '../model/model.ts';
import type { Cpu } from '../x86/cpu.ts';
import type { Machine } from '../x86/machine.ts';

/** The part of a kernel that the checker needs. */
export interface KernelInstance {
  service(cpu: Cpu): void;
}

/**
 * The programs under comparison. They are passed in, so that a mutant of either
 * is run by exactly the code that runs the clean ones.
 */
export interface Kit {
  readonly model: Model;
  readonly bootKernel: (machine: Machine, configuration: BootConfiguration) => KernelInstance;
  readonly attachKernel: (machine: Machine) => KernelInstance;
}
