import { QUANTUM_ANY } from '../../abi/calls.ts';
import { TICKS_PER_ROUND } from '../../abi/costs.ts';
import { ERRORS } from '../../abi/errors.ts';
import { ENV, QUANTUM, QUANTUM_STATUS, RIGHTS_ALL } from '../../abi/layout.ts';
import { capabilitySlot, envId, physicalAddress, quantumIndex, type QuantumIndex } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import { VALUED } from '../call.ts';
import type { Call } from '../call.ts';
import { copyCapability, rightsAt, validSlot } from '../capabilities.ts';
import { liveIndex } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { runningEnv } from '../processor.ts';
import { isUsedQuantum } from '../scheduler.ts';

const NO_QUANTUM = quantumIndex(-1);

/** The lowest free quantum, or NO_QUANTUM, which is less than 0. */
function lowestFreeQuantum(image: KernelImage): QuantumIndex {
  for (let quantum = 0; quantum < image.quanta; quantum++) if (!isUsedQuantum(image, quantum)) return quantumIndex(quantum);
  return NO_QUANTUM;
}

/** quantum_alloc (k, quantum, cpu, env): takes a free quantum, named or any, for an env. */
export function quantumAlloc(image: KernelImage, cpu: Cpu, call: Call): number {
  const { ram } = image;
  const { words } = call;
  if (words[2] >>> 0 >= image.cpus) return ERRORS.E_INVAL; // QAL-1
  const caller = runningEnv(image, cpu);
  const target = words[3] === 0 ? caller : liveIndex(image, envId(words[3]));
  if (target < 0) return ERRORS.E_BAD_ENV; // QAL-2
  const slot = validSlot(image, caller, capabilitySlot(words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // QAL-3
  if (rightsAt(ram, slot) !== RIGHTS_ALL) return ERRORS.E_CAP_INSUFF; // QAL-4
  const named = quantumIndex(words[1] >>> 0);
  const any = named === QUANTUM_ANY;
  if (!any && named >= image.quanta) return ERRORS.E_INVAL; // QAL-5
  if (!any && isUsedQuantum(image, named)) return ERRORS.E_EXISTS; // QAL-6
  const quantum = any ? lowestFreeQuantum(image) : named;
  if (any && quantum < 0) return ERRORS.E_NO_QUANTUM; // QAL-7

  const row = image.quantumRow(quantum);
  ram.write32(row + QUANTUM.status, QUANTUM_STATUS.used); // QAL-8
  ram.write32(row + QUANTUM.env, ram.read32(image.envRow(target) + ENV.id)); // QAL-8
  ram.write32(row + QUANTUM.ticks, TICKS_PER_ROUND); // QAL-8
  copyCapability(ram, slot, physicalAddress(row + QUANTUM.guard)); // QAL-8
  call.value = quantum; // QAL-9
  return VALUED;
}
