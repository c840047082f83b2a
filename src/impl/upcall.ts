import { ULIM } from '../abi/addressMap.ts';
import { COST_DEATH, COST_UPCALL } from '../abi/costs.ts';
import { EXCEPTION_FRAME, EXCEPTION_FRAME_BYTES, UAREA } from '../abi/layout.ts';
import { EFLAGS_TF } from '../abi/vectors.ts';
import { type VirtualAddress, virtualAddress } from '../abi/words.ts';
import type { Cpu } from '../x86/cpu.ts';
import { death } from './death.ts';
import { uareaOf } from './envs.ts';
import type { KernelImage } from './kernelImage.ts';
import { TRAP_FRAME } from './layoutCore.ts';
import { runningEnv } from './processor.ts';
import { endSlice } from './scheduler.ts';

/**
 * Whether the exception frame that ends at `top` may be written; it touches two pages at most. It is the kernel
 * that writes: only the bounds keep the frame out of the kernel's own memory, and only CR0.WP off read-only pages.
 */
function frameWritable(cpu: Cpu, top: VirtualAddress): boolean {
  if (top < EXCEPTION_FRAME_BYTES || top > ULIM) return false; // EXC-3
  if (cpu.probe((top - EXCEPTION_FRAME_BYTES) | 0, true, false) < 0) return false; // EXC-3
  if (cpu.probe((top - 1) | 0, true, false) < 0) return false; // EXC-3
  return true;
}

/** Writes the exception frame at `base`, through the user's page entries: accessed and dirty are set. */
function writeFrame(image: KernelImage, cpu: Cpu, base: VirtualAddress, vector: number, errorCode: number, address: VirtualAddress, oldXsp: number): void {
  const { ram, stackTop } = image;
  cpu.writeSupervisor32((base + EXCEPTION_FRAME.vector) | 0, vector); // EXC-1
  cpu.writeSupervisor32((base + EXCEPTION_FRAME.errorCode) | 0, errorCode); // EXC-1
  cpu.writeSupervisor32((base + EXCEPTION_FRAME.address) | 0, address); // EXC-1
  cpu.writeSupervisor32((base + EXCEPTION_FRAME.eflags) | 0, ram.read32(stackTop + TRAP_FRAME.eflags)); // EXC-1
  cpu.writeSupervisor32((base + EXCEPTION_FRAME.eip) | 0, ram.read32(stackTop + TRAP_FRAME.eip)); // EXC-1
  cpu.writeSupervisor32((base + EXCEPTION_FRAME.esp) | 0, ram.read32(stackTop + TRAP_FRAME.esp)); // EXC-1
  cpu.writeSupervisor32((base + EXCEPTION_FRAME.oldXsp) | 0, oldXsp); // EXC-1
}

/** Ends the running env, whose exception cannot be delivered. */
function dieOfException(image: KernelImage, cpu: Cpu): void {
  death(image, cpu, runningEnv(image, cpu), COST_DEATH.perRow); // EXC-4
  image.charge(COST_DEATH.base); // EXC-4
  endSlice(image, cpu); // ENV-6
}

/** Delivers an exception to the running env, whose trap frame says where it happened. */
export function upcall(image: KernelImage, cpu: Cpu, vector: number, errorCode: number, address: VirtualAddress): void {
  const { ram, stackTop } = image;
  const uarea = uareaOf(image, runningEnv(image, cpu));
  const entfault = ram.read32(uarea + UAREA.entfault);
  const oldXsp = ram.read32(uarea + UAREA.xsp);
  const top = virtualAddress((oldXsp !== 0 ? oldXsp : ram.read32(stackTop + TRAP_FRAME.esp)) >>> 0);
  if (entfault === 0) return dieOfException(image, cpu); // EXC-4
  if (!frameWritable(cpu, top)) return dieOfException(image, cpu); // EXC-4
  const base = virtualAddress((top - EXCEPTION_FRAME_BYTES) | 0);
  writeFrame(image, cpu, base, vector, errorCode, address, oldXsp); // EXC-1
  ram.write32(uarea + UAREA.xsp, 0); // EXC-2
  ram.write32(stackTop + TRAP_FRAME.esp, base); // EXC-2
  ram.write32(stackTop + TRAP_FRAME.eip, entfault); // EXC-2
  ram.write32(stackTop + TRAP_FRAME.eflags, ram.read32(stackTop + TRAP_FRAME.eflags) & ~EFLAGS_TF); // EXC-2
  image.charge(COST_UPCALL); // EXC-2
}
