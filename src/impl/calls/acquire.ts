import { ERRORS } from '../../abi/errors.ts';
import { ENV, RIGHT_DUP, UAREA } from '../../abi/layout.ts';
import { capabilitySlot, envId } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { dominates, isCanonical, rightsAt, slotAddress, validSlot } from '../capabilities.ts';
import { liveIndex, uareaOf } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { runningEnv } from '../processor.ts';

/** acquire (k, granter): takes the capability that another env offers the caller. */
export function acquire(image: KernelImage, cpu: Cpu, call: Call): number {
  const { ram } = image;
  const caller = runningEnv(image, cpu);
  const granter = liveIndex(image, envId(call.words[1]));
  if (granter < 0) return ERRORS.E_BAD_ENV; // ACQ-1
  const destination = capabilitySlot(call.words[0]);
  if (destination === 0 || destination >>> 0 >= image.slots) return ERRORS.E_INVAL; // ACQ-2
  const uarea = uareaOf(image, granter);
  if (ram.read32(uarea + UAREA.aenvid) !== ram.read32(image.envRow(caller) + ENV.id)) return ERRORS.E_NOT_FOUND; // ACQ-3
  const key = validSlot(image, granter, capabilitySlot(ram.read32(uarea + UAREA.gkey)));
  if (key < 0) return ERRORS.E_CAP_INVALID; // ACQ-4
  const low = ram.read32(uarea + UAREA.gcap);
  const high = ram.read32(uarea + UAREA.gcap + 4);
  if (!isCanonical(low, high)) return ERRORS.E_CAP_INVALID; // ACQ-5
  if ((rightsAt(ram, key) & RIGHT_DUP) === 0) return ERRORS.E_CAP_INSUFF; // ACQ-6
  if (!dominates(ram, key, low, high)) return ERRORS.E_CAP_INSUFF; // ACQ-7

  const written = slotAddress(image, caller, destination);
  ram.write32(written, low); // ACQ-8
  ram.write32(written + 4, high); // ACQ-8
  ram.write32(uarea + UAREA.aenvid, 0); // ACQ-8
  return 0;
}
