import { PAGE_BYTES, UTOP } from '../../abi/addressMap.ts';
import { RANGE_COUNT_MAX } from '../../abi/calls.ts';
import { ERRORS } from '../../abi/errors.ts';
import { RIGHT_WRITE } from '../../abi/layout.ts';
import { capabilitySlot, envId, virtualAddress } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { grantsOnEnv, NO_GUARD, validSlot } from '../capabilities.ts';
import { directoryOf, liveIndex } from '../envs.ts';
import { insertEntries } from '../insertEntries.ts';
import type { KernelImage } from '../kernelImage.ts';
import { runningEnv } from '../processor.ts';
import { fetchData, leavesUserSpace, missAt, missingByte } from '../userMemory.ts';

/** insert_pte_range (k, ptes, n, va, ke, env): sets up to 64 page entries in a row, or none. */
export function insertPteRange(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words } = call;
  const list = virtualAddress(words[1]);
  const count = words[2] >>> 0;
  if (count > RANGE_COUNT_MAX) return ERRORS.E_INVAL; // IPR-1
  if (leavesUserSpace(list, 4 * count)) return ERRORS.E_FAULT; // IPR-2
  const missing = missingByte(cpu, list, 4 * count);
  if (missing >= 0) return missAt(missing, 0); // ENT-5
  fetchData(cpu, call, list, 4 * count);

  const caller = runningEnv(image, cpu);
  const env = envId(words[5]);
  const target = env === 0 ? caller : liveIndex(image, env);
  if (target < 0) return ERRORS.E_BAD_ENV; // IPR-3
  const guard = env === 0 ? NO_GUARD : validSlot(image, caller, capabilitySlot(words[4]));
  if (guard < 0) return ERRORS.E_CAP_INVALID; // IPR-4
  if (env !== 0 && !grantsOnEnv(image, guard, RIGHT_WRITE, target)) return ERRORS.E_CAP_INSUFF; // IPR-5
  const va = virtualAddress(words[3]);
  if ((va & 0xfff) !== 0 || (va >>> 0) + PAGE_BYTES * count > UTOP) return ERRORS.E_INVAL; // IPR-6
  const slot = validSlot(image, caller, capabilitySlot(words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // IPR-7

  return insertEntries(image, cpu, call, slot, directoryOf(image, target), va, count); // IPR-16
}
