import { UTOP } from '../../abi/addressMap.ts';
import { RANGE_COUNT_MAX } from '../../abi/calls.ts';
import { ERRORS } from '../../abi/errors.ts';
import { ENTRY, RIGHT_WRITE } from '../../abi/layout.ts';
import { capabilitySlot, envId, frameNumber, type FrameNumber, pageEntryWord, type VirtualAddress, virtualAddress } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { grantsOnEnv, NO_GUARD, validSlot } from '../capabilities.ts';
import { directoryOf, liveIndex } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { entryAddress, tableFor } from '../pageTables.ts';
import { freeIfUnused, uncountBinding } from '../pages.ts';
import { runningEnv } from '../processor.ts';
import { fetchData, leavesUserSpace, missAt, missingByte } from '../userMemory.ts';

/** Whether the first `count` addresses are multiples of 4096 and below UTOP. */
function areBindable(vas: Int32Array, count: number): boolean {
  for (let i = 0; i < count; i++) if ((vas[i] & 0xfff) !== 0 || vas[i] >>> 0 >= UTOP) return false;
  return true;
}

/**
 * Unbinds one address. A frame without readers and pins becomes free at once: nothing is bound by this call,
 * so no later address can need it.
 */
function unbind(image: KernelImage, cpu: Cpu, directory: FrameNumber, va: VirtualAddress): void {
  const table = tableFor(image, directory, va);
  if (table === 0) return;
  const at = entryAddress(table, va);
  const old = pageEntryWord(image.ram.read32(at));
  image.ram.write32(at, 0); // RMV-7
  cpu.invlpg(va); // MEM-7
  if ((old & ENTRY.present) === 0) return;
  uncountBinding(image, old); // RMV-7
  freeIfUnused(image, frameNumber(old >>> 12)); // RMV-7
}

/** remove_vas (vas, n, ke, env): unbinds up to 64 addresses. */
export function removeVas(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words } = call;
  const list = virtualAddress(words[0]);
  const count = words[1] >>> 0;
  if (count > RANGE_COUNT_MAX) return ERRORS.E_INVAL; // RMV-1
  if (leavesUserSpace(list, 4 * count)) return ERRORS.E_FAULT; // RMV-2
  const missing = missingByte(cpu, list, 4 * count);
  if (missing >= 0) return missAt(missing, 0); // ENT-5
  fetchData(cpu, call, list, 4 * count);
  const vas = call.dataWords;

  const caller = runningEnv(image, cpu);
  const env = envId(words[3]);
  const target = env === 0 ? caller : liveIndex(image, env);
  if (target < 0) return ERRORS.E_BAD_ENV; // RMV-3
  const guard = env === 0 ? NO_GUARD : validSlot(image, caller, capabilitySlot(words[2]));
  if (guard < 0) return ERRORS.E_CAP_INVALID; // RMV-4
  if (env !== 0 && !grantsOnEnv(image, guard, RIGHT_WRITE, target)) return ERRORS.E_CAP_INSUFF; // RMV-5
  if (!areBindable(vas, count)) return ERRORS.E_INVAL; // RMV-6

  const directory = directoryOf(image, target);
  for (let i = 0; i < count; i++) unbind(image, cpu, directory, virtualAddress(vas[i])); // RMV-7
  return 0;
}
