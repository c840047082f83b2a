import { PAGE_BYTES } from '../abi/addressMap.ts';
import { ENV, ENV_ID_GENERATION_UNIT, ENV_STATUS, UAREA } from '../abi/layout.ts';
import { type EnvId, envIndex, type EnvIndex, frameNumber, type FrameNumber, physicalAddress, type PhysicalAddress } from '../abi/words.ts';
import type { KernelImage } from './kernelImage.ts';

/** What is given where there is no env: less than 0. */
export const NO_ROW = envIndex(-1);

/** Row index of a live env, or NO_ROW for any other id. ENV-1, LAY-11. */
export function liveIndex(image: KernelImage, id: EnvId): EnvIndex {
  const index = envIndex(id & (ENV_ID_GENERATION_UNIT - 1));
  if (index >= image.envs) return NO_ROW;
  const row = image.envRow(index);
  if (image.ram.read32(row + ENV.status) !== ENV_STATUS.live) return NO_ROW;
  return image.ram.read32(row + ENV.generation) === (id >>> 0) / ENV_ID_GENERATION_UNIT >>> 0 ? index : NO_ROW;
}

/** The lowest free row for an env, or NO_ROW. */
export function lowestFreeRow(image: KernelImage): EnvIndex {
  for (let index = 0; index < image.envs; index++) {
    if (image.ram.read32(image.envRow(index) + ENV.status) === ENV_STATUS.free) return envIndex(index);
  }
  return NO_ROW;
}

/** Frame of an env's page directory. */
export function directoryOf(image: KernelImage, index: EnvIndex): FrameNumber {
  return frameNumber(image.ram.read32(image.envRow(index) + ENV.directory));
}

/** Physical address of an env's u-area. */
export function uareaOf(image: KernelImage, index: EnvIndex): PhysicalAddress {
  return physicalAddress(image.ram.read32(image.envRow(index) + ENV.uarea) * PAGE_BYTES);
}

/** Whether an env asks to run: its u_status, as a signed word, is greater than 0. TIM-1. */
export function asksToRun(image: KernelImage, index: EnvIndex): boolean {
  return image.ram.read32(uareaOf(image, index) + UAREA.status) > 0;
}
