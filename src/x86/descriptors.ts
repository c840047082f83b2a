import type { Cpu } from './cpu.ts';
import { readSystem32 } from './memory.ts';
import { ACCESS_ACCESSED, selectorIndex } from './segment.ts';
import type { Descriptor } from './segment.ts';
import { NO_FAULT, Vector } from './vectors.ts';

/** Records a fault of the instruction in progress, and gives false for checks that end with it. */
export function refuse(cpu: Cpu, vector: number, errorCode: number): boolean {
  cpu.raise(vector, errorCode);
  return false;
}

/** Reads a descriptor of the GDT into `into`; false if the selector is outside it, or on a page fault. */
function readDescriptor(cpu: Cpu, selector: number, into: Descriptor): boolean {
  const offset = selector & 0xfff8;
  if ((selector & 4) !== 0 || offset + 7 > cpu.gdtr.limit) return false;
  const at = (cpu.gdtr.base + offset) | 0;
  const low = readSystem32(cpu, at);
  if (cpu.faultVector !== NO_FAULT) return false;
  const high = readSystem32(cpu, (at + 4) | 0);
  if (cpu.faultVector !== NO_FAULT) return false;
  into.decode(low, high);
  return true;
}

/**
 * Reads the descriptor that a selector must name; false, with a fault recorded, if the selector is null or outside the
 * GDT, which is a fault of `vector` on the selector, or on a page fault. `ext` goes into the error code (MCH-45).
 */
export function requireDescriptor(cpu: Cpu, selector: number, into: Descriptor, vector: number, ext = 0): boolean {
  if (selectorIndex(selector) !== 0 && readDescriptor(cpu, selector, into)) return true;
  return cpu.faultVector === NO_FAULT && refuse(cpu, vector, selectorIndex(selector) | ext);
}

/**
 * MCH-46: marks the descriptor of a segment that is about to be loaded as accessed, if it is not yet; false, with a page
 * fault recorded, if ring 0 may not write it.
 */
export function markAccessed(cpu: Cpu, selector: number, descriptor: Descriptor): boolean {
  if ((descriptor.access & ACCESS_ACCESSED) !== 0) return true;
  // The upper word of the descriptor is read and written back, although only its second byte changes.
  const word = (cpu.gdtr.base + (selector & 0xfff8) + 4) | 0;
  const first = cpu.mmu.translate(word, true, false);
  const crosses = first >= 0 && (word & 0xfff) === 0xfff;
  const pa = crosses ? cpu.mmu.translate(word + 1, true, false) : first + 1;
  if (first < 0 || pa < 0) {
    cpu.raisePageFault(crosses ? word + 1 : word);
    return false;
  }
  descriptor.access |= ACCESS_ACCESSED;
  cpu.ram.write8(pa, descriptor.access);
  return true;
}

/** Whether code may be entered at `eip`: #GP(0) beyond its limit. */
export function permitsEip(cpu: Cpu, eip: number, code: Descriptor): boolean {
  return eip >>> 0 <= code.limit >>> 0 || refuse(cpu, Vector.GP, 0);
}
