import { PAGE_BYTES } from '../../abi/addressMap.ts';
import { UAREA_COUNT_MAX } from '../../abi/calls.ts';
import { ERRORS } from '../../abi/errors.ts';
import { capabilitySlot, envId, virtualAddress } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { grantsOnEnv, validSlot } from '../capabilities.ts';
import { liveIndex, uareaOf } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { runningEnv } from '../processor.ts';
import { leavesUserSpace, missAt, storeData, unwritableByte } from '../userMemory.ts';

/** rdu (k, env, offset, n, buffer): reads up to 256 bytes of a u-area; to read needs the name alone, no right. */
export function rdu(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words } = call;
  const count = words[3] >>> 0;
  if (count > UAREA_COUNT_MAX) return ERRORS.E_INVAL; // RDU-1
  const buffer = virtualAddress(words[4]);
  if (leavesUserSpace(buffer, count)) return ERRORS.E_FAULT; // RDU-2
  const barred = unwritableByte(cpu, buffer, count);
  if (barred >= 0) return missAt(barred, cpu.faultError); // ENT-9

  const caller = runningEnv(image, cpu);
  const env = envId(words[1]);
  const target = env === 0 ? caller : liveIndex(image, env);
  if (target < 0) return ERRORS.E_BAD_ENV; // RDU-3
  const slot = validSlot(image, caller, capabilitySlot(words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // RDU-4
  if (!grantsOnEnv(image, slot, 0, target)) return ERRORS.E_CAP_INSUFF; // RDU-5
  const offset = words[2] >>> 0;
  if (offset + count > PAGE_BYTES) return ERRORS.E_INVAL; // RDU-6

  const source = uareaOf(image, target) + offset;
  for (let i = 0; i < count; i++) call.data[i] = image.ram.read8(source + i); // RDU-7
  storeData(cpu, call, buffer, count); // RDU-7
  return 0;
}
