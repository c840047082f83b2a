import { UTOP } from '../../abi/addressMap.ts';
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

/** insert_pte (k, pte, va, ke, env): sets one page entry, a range of one element. */
export function insertPte(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words } = call;
  const caller = runningEnv(image, cpu);
  const env = envId(words[4]);
  const target = env === 0 ? caller : liveIndex(image, env);
  if (target < 0) return ERRORS.E_BAD_ENV; // INS-1
  const guard = env === 0 ? NO_GUARD : validSlot(image, caller, capabilitySlot(words[3]));
  if (guard < 0) return ERRORS.E_CAP_INVALID; // INS-2
  if (env !== 0 && !grantsOnEnv(image, guard, RIGHT_WRITE, target)) return ERRORS.E_CAP_INSUFF; // INS-3
  const va = virtualAddress(words[2]);
  if ((va & 0xfff) !== 0 || va >>> 0 >= UTOP) return ERRORS.E_INVAL; // INS-4
  const slot = validSlot(image, caller, capabilitySlot(words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // INS-5

  call.dataWords[0] = words[1];
  return insertEntries(image, cpu, call, slot, directoryOf(image, target), va, 1); // INS-17
}
