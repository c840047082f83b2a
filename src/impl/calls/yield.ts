import { ERRORS } from '../../abi/errors.ts';
import { envId } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import { EAX } from '../../x86/registers.ts';
import { SLICE_ENDS, SWITCHED } from '../call.ts';
import type { Call } from '../call.ts';
import { asksToRun, liveIndex, NO_ROW } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { loadRegisters, saveRegisters } from '../processor.ts';

/**
 * yield (env): gives up the processor, to an env that is named and asks to run, or to whoever is next. A caller that
 * names itself is saved and loaded again, which changes nothing.
 */
export function yieldCall(image: KernelImage, cpu: Cpu, call: Call): number {
  const env = envId(call.words[0]);
  const target = env === 0 ? NO_ROW : liveIndex(image, env);
  if (env !== 0 && target < 0) return ERRORS.E_BAD_ENV; // YLD-1

  if (target < 0 || !asksToRun(image, target)) return SLICE_ENDS; // YLD-3
  cpu.regs[EAX] = 0; // YLD-2
  saveRegisters(image, cpu); // YLD-2
  loadRegisters(image, cpu, target); // YLD-2
  return SWITCHED;
}
