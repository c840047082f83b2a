import { CALL_COSTS } from '../../abi/costs.ts';
import { ERRORS } from '../../abi/errors.ts';
import { RIGHTS_ALL } from '../../abi/layout.ts';
import { capabilitySlot, envId } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { grantsOnEnv, validSlot } from '../capabilities.ts';
import { death } from '../death.ts';
import { liveIndex } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { runningEnv } from '../processor.ts';

/** env_free (k, env): destroys an env, the caller itself included. */
export function envFree(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words } = call;
  const caller = runningEnv(image, cpu);
  const env = envId(words[1]);
  const target = env === 0 ? caller : liveIndex(image, env);
  if (target < 0) return ERRORS.E_BAD_ENV; // EFR-1
  const slot = validSlot(image, caller, capabilitySlot(words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // EFR-2
  if (!grantsOnEnv(image, slot, RIGHTS_ALL, target)) return ERRORS.E_CAP_INSUFF; // EFR-3

  death(image, cpu, target, CALL_COSTS.env_free.perRow); // EFR-4
  return 0;
}
