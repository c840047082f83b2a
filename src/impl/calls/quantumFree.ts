import { ERRORS } from '../../abi/errors.ts';
import { QUANTUM_ROW_BYTES, RIGHTS_ALL } from '../../abi/layout.ts';
import { capabilitySlot, quantumIndex } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { grantsOnQuantum, validSlot } from '../capabilities.ts';
import type { KernelImage } from '../kernelImage.ts';
import { runningEnv } from '../processor.ts';
import { isUsedQuantum } from '../scheduler.ts';

/** quantum_free (k, quantum, cpu): frees a quantum. */
export function quantumFree(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words } = call;
  if (words[2] >>> 0 >= image.cpus) return ERRORS.E_INVAL; // QFR-1
  const quantum = quantumIndex(words[1] >>> 0);
  if (quantum >= image.quanta) return ERRORS.E_INVAL; // QFR-2
  if (!isUsedQuantum(image, quantum)) return ERRORS.E_NOT_FOUND; // QFR-3
  const slot = validSlot(image, runningEnv(image, cpu), capabilitySlot(words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // QFR-4
  if (!grantsOnQuantum(image, slot, RIGHTS_ALL, quantum)) return ERRORS.E_CAP_INSUFF; // QFR-5

  image.ram.fillZero(image.quantumRow(quantum), QUANTUM_ROW_BYTES); // QFR-6
  return 0;
}
