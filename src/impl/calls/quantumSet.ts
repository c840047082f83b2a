import { ERRORS } from '../../abi/errors.ts';
import { ENV, QUANTUM, RIGHTS_ALL } from '../../abi/layout.ts';
import { capabilitySlot, envId, quantumIndex } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { grantsOnQuantum, validSlot } from '../capabilities.ts';
import { liveIndex } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { runningEnv } from '../processor.ts';
import { isUsedQuantum } from '../scheduler.ts';

/** quantum_set (k, quantum, cpu, env): gives a quantum to an env. */
export function quantumSet(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words } = call;
  if (words[2] >>> 0 >= image.cpus) return ERRORS.E_INVAL; // QST-1
  const caller = runningEnv(image, cpu);
  const target = words[3] === 0 ? caller : liveIndex(image, envId(words[3]));
  if (target < 0) return ERRORS.E_BAD_ENV; // QST-2
  const quantum = quantumIndex(words[1] >>> 0);
  if (quantum >= image.quanta) return ERRORS.E_INVAL; // QST-3
  if (!isUsedQuantum(image, quantum)) return ERRORS.E_NOT_FOUND; // QST-4
  const slot = validSlot(image, caller, capabilitySlot(words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // QST-5
  if (!grantsOnQuantum(image, slot, RIGHTS_ALL, quantum)) return ERRORS.E_CAP_INSUFF; // QST-6

  image.ram.write32(image.quantumRow(quantum) + QUANTUM.env, image.ram.read32(image.envRow(target) + ENV.id)); // QST-7
  return 0;
}
