import { PAGE_BYTES } from '../abi/addressMap.ts';
import { VECTOR } from '../abi/vectors.ts';
import { envIndex, type EnvIndex, quantumIndex, type QuantumIndex } from '../abi/words.ts';
import type { Cpu } from '../x86/cpu.ts';
import { DS, ES, ESP, FS, GS } from '../x86/registers.ts';
import { directoryOf, NO_ROW } from './envs.ts';
import { takeBackUnit } from './floatingPoint.ts';
import type { KernelImage } from './kernelImage.ts';
import { CORE, CPU_WORDS, CPU_WORDS_BYTES, SAVE, SAVE_USED_BYTES, SELECTOR, STUB_BYTES, TRAP_FRAME } from './layoutCore.ts';

/** The IRET of the call stub, through which every env is entered that is not the one that trapped. */
const RETURN_STUB = CORE.stubs + VECTOR.systemCall * STUB_BYTES + 1;

/** The segment registers that ring 3 can load with something else than the kernel gave it: SS and CS have one selector that fits. */
const DATA_SEGMENTS: readonly number[] = [DS, ES, FS, GS];

const wordsOf = (image: KernelImage, cpu: Cpu): number => image.core + CORE.cpuWords + cpu.index * CPU_WORDS_BYTES;

/** Row index of the running env, or NO_ROW if none runs. */
export function runningEnv(image: KernelImage, cpu: Cpu): EnvIndex {
  return envIndex(image.ram.read32(wordsOf(image, cpu) + CPU_WORDS.env) - 1);
}

/** Records the running env; NO_ROW for none. */
export function setRunningEnv(image: KernelImage, cpu: Cpu, index: EnvIndex): void {
  image.ram.write32(wordsOf(image, cpu) + CPU_WORDS.env, index + 1);
}

export function runningQuantum(image: KernelImage, cpu: Cpu): QuantumIndex {
  return quantumIndex(image.ram.read32(wordsOf(image, cpu) + CPU_WORDS.quantum));
}

export function setRunningQuantum(image: KernelImage, cpu: Cpu, index: QuantumIndex): void {
  image.ram.write32(wordsOf(image, cpu) + CPU_WORDS.quantum, index);
}

/** Moves the registers of the running env from processor and trap frame to its save area, and those of the floating-point unit if it has that. */
export function saveRegisters(image: KernelImage, cpu: Cpu): void {
  const { ram, stackTop } = image;
  const index = runningEnv(image, cpu);
  const area = image.saveArea(index);
  for (let register = 0; register < 8; register++) ram.write32(area + SAVE.general + 4 * register, cpu.regs[register]); // TIM-8
  ram.write32(area + SAVE.general + 4 * ESP, ram.read32(stackTop + TRAP_FRAME.esp)); // TIM-8
  ram.write32(area + SAVE.eip, ram.read32(stackTop + TRAP_FRAME.eip)); // TIM-8
  ram.write32(area + SAVE.eflags, ram.read32(stackTop + TRAP_FRAME.eflags)); // TIM-8
  takeBackUnit(image, cpu, index); // FPU-5
}

/** Makes an env the running one: the IRET that follows continues it where it was saved. */
export function loadRegisters(image: KernelImage, cpu: Cpu, index: EnvIndex): void {
  const { ram, stackTop } = image;
  const area = image.saveArea(index);
  cpu.loadCr3(directoryOf(image, index) * PAGE_BYTES); // TIM-2
  for (let register = 0; register < 8; register++) cpu.regs[register] = ram.read32(area + SAVE.general + 4 * register); // TIM-2
  ram.write32(stackTop + TRAP_FRAME.esp, ram.read32(area + SAVE.general + 4 * ESP)); // TIM-2
  ram.write32(stackTop + TRAP_FRAME.eip, ram.read32(area + SAVE.eip)); // TIM-2
  ram.write32(stackTop + TRAP_FRAME.eflags, ram.read32(area + SAVE.eflags)); // TIM-2
  ram.write32(stackTop + TRAP_FRAME.cs, SELECTOR.userCode); // TIM-2
  ram.write32(stackTop + TRAP_FRAME.ss, SELECTOR.userData); // TIM-2
  cpu.regs[ESP] = image.coreLinear + CORE.stackTop + TRAP_FRAME.eip; // TIM-2
  cpu.eip = image.coreLinear + RETURN_STUB; // TIM-2
  ram.fillZero(area, SAVE_USED_BYTES); // STA-2
  setRunningEnv(image, cpu, index); // TIM-2
}

/** Takes back what ring 3 has loaded into its segment registers, so that the next to run does not find it there. */
export function resetDataSegments(cpu: Cpu): void {
  for (const register of DATA_SEGMENTS) {
    if (cpu.segments[register].selector !== SELECTOR.userData) cpu.loadSegment(register, SELECTOR.userData); // LAY-13
  }
}

/**
 * Lets the processor wait in ring 0 for the timer, with an empty stack: the frame that the timer pushes there
 * is discarded. The registers are cleared, so that nothing of an env stays in an idle processor.
 */
export function enterIdle(image: KernelImage, cpu: Cpu): void {
  cpu.loadCr3(image.kernelDirectory); // TIM-3
  setRunningEnv(image, cpu, NO_ROW); // TIM-3
  cpu.regs.fill(0);
  cpu.eflags = 0;
  cpu.regs[ESP] = image.coreLinear + CORE.stackTop; // TIM-3
  cpu.eip = image.coreLinear + CORE.idleStub; // TIM-3
}
