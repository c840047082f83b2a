import { PAGE_BYTES } from '../../abi/addressMap.ts';
import { UAREA_COUNT_MAX } from '../../abi/calls.ts';
import { ERRORS } from '../../abi/errors.ts';
import { RIGHTS_ALL } from '../../abi/layout.ts';
import { capabilitySlot, envId, virtualAddress } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { grantsOnEnv, validSlot } from '../capabilities.ts';
import { liveIndex, uareaOf } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { runningEnv } from '../processor.ts';
import { fetchData, leavesUserSpace, missAt, missingByte } from '../userMemory.ts';

/** wru (k, env, offset, n, buffer): writes up to 256 bytes of a u-area. */
export function wru(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words } = call;
  const count = words[3] >>> 0;
  if (count > UAREA_COUNT_MAX) return ERRORS.E_INVAL; // WRU-1
  const buffer = virtualAddress(words[4]);
  if (leavesUserSpace(buffer, count)) return ERRORS.E_FAULT; // WRU-2
  const missing = missingByte(cpu, buffer, count);
  if (missing >= 0) return missAt(missing, 0); // ENT-5
  fetchData(cpu, call, buffer, count);

  const caller = runningEnv(image, cpu);
  const env = envId(words[1]);
  const target = env === 0 ? caller : liveIndex(image, env);
  if (target < 0) return ERRORS.E_BAD_ENV; // WRU-3
  const slot = validSlot(image, caller, capabilitySlot(words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // WRU-4
  if (!grantsOnEnv(image, slot, RIGHTS_ALL, target)) return ERRORS.E_CAP_INSUFF; // WRU-5
  const offset = words[2] >>> 0;
  if (offset + count > PAGE_BYTES) return ERRORS.E_INVAL; // WRU-6

  const destination = uareaOf(image, target) + offset;
  for (let i = 0; i < count; i++) image.ram.write8(destination + i, call.data[i]); // WRU-7
  return 0;
}
