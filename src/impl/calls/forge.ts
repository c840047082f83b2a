import { ERRORS } from '../../abi/errors.ts';
import { CAPABILITY_BYTES, RIGHTS_ALL, RIGHT_DUP, RIGHT_WRITE } from '../../abi/layout.ts';
import { capabilitySlot, envId, virtualAddress } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { dominates, grantsOnEnv, isCanonical, NO_GUARD, rightsAt, slotAddress, validSlot } from '../capabilities.ts';
import { liveIndex } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { runningEnv } from '../processor.ts';
import { leavesUserSpace, missAt, missingByte } from '../userMemory.ts';

/** forge (k, kd, new, ke, env): writes or clears a slot of an env's capability list. */
export function forge(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words } = call;
  const given = virtualAddress(words[2]);
  if (given !== 0 && leavesUserSpace(given, CAPABILITY_BYTES)) return ERRORS.E_FAULT; // FRG-1
  const missing = given !== 0 ? missingByte(cpu, given, CAPABILITY_BYTES) : -1;
  if (missing >= 0) return missAt(missing, 0); // ENT-5
  const low = given !== 0 ? cpu.readSupervisor32(given) : 0; // ENT-6
  const high = given !== 0 ? cpu.readSupervisor32((given + 4) | 0) : 0; // ENT-6

  const caller = runningEnv(image, cpu);
  const env = envId(words[4]);
  const target = env === 0 ? caller : liveIndex(image, env);
  if (target < 0) return ERRORS.E_BAD_ENV; // FRG-2
  const guard = env === 0 ? NO_GUARD : validSlot(image, caller, capabilitySlot(words[3]));
  if (guard < 0) return ERRORS.E_CAP_INVALID; // FRG-3
  if (env !== 0 && !grantsOnEnv(image, guard, RIGHT_WRITE, target)) return ERRORS.E_CAP_INSUFF; // FRG-4
  const destination = capabilitySlot(words[1]);
  if (destination >>> 0 >= image.slots) return ERRORS.E_INVAL; // FRG-5
  const slot = validSlot(image, caller, capabilitySlot(words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // FRG-6
  if (destination === 0 && given === 0) return ERRORS.E_INVAL; // FRG-7
  if (given !== 0 && !isCanonical(low, high)) return ERRORS.E_CAP_INVALID; // FRG-8
  if (destination === 0 && given !== 0 && (low & RIGHTS_ALL) !== RIGHTS_ALL) return ERRORS.E_CAP_INSUFF; // FRG-9
  if (given !== 0 && (rightsAt(image.ram, slot) & RIGHT_DUP) === 0) return ERRORS.E_CAP_INSUFF; // FRG-10
  if (given !== 0 && !dominates(image.ram, slot, low, high)) return ERRORS.E_CAP_INSUFF; // FRG-11

  const written = slotAddress(image, target, destination);
  image.ram.write32(written, low); // FRG-12
  image.ram.write32(written + 4, high); // FRG-12
  return 0;
}
