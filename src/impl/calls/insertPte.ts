import { UTOP } from '../../abi/addressMap.ts';
import { ERRORS } from '../../abi/errors.ts';
import { LIMIT_ALL } from '../../abi/geometry.ts';
import { ENTRY, PAGE, PAGE_LIMIT_WRITERS_UNIT, PAGE_STATUS, RIGHTS_ALL, RIGHT_WRITE } from '../../abi/layout.ts';
import type { Cpu } from '../../x86/cpu.ts';
import { EBX, ECX, EDI, EDX, ESI } from '../../x86/registers.ts';
import { grantsOnEnv, grantsOnPage, rightsAt, validSlot } from '../capabilities.ts';
import { directoryOf, liveIndex } from '../envs.ts';
import type { KernelImage } from '../kernelImage.ts';
import { entryAddress, makeTable, tableFor } from '../pageTables.ts';
import { claimUserPage, countBinding, freeIfUnused, lowestFree, pageStatus, uncountBinding } from '../pages.ts';
import { runningEnv } from '../processor.ts';

/** Flags of a present entry that `pte` decides: all but user and bits 7 and 8. */
const GIVEN_FLAGS = 0xfff & ~(ENTRY.user | ENTRY.reserved7 | ENTRY.reserved8);

/** How many bindings a sharing limit allows. */
const allowed = (limit: number): number => (limit === LIMIT_ALL ? Infinity : limit);

/** The word at `va`, 0 if there is no table. */
function wordAt(image: KernelImage, table: number, va: number): number {
  return table === 0 ? 0 : image.ram.read32(entryAddress(table, va));
}

/** Replaces the word of `va`, whose table exists. A new binding is counted before the old one is released. */
function replace(image: KernelImage, cpu: Cpu, table: number, va: number, word: number): void {
  const at = entryAddress(table, va);
  const old = image.ram.read32(at);
  if ((word & ENTRY.present) !== 0) countBinding(image, word); // INS-17
  if ((old & ENTRY.present) !== 0) uncountBinding(image, old); // INS-16
  image.ram.write32(at, word); // INS-17
  cpu.invlpg(va); // MEM-7
  if ((old & ENTRY.present) !== 0) freeIfUnused(image, old >>> 12); // INS-16
}

/** Stores a word that is not present, for the library's use. */
function storePayload(image: KernelImage, cpu: Cpu, directory: number, va: number, word: number): number {
  const present = tableFor(image, directory, va);
  const made = present === 0 ? lowestFree(image, image.kernelFrames, 0) : 0;
  if (present === 0 && made === 0) return ERRORS.E_NO_MEM; // INS-13

  if (present === 0) makeTable(image, directory, va, made); // INS-14
  replace(image, cpu, present === 0 ? made : present, va, word); // INS-17
  return 0;
}

/** Binds a frame, named or any, presenting the capability at `slot`. */
function bind(image: KernelImage, cpu: Cpu, slot: number, directory: number, va: number, pte: number): number {
  const { ram } = image;
  const named = pte >>> 12;
  if (named >= image.frames) return ERRORS.E_INVAL; // INS-6
  const status = named === 0 ? PAGE_STATUS.free : pageStatus(image, named);
  if (status !== PAGE_STATUS.free && status !== PAGE_STATUS.user) return ERRORS.E_INVAL; // INS-7
  const isUser = status === PAGE_STATUS.user;
  const writable = (pte & ENTRY.writable) !== 0;
  if (isUser && !grantsOnPage(image, slot, writable ? RIGHT_WRITE : 0, named)) return ERRORS.E_CAP_INSUFF; // INS-8
  if (!isUser && rightsAt(ram, slot) !== RIGHTS_ALL) return ERRORS.E_CAP_INSUFF; // INS-9

  const row = image.pageRow(named);
  const limits = isUser ? ram.read32(row + PAGE.limits) : image.birthLimits;
  const table = tableFor(image, directory, va);
  const old = wordAt(image, table, va);
  const again = isUser && (old & ENTRY.present) !== 0 && old >>> 12 === named;
  const readers = (isUser ? ram.read32(row + PAGE.readers) : 0) - (again ? 1 : 0) + 1;
  if (readers > allowed(limits % PAGE_LIMIT_WRITERS_UNIT)) return ERRORS.E_SHARE; // INS-10
  const writers = (isUser ? ram.read32(row + PAGE.writers) : 0) - (again && (old & ENTRY.writable) !== 0 ? 1 : 0) + 1;
  if (writable && writers > allowed(limits >>> 8)) return ERRORS.E_SHARE; // INS-11
  const made = table === 0 ? lowestFree(image, image.kernelFrames, named) : 0;
  const any = named === 0 ? lowestFree(image, made === 0 ? image.kernelFrames : made + 1, 0) : 0;
  if ((table === 0 && made === 0) || (named === 0 && any === 0)) return ERRORS.E_NO_MEM; // INS-12

  const frame = named === 0 ? any : named;
  if (table === 0) makeTable(image, directory, va, made); // INS-14
  if (!isUser) claimUserPage(image, frame, slot); // INS-15
  replace(image, cpu, table === 0 ? made : table, va, (frame << 12) | (pte & GIVEN_FLAGS) | ENTRY.user); // INS-17
  return 0;
}

/** insert_pte (k, pte, va, ke, env): sets one page entry. */
export function insertPte(image: KernelImage, cpu: Cpu): number {
  const { regs } = cpu;
  const caller = runningEnv(image, cpu);
  const env = regs[EDI];
  const target = env === 0 ? caller : liveIndex(image, env);
  if (target < 0) return ERRORS.E_BAD_ENV; // INS-1
  const guard = env === 0 ? 0 : validSlot(image, caller, regs[ESI]);
  if (guard < 0) return ERRORS.E_CAP_INVALID; // INS-2
  if (env !== 0 && !grantsOnEnv(image, guard, RIGHT_WRITE, target)) return ERRORS.E_CAP_INSUFF; // INS-3
  const va = regs[EDX];
  if ((va & 0xfff) !== 0 || va >>> 0 >= UTOP) return ERRORS.E_INVAL; // INS-4
  const slot = validSlot(image, caller, regs[EBX]);
  if (slot < 0) return ERRORS.E_CAP_INVALID; // INS-5

  const pte = regs[ECX];
  const directory = directoryOf(image, target);
  if ((pte & ENTRY.present) === 0) return storePayload(image, cpu, directory, va, pte);
  return bind(image, cpu, slot, directory, va, pte);
}
