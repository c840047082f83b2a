import { TICKS_MAX, TICKS_PER_ROUND } from '../abi/costs.ts';
import { QUANTUM, QUANTUM_STATUS } from '../abi/layout.ts';
import { envId, type EnvIndex, type Plain, quantumIndex, type QuantumIndex } from '../abi/words.ts';
import type { Cpu } from '../x86/cpu.ts';
import { asksToRun, liveIndex, NO_ROW } from './envs.ts';
import type { KernelImage } from './kernelImage.ts';
import { enterIdle, loadRegisters, runningQuantum, setRunningQuantum } from './processor.ts';

/** Whether a quantum is used. */
export function isUsedQuantum(image: KernelImage, quantum: QuantumIndex | Plain): boolean {
  return image.ram.read32(image.quantumRow(quantum) + QUANTUM.status) === QUANTUM_STATUS.used;
}

/** Row index of the env that a quantum would run, or NO_ROW if the quantum is not runnable. TIM-1. */
function runnableEnv(image: KernelImage, quantum: QuantumIndex): EnvIndex {
  if (!isUsedQuantum(image, quantum)) return NO_ROW;
  const index = liveIndex(image, envId(image.ram.read32(image.quantumRow(quantum) + QUANTUM.env)));
  return index >= 0 && asksToRun(image, index) ? index : NO_ROW;
}

/** Every used quantum gains the ticks of a round. */
function beginRound(image: KernelImage): void {
  const { ram } = image;
  for (let quantum = 0; quantum < image.quanta; quantum++) {
    if (!isUsedQuantum(image, quantum)) continue;
    const ticks = image.quantumRow(quantum) + QUANTUM.ticks;
    ram.write32(ticks, Math.min(TICKS_MAX, ram.read32(ticks) + TICKS_PER_ROUND)); // TIM-9
  }
}

/** Leaves the running quantum the whole ticks that remain of its slice; a timer that has fired leaves none. */
function keepRest(image: KernelImage, cpu: Cpu): void {
  const quantum = runningQuantum(image, cpu);
  if (!isUsedQuantum(image, quantum)) return;
  const { clock, timer } = image.machine;
  const cycles = timer.armed ? Math.max(0, timer.deadline - clock) : 0;
  image.ram.write32(image.quantumRow(quantum) + QUANTUM.ticks, Math.floor(cycles / image.tickCycles)); // TIM-10
}

/** Chooses who runs next, at boot or when the kernel was idle; the cost of the entry must be on the clock already. */
export function schedule(image: KernelImage, cpu: Cpu): void {
  const { machine, quanta, ram } = image;
  let quantum = runningQuantum(image, cpu);
  for (let tried = 0; tried < quanta; tried++) {
    quantum = quantumIndex(quantum + 1 < quanta ? quantum + 1 : 0);
    if (quantum === 0) beginRound(image); // TIM-9
    const index = runnableEnv(image, quantum);
    if (index < 0) continue;
    const ticks = image.quantumRow(quantum) + QUANTUM.ticks;
    setRunningQuantum(image, cpu, quantum); // TIM-2
    machine.timer.deadline = machine.clock + ram.read32(ticks) * image.tickCycles; // TIM-2
    ram.write32(ticks, 0); // TIM-2
    loadRegisters(image, cpu, index); // TIM-2
    return;
  }
  machine.timer.deadline = machine.clock + TICKS_PER_ROUND * image.tickCycles; // TIM-3
  enterIdle(image, cpu); // TIM-3
}

/** Ends the slice of the env that was running when the kernel was entered, saved or dead by now, and schedules. */
export function endSlice(image: KernelImage, cpu: Cpu): void {
  keepRest(image, cpu); // TIM-10
  schedule(image, cpu); // TIM-2
}
