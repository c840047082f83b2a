import { ERRORS } from '../../abi/errors.ts';
import { ENV, RIGHTS_ALL } from '../../abi/layout.ts';
import { capabilitySlot } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import { birth, makeSpace } from '../birth.ts';
import { VALUED } from '../call.ts';
import type { Call } from '../call.ts';
import { GUARD_SLOT, copyCapability, rightsAt, slotAddress, validSlot } from '../capabilities.ts';
import { lowestFreeRow } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { lowestFree, nextFree } from '../pages.ts';
import { runningEnv } from '../processor.ts';

/** env_alloc (k): makes an env with a space of its own. */
export function envAlloc(image: KernelImage, cpu: Cpu, call: Call): number {
  const slot = validSlot(image, runningEnv(image, cpu), capabilitySlot(call.words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // ENA-1
  if (rightsAt(image.ram, slot) !== RIGHTS_ALL) return ERRORS.E_CAP_INSUFF; // ENA-2
  const index = lowestFreeRow(image);
  if (index < 0) return ERRORS.E_NO_FREE_ENV; // ENA-3
  const directory = lowestFree(image, image.kernelFrames);
  const uareaTable = nextFree(image, directory);
  const uarea = nextFree(image, uareaTable);
  const padTable = nextFree(image, uarea);
  if (padTable === 0) return ERRORS.E_NO_MEM; // ENA-4

  copyCapability(image.ram, slot, slotAddress(image, index, GUARD_SLOT)); // ENV-8
  makeSpace(image, directory, uareaTable, padTable); // ENA-5
  birth(image, index, directory, uarea); // ENA-5
  call.value = image.ram.read32(image.envRow(index) + ENV.id); // ENA-6
  return VALUED;
}
