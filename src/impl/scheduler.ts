import { QUANTUM, QUANTUM_STATUS } from '../abi/layout.ts';
import type { Cpu } from '../x86/cpu.ts';
import { asksToRun, liveIndex } from './envs.ts';
import type { KernelImage } from './kernelImage.ts';
import { enterIdle, loadRegisters, runningQuantum, setRunningQuantum } from './processor.ts';

/** Row index of the env that a quantum would run, or -1 if the quantum is not runnable. TIM-1. */
function runnableEnv(image: KernelImage, quantum: number): number {
  const row = image.quantumRow(quantum);
  if (image.ram.read32(row + QUANTUM.status) !== QUANTUM_STATUS.used) return -1;
  const index = liveIndex(image, image.ram.read32(row + QUANTUM.env));
  return index >= 0 && asksToRun(image, index) ? index : -1;
}

/** Chooses who runs next; the cost of the entry must be on the clock already. The old env's registers must be saved. */
export function schedule(image: KernelImage, cpu: Cpu): void {
  const { machine, quanta } = image;
  let quantum = runningQuantum(image, cpu);
  for (let tried = 0; tried < quanta; tried++) {
    quantum = quantum + 1 < quanta ? quantum + 1 : 0;
    const index = runnableEnv(image, quantum);
    if (index < 0) continue;
    setRunningQuantum(image, cpu, quantum); // TIM-2
    machine.timer.deadline = machine.clock + image.tickCycles; // TIM-2
    loadRegisters(image, cpu, index); // TIM-2
    return;
  }
  machine.timer.deadline = machine.clock + image.tickCycles; // TIM-3
  enterIdle(image, cpu); // TIM-3
}
