import type { Cpu } from '../cpu.ts';
import { FIELDS, REGISTERS, loadAll, saveToOpened } from './environment.ts';
import type { Extended } from './extended.ts';

/*
 * FNSAVE, FRSTOR and a whole initialisation as methods of the host, which stands for ring 0 and names memory by physical
 * addresses. What they store and load is what the instructions store and load.
 */

/** Makes an image with 32-bit fields the operand. Physical addresses go on where a page ends. */
function openPhysical(cpu: Cpu, pa: number): void {
  cpu.operandSize = 4;
  cpu.modifyAddress = pa;
  cpu.modifyNext = -1;
}

function readRegister(cpu: Cpu, distance: number, to: Extended): void {
  const { ram, modifyAddress } = cpu;
  const head = ram.read16(modifyAddress + distance + 8);
  to.set(head >> 15, head & 0x7fff, ram.read32(modifyAddress + distance + 4), ram.read32(modifyAddress + distance));
}

/** FNSAVE into the 108 bytes at a physical address, a multiple of 4. */
export function saveAllAt(cpu: Cpu, pa: number): void {
  openPhysical(cpu, pa);
  saveToOpened(cpu);
}

/** FRSTOR from the 108 bytes at a physical address, a multiple of 4. */
export function restoreAllAt(cpu: Cpu, pa: number): void {
  openPhysical(cpu, pa);
  loadAll(cpu, Array.from({ length: FIELDS }, (_, i) => cpu.ram.read32(pa + 4 * i)), readRegister);
}

/** FNINIT, eight times FLDZ, FNINIT: the unit is initial and its registers, which FNINIT alone leaves as they are, are +0. */
export function initialiseAll(cpu: Cpu): void {
  const { fpu } = cpu;
  fpu.initialise();
  fpu.a.set(0, 0, 0, 0);
  for (let i = 0; i < REGISTERS; i++) fpu.push(fpu.a);
  fpu.initialise();
}
