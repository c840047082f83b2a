import { ERRORS } from '../../abi/errors.ts';
import { ENV, RIGHTS_ALL } from '../../abi/layout.ts';
import { capabilitySlot } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import { birth } from '../birth.ts';
import { VALUED } from '../call.ts';
import type { Call } from '../call.ts';
import { GUARD_SLOT, copyCapability, rightsAt, slotAddress, validSlot } from '../capabilities.ts';
import { directoryOf, lowestFreeRow } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { lowestFree } from '../pages.ts';
import { runningEnv } from '../processor.ts';

/** env_clone (k): makes an env that shares the caller's space. */
export function envClone(image: KernelImage, cpu: Cpu, call: Call): number {
  const caller = runningEnv(image, cpu);
  const slot = validSlot(image, caller, capabilitySlot(call.words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // ENC-1
  if (rightsAt(image.ram, slot) !== RIGHTS_ALL) return ERRORS.E_CAP_INSUFF; // ENC-2
  const index = lowestFreeRow(image);
  if (index < 0) return ERRORS.E_NO_FREE_ENV; // ENC-3
  const uarea = lowestFree(image, image.kernelFrames);
  if (uarea === 0) return ERRORS.E_NO_MEM; // ENC-4

  copyCapability(image.ram, slot, slotAddress(image, index, GUARD_SLOT)); // ENV-8
  birth(image, index, directoryOf(image, caller), uarea); // ENC-5
  call.value = image.ram.read32(image.envRow(index) + ENV.id); // ENC-6
  return VALUED;
}
