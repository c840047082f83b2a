import { UTOP } from '../../abi/addressMap.ts';
import { ERRORS } from '../../abi/errors.ts';
import { capabilitySlot, envId, virtualAddress } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import { VALUED } from '../call.ts';
import type { Call } from '../call.ts';
import { grantsOnEnv, NO_GUARD, validSlot } from '../capabilities.ts';
import { directoryOf, liveIndex } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { wordAt } from '../pageTables.ts';
import { runningEnv } from '../processor.ts';

/** read_pte (va, ke, env): tells a page entry; to read needs the name alone, no right. */
export function readPte(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words } = call;
  const caller = runningEnv(image, cpu);
  const env = envId(words[2]);
  const target = env === 0 ? caller : liveIndex(image, env);
  if (target < 0) return ERRORS.E_BAD_ENV; // RPT-1
  const guard = env === 0 ? NO_GUARD : validSlot(image, caller, capabilitySlot(words[1]));
  if (guard < 0) return ERRORS.E_CAP_INVALID; // RPT-2
  if (env !== 0 && !grantsOnEnv(image, guard, 0, target)) return ERRORS.E_CAP_INSUFF; // RPT-3
  const va = virtualAddress(words[0]);
  if ((va & 0xfff) !== 0 || va >>> 0 >= UTOP) return ERRORS.E_INVAL; // RPT-4

  call.value = wordAt(image, directoryOf(image, target), va); // RPT-5
  return VALUED;
}
