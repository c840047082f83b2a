import type { Model } from '../../model/model.ts';
import type { Machine } from '../../x86/machine.ts';
import type { KernelInstance, Kit } from '../kit.ts';
import { copyLayers } from './copyLayers.ts';
import type { Change } from './mutant.ts';

interface BootModule {
  readonly bootKernel: Kit['bootKernel'];
}
interface KernelModule {
  readonly Kernel: { readonly attach: (machine: Machine) => KernelInstance };
}

/** A kit with a kernel that has one change, compared with the given model. @throws MutantError */
export const kernelKit = async (dist: URL, change: Change, model: Model): Promise<Kit> => {
  const copy = copyLayers(dist, ['impl'], [change]);
  try {
    const boot: BootModule = await import(new URL('impl/boot.js', copy.base).href);
    const kernel: KernelModule = await import(new URL('impl/kernel.js', copy.base).href);
    return { model, bootKernel: boot.bootKernel, attachKernel: (machine) => kernel.Kernel.attach(machine) };
  } finally {
    copy.remove();
  }
};
