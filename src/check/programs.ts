import { bootKernel } from '../impl/boot.ts';
import { Kernel } from '../impl/kernel.ts';
import { createModel } from '../model/model.ts';
import type { Kit } from './kit.ts';

/** The clean programs: the kernel and the model as they are. */
export const cleanKit = (): Kit => ({ model: createModel(), bootKernel, attachKernel: (machine) => Kernel.attach(machine) });
