import { ERRORS } from '../../abi/errors.ts';
import { REGISTER_RECORD_BYTES, RIGHT_WRITE } from '../../abi/layout.ts';
import { capabilitySlot, envId, virtualAddress } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { grantsOnEnv, validSlot } from '../capabilities.ts';
import { liveIndex } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { runningEnv } from '../processor.ts';
import { leavesUserSpace, missAt, storeData, unwritableByte } from '../userMemory.ts';

/** rdenv (k, env, registers): reads the saved registers of an env that is not running. */
export function rdenv(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words } = call;
  const buffer = virtualAddress(words[2]);
  if (leavesUserSpace(buffer, REGISTER_RECORD_BYTES)) return ERRORS.E_FAULT; // RDE-1
  const barred = unwritableByte(cpu, buffer, REGISTER_RECORD_BYTES);
  if (barred >= 0) return missAt(barred, cpu.faultError); // ENT-9

  const caller = runningEnv(image, cpu);
  const env = envId(words[1]);
  const target = env === 0 ? caller : liveIndex(image, env);
  if (target < 0) return ERRORS.E_BAD_ENV; // RDE-2
  const slot = validSlot(image, caller, capabilitySlot(words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // RDE-3
  if (!grantsOnEnv(image, slot, RIGHT_WRITE, target)) return ERRORS.E_CAP_INSUFF; // RDE-4
  if (target === caller) return ERRORS.E_INVAL; // RDE-5

  const area = image.saveArea(target);
  for (let i = 0; i < REGISTER_RECORD_BYTES >> 2; i++) call.dataWords[i] = image.ram.read32(area + 4 * i); // RDE-6
  storeData(cpu, call, buffer, REGISTER_RECORD_BYTES); // RDE-6
  return 0;
}
