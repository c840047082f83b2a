import { COST_UNIT_LENT } from '../abi/costs.ts';
import { FLOATING_POINT_BYTES, INITIAL_FLOATING_POINT } from '../abi/floatingPoint.ts';
import { Broken } from '../abi/broken.ts';
import type { EnvIndex, PhysicalAddress } from '../abi/words.ts';
import { physicalAddress } from '../abi/words.ts';
import type { Cpu } from '../x86/cpu.ts';
import { initialiseAll, restoreAllAt, saveAllAt } from '../x86/x87/physicalImages.ts';
import type { KernelImage } from './kernelImage.ts';
import { SAVE } from './layoutCore.ts';

/*
 * The floating-point unit, which is lent to the running env at its first instruction that wants it and taken back when
 * its slice ends. CR0.TS is the only word that says whether it has it.
 */

const stateOf = (image: KernelImage, index: EnvIndex): PhysicalAddress => physicalAddress(image.saveArea(index) + SAVE.floatingPoint);

/** The unit holds nothing of any env, and its next instruction is vector 7. */
export function withholdUnit(cpu: Cpu): void {
  initialiseAll(cpu); // FPU-2
  cpu.taskSwitched = true; // FPU-2
}

/** Gives the env that was trapped at vector 7 the unit with its own state in it. */
export function lendUnit(image: KernelImage, cpu: Cpu, index: EnvIndex): void {
  if (!cpu.taskSwitched) throw new Broken('EXC-5', 'vector 7 although the unit is lent');
  cpu.taskSwitched = false; // FPU-4
  restoreAllAt(cpu, stateOf(image, index)); // FPU-4
  clearFloatingPoint(image, index); // FPU-4
  image.charge(COST_UNIT_LENT); // FPU-4
}

/** Moves the state of the running env to its save area, if it has the unit. */
export function takeBackUnit(image: KernelImage, cpu: Cpu, index: EnvIndex): void {
  if (cpu.taskSwitched) return; // FPU-5
  saveAllAt(cpu, stateOf(image, index)); // FPU-5
  withholdUnit(cpu); // FPU-5
}

/** Makes the floating-point state in a save area that of an env that is born. */
export function writeInitialFloatingPoint(image: KernelImage, index: EnvIndex): void {
  const state = stateOf(image, index);
  INITIAL_FLOATING_POINT.forEach((word, i) => image.ram.write32(state + 4 * i, word)); // FPU-7
}

/** Makes the floating-point state in a save area zero. */
export function clearFloatingPoint(image: KernelImage, index: EnvIndex): void {
  image.ram.fillZero(stateOf(image, index), FLOATING_POINT_BYTES); // FPU-4, FPU-6
}
