import { PAGE_BYTES, UTOP } from '../../abi/addressMap.ts';
import { RANGE_COUNT_MAX } from '../../abi/calls.ts';
import { ERRORS } from '../../abi/errors.ts';
import { ENTRY, PAGE, RIGHT_WRITE } from '../../abi/layout.ts';
import { capabilitySlot, envId, frameNumber, type FrameNumber, pageEntryWord, type PageEntryWord, type PhysicalAddress, type VirtualAddress, virtualAddress } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { grantsOnEnv, grantsOnPage, NO_GUARD, validSlot } from '../capabilities.ts';
import { directoryOf, liveIndex } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { entryAddress, tableFor } from '../pageTables.ts';
import { allowed, countBinding, uncountBinding } from '../pages.ts';
import { runningEnv } from '../processor.ts';

/** Bits 9 to 11, which only libraries give a meaning. */
const SOFTWARE_FLAGS = ENTRY.softwareUnit * 7;
/** Every flag that may be named. */
const NAMEABLE = 0xfff & ~(ENTRY.reserved7 | ENTRY.reserved8);

/** The word that an entry becomes. A present one has its present and user bits already, and neither is ever removed. */
function changed(entry: PageEntryWord, add: number, remove: number): PageEntryWord {
  const kept = (entry & ENTRY.present) !== 0 ? add : add & ~ENTRY.present;
  return pageEntryWord((entry | kept) & ~remove);
}

/** How many of the entries 0 to `last` bind a frame read-only: so many writers it has gained once they are writable. */
function readOnlyBindings(call: Call, last: number, frame: FrameNumber): number {
  let sum = 0;
  for (let i = 0; i <= last; i++) {
    const entry = call.before[i];
    if (entry >>> 12 === frame && (entry & (ENTRY.present | ENTRY.writable)) === ENTRY.present) sum++;
  }
  return sum;
}

/** Judges the present entry `i` in the state that the earlier ones leave; all change the same flags, in the same way. */
function judge(image: KernelImage, call: Call, slot: PhysicalAddress, i: number, add: number, remove: number): number {
  const entry = pageEntryWord(call.before[i]);
  const frame = frameNumber(entry >>> 12);
  const named = (add | remove) & ~(SOFTWARE_FLAGS | ENTRY.user);
  const rights = (add & ENTRY.writable) !== 0 ? RIGHT_WRITE : 0;
  if (named !== 0 && !grantsOnPage(image, slot, rights, frame)) return ERRORS.E_CAP_INSUFF; // MPR-10
  const gains = (changed(entry, add, remove) & ~entry & ENTRY.writable) !== 0;
  const row = image.pageRow(frame);
  const writers = image.ram.read32(row + PAGE.writers) + readOnlyBindings(call, i, frame);
  if (gains && writers > allowed(image.ram.read32(row + PAGE.limits) >>> 8)) return ERRORS.E_SHARE; // MPR-11
  return 0;
}

/** Judges all entries, and takes note of them. */
function judgeAll(image: KernelImage, call: Call, slot: PhysicalAddress, directory: FrameNumber, va: VirtualAddress, count: number): number {
  const flags = call.words[1];
  for (let i = 0; i < count; i++) {
    const at = virtualAddress((va + PAGE_BYTES * i) | 0);
    const table = tableFor(image, directory, at);
    if (table === 0) return ERRORS.E_NOT_FOUND; // MPR-9
    call.before[i] = image.ram.read32(entryAddress(table, at));
    if ((call.before[i] & ENTRY.present) === 0) continue;
    const error = judge(image, call, slot, i, flags & 0xffff, flags >>> 16);
    if (error !== 0) return error;
  }
  return 0;
}

/** Changes one entry; a binding is counted anew before it is taken back, so that its page stays. */
function change(image: KernelImage, cpu: Cpu, directory: FrameNumber, va: VirtualAddress, before: PageEntryWord, after: PageEntryWord): void {
  if ((before & ENTRY.present) !== 0) {
    countBinding(image, after); // MPR-12
    uncountBinding(image, before); // MPR-12
  }
  image.ram.write32(entryAddress(tableFor(image, directory, va), va), after); // MPR-12, MPR-13
  cpu.invlpg(va); // MEM-7
}

/** mod_pte_range (k, flags, va, n, ke, env): adds flags to up to 64 page entries in a row and removes flags, or does nothing. */
export function modPteRange(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words } = call;
  const count = words[3] >>> 0;
  if (count > RANGE_COUNT_MAX) return ERRORS.E_INVAL; // MPR-1

  const caller = runningEnv(image, cpu);
  const env = envId(words[5]);
  const target = env === 0 ? caller : liveIndex(image, env);
  if (target < 0) return ERRORS.E_BAD_ENV; // MPR-2
  const guard = env === 0 ? NO_GUARD : validSlot(image, caller, capabilitySlot(words[4]));
  if (guard < 0) return ERRORS.E_CAP_INVALID; // MPR-3
  if (env !== 0 && !grantsOnEnv(image, guard, RIGHT_WRITE, target)) return ERRORS.E_CAP_INSUFF; // MPR-4
  const add = words[1] & 0xffff;
  const remove = words[1] >>> 16;
  if (((add | remove) & ~NAMEABLE) !== 0) return ERRORS.E_INVAL; // MPR-5
  if ((remove & (ENTRY.present | ENTRY.user)) !== 0) return ERRORS.E_INVAL; // MPR-6
  const va = virtualAddress(words[2]);
  if ((va & 0xfff) !== 0 || (va >>> 0) + PAGE_BYTES * count > UTOP) return ERRORS.E_INVAL; // MPR-7
  const slot = validSlot(image, caller, capabilitySlot(words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // MPR-8

  const directory = directoryOf(image, target);
  const error = judgeAll(image, call, slot, directory, va, count);
  if (error !== 0) return error;
  for (let i = 0; i < count; i++) {
    const before = pageEntryWord(call.before[i]);
    change(image, cpu, directory, virtualAddress((va + PAGE_BYTES * i) | 0), before, changed(before, add, remove)); // MPR-12, MPR-13
  }
  return 0;
}
