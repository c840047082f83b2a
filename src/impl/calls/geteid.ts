import { ENV } from '../../abi/layout.ts';
import type { Cpu } from '../../x86/cpu.ts';
import { EDX } from '../../x86/registers.ts';
import type { KernelImage } from '../kernelImage.ts';
import { runningEnv } from '../processor.ts';

/** geteid (): tells the caller its id. */
export function geteid(image: KernelImage, cpu: Cpu): number {
  cpu.regs[EDX] = image.ram.read32(image.envRow(runningEnv(image, cpu)) + ENV.id); // GEI-1
  return 0;
}
