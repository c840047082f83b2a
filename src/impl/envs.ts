import { PAGE_BYTES } from '../abi/addressMap.ts';
import { ENV, ENV_ID_GENERATION_UNIT, ENV_STATUS, UAREA } from '../abi/layout.ts';
import type { KernelImage } from './kernelImage.ts';

/** Row index of a live env, or -1 for any other id. ENV-1, LAY-11. */
export function liveIndex(image: KernelImage, id: number): number {
  const index = id & (ENV_ID_GENERATION_UNIT - 1);
  if (index >= image.envs) return -1;
  const row = image.envRow(index);
  if (image.ram.read32(row + ENV.status) !== ENV_STATUS.live) return -1;
  return image.ram.read32(row + ENV.generation) === (id >>> 0) / ENV_ID_GENERATION_UNIT >>> 0 ? index : -1;
}

/** The lowest free row for an env, or -1. */
export function lowestFreeRow(image: KernelImage): number {
  for (let index = 0; index < image.envs; index++) {
    if (image.ram.read32(image.envRow(index) + ENV.status) === ENV_STATUS.free) return index;
  }
  return -1;
}

/** Frame of an env's page directory. */
export function directoryOf(image: KernelImage, index: number): number {
  return image.ram.read32(image.envRow(index) + ENV.directory);
}

/** Physical address of an env's u-area. */
export function uareaOf(image: KernelImage, index: number): number {
  return image.ram.read32(image.envRow(index) + ENV.uarea) * PAGE_BYTES;
}

/** Whether an env asks to run: its u_status, as a signed word, is greater than 0. TIM-1. */
export function asksToRun(image: KernelImage, index: number): boolean {
  return image.ram.read32(uareaOf(image, index) + UAREA.status) > 0;
}
