import { ENV } from '../../abi/layout.ts';
import type { Cpu } from '../../x86/cpu.ts';
import { VALUED } from '../call.ts';
import type { Call } from '../call.ts';
import type { KernelImage } from '../kernelImage.ts';
import { runningEnv } from '../processor.ts';

/** geteid (): tells the caller its id. */
export function geteid(image: KernelImage, cpu: Cpu, call: Call): number {
  call.value = image.ram.read32(image.envRow(runningEnv(image, cpu)) + ENV.id); // GEI-1
  return VALUED;
}
