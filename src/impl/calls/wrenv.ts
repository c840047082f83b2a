import { ERRORS } from '../../abi/errors.ts';
import { REGISTER_RECORD, REGISTER_RECORD_BYTES, RIGHT_WRITE } from '../../abi/layout.ts';
import { EFLAGS_BIRTH, EFLAGS_USER } from '../../abi/vectors.ts';
import { capabilitySlot, envId, virtualAddress } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { grantsOnEnv, validSlot } from '../capabilities.ts';
import { liveIndex } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { SAVE } from '../layoutCore.ts';
import { runningEnv } from '../processor.ts';
import { fetchData, leavesUserSpace, missAt, missingByte } from '../userMemory.ts';

const FLAGS = REGISTER_RECORD.eflags >> 2;

/** wrenv (k, env, registers): sets the saved registers of an env that is not running. */
export function wrenv(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words, dataWords } = call;
  const given = virtualAddress(words[2]);
  if (leavesUserSpace(given, REGISTER_RECORD_BYTES)) return ERRORS.E_FAULT; // WRE-1
  const missing = missingByte(cpu, given, REGISTER_RECORD_BYTES);
  if (missing >= 0) return missAt(missing, 0); // ENT-5
  fetchData(cpu, call, given, REGISTER_RECORD_BYTES);

  const caller = runningEnv(image, cpu);
  const env = envId(words[1]);
  const target = env === 0 ? caller : liveIndex(image, env);
  if (target < 0) return ERRORS.E_BAD_ENV; // WRE-2
  const slot = validSlot(image, caller, capabilitySlot(words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // WRE-3
  if (!grantsOnEnv(image, slot, RIGHT_WRITE, target)) return ERRORS.E_CAP_INSUFF; // WRE-4
  if (target === caller) return ERRORS.E_INVAL; // WRE-5

  const area = image.saveArea(target);
  for (let i = 0; i < FLAGS; i++) image.ram.write32(area + 4 * i, dataWords[i]); // WRE-6
  image.ram.write32(area + SAVE.eflags, EFLAGS_BIRTH | (dataWords[FLAGS] & EFLAGS_USER)); // WRE-7
  return 0;
}
