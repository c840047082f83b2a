import { UTOP } from '../../abi/addressMap.ts';
import { RANGE_COUNT_MAX } from '../../abi/calls.ts';
import { ERRORS } from '../../abi/errors.ts';
import { ENTRY, RIGHT_WRITE } from '../../abi/layout.ts';
import type { Cpu } from '../../x86/cpu.ts';
import { EBX, ECX, EDX, ESI } from '../../x86/registers.ts';
import { grantsOnEnv, validSlot } from '../capabilities.ts';
import { directoryOf, liveIndex } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { entryAddress, tableFor } from '../pageTables.ts';
import { freeIfUnused, uncountBinding } from '../pages.ts';
import { runningEnv } from '../processor.ts';
import { leavesUserSpace, missAt, missingByte } from '../userMemory.ts';

/** Rows that the call is charged for, refused or not: none if the count itself is refused. */
export function removeVasRows(cpu: Cpu): number {
  const count = cpu.regs[ECX] >>> 0;
  return count > RANGE_COUNT_MAX ? 0 : count;
}

/** Whether every address is a multiple of 4096 and below UTOP. */
function areBindable(vas: Int32Array): boolean {
  for (const va of vas) if ((va & 0xfff) !== 0 || va >>> 0 >= UTOP) return false;
  return true;
}

/**
 * Unbinds one address. A frame without readers and pins becomes free at once: nothing is bound by this call,
 * so no later address can need it.
 */
function unbind(image: KernelImage, cpu: Cpu, directory: number, va: number): void {
  const table = tableFor(image, directory, va);
  if (table === 0) return;
  const at = entryAddress(table, va);
  const old = image.ram.read32(at);
  image.ram.write32(at, 0); // RMV-7
  cpu.invlpg(va); // MEM-7
  if ((old & ENTRY.present) === 0) return;
  uncountBinding(image, old); // RMV-7
  freeIfUnused(image, old >>> 12); // RMV-7
}

/** remove_vas (vas, n, ke, env): unbinds up to 64 addresses. */
export function removeVas(image: KernelImage, cpu: Cpu): number {
  const { regs } = cpu;
  const list = regs[EBX];
  const count = regs[ECX] >>> 0;
  if (count > RANGE_COUNT_MAX) return ERRORS.E_INVAL; // RMV-1
  if (leavesUserSpace(list, 4 * count)) return ERRORS.E_FAULT; // RMV-2
  const missing = missingByte(cpu, list, 4 * count);
  if (missing >= 0) return missAt(missing); // ENT-5
  const vas = new Int32Array(count);
  for (let i = 0; i < count; i++) vas[i] = cpu.readSupervisor32((list + 4 * i) | 0); // ENT-6

  const caller = runningEnv(image, cpu);
  const env = regs[ESI];
  const target = env === 0 ? caller : liveIndex(image, env);
  if (target < 0) return ERRORS.E_BAD_ENV; // RMV-3
  const guard = env === 0 ? 0 : validSlot(image, caller, regs[EDX]);
  if (guard < 0) return ERRORS.E_CAP_INVALID; // RMV-4
  if (env !== 0 && !grantsOnEnv(image, guard, RIGHT_WRITE, target)) return ERRORS.E_CAP_INSUFF; // RMV-5
  if (!areBindable(vas)) return ERRORS.E_INVAL; // RMV-6

  const directory = directoryOf(image, target);
  for (const va of vas) unbind(image, cpu, directory, va); // RMV-7
  return 0;
}
