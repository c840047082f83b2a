import { ENTRIES_PER_TABLE, REGION_BYTES, UTOP, UVPT } from '../../abi/addressMap.ts';
import { ERRORS } from '../../abi/errors.ts';
import { RIGHT_WRITE } from '../../abi/layout.ts';
import { capabilitySlot, envId, virtualAddress } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { grantsOnEnv, NO_GUARD, validSlot } from '../capabilities.ts';
import { directoryOf, liveIndex } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { directoryEntryAddress, nextUsedWord, tableFor } from '../pageTables.ts';
import { freeFrame } from '../pages.ts';
import { runningEnv } from '../processor.ts';

/** pt_free (va, ke, env): frees an empty page table. */
export function ptFree(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words } = call;
  const caller = runningEnv(image, cpu);
  const env = envId(words[2]);
  const target = env === 0 ? caller : liveIndex(image, env);
  if (target < 0) return ERRORS.E_BAD_ENV; // PTF-1
  const guard = env === 0 ? NO_GUARD : validSlot(image, caller, capabilitySlot(words[1]));
  if (guard < 0) return ERRORS.E_CAP_INVALID; // PTF-2
  if (env !== 0 && !grantsOnEnv(image, guard, RIGHT_WRITE, target)) return ERRORS.E_CAP_INSUFF; // PTF-3
  const va = virtualAddress(words[0]);
  if ((va & (REGION_BYTES - 1)) !== 0 || va >>> 0 >= UTOP) return ERRORS.E_INVAL; // PTF-4
  const directory = directoryOf(image, target);
  const table = tableFor(image, directory, va);
  if (table === 0) return ERRORS.E_NOT_FOUND; // PTF-5
  if (nextUsedWord(image, table, 0) < ENTRIES_PER_TABLE) return ERRORS.E_EXISTS; // PTF-6

  image.ram.write32(directoryEntryAddress(directory, va), 0); // PTF-7
  freeFrame(image, table); // PTF-7
  cpu.invlpg((UVPT + (va >>> 10)) | 0); // MEM-7
  return 0;
}
