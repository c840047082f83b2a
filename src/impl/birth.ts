import { KERNBASE, PAD, PAGE_BYTES, UADDRS, UVPT, UWINDOWS } from '../abi/addressMap.ts';
import { ENV, ENV_ID_GENERATION_UNIT, ENV_STATUS, PAGE, PAGE_STATUS } from '../abi/layout.ts';
import { EFLAGS_BIRTH } from '../abi/vectors.ts';
import { type EnvIndex, type FrameNumber, pageEntryWord, virtualAddress } from '../abi/words.ts';
import { ESP } from '../x86/registers.ts';
import { GUARD_SLOT, slotAddress } from './capabilities.ts';
import { writeInitialFloatingPoint } from './floatingPoint.ts';
import type { KernelImage } from './kernelImage.ts';
import { SAVE } from './layoutCore.ts';
import { directoryEntryAddress, entryAddress, makeTable, tableFor } from './pageTables.ts';
import { claimTableFrame, claimUserPage, countBinding } from './pages.ts';

/** Flags of the fixed entries. LAY-16. */
const KERNEL_TABLE_FLAGS = 0x63;
export const READ_ONLY_FLAGS = 0x65;
const WRITABLE_FLAGS = 0x67;

/** Writes the entries that every page directory has, the kernel's included. */
export function writeFixedEntries(image: KernelImage, directory: FrameNumber): void {
  const { ram } = image;
  ram.write32(directoryEntryAddress(directory, KERNBASE), image.kernelTable * PAGE_BYTES + KERNEL_TABLE_FLAGS); // BOO-3, ENA-5
  ram.write32(directoryEntryAddress(directory, UVPT), directory * PAGE_BYTES + READ_ONLY_FLAGS); // BOO-3, ENA-5
  ram.write32(directoryEntryAddress(directory, UWINDOWS), image.windowTable * PAGE_BYTES + WRITABLE_FLAGS); // BOO-3, ENA-5
}

/** Makes a space of three free frames. It binds the pad and no u-area yet. */
export function makeSpace(image: KernelImage, directory: FrameNumber, uareaTable: FrameNumber, padTable: FrameNumber): void {
  claimTableFrame(image, directory, PAGE_STATUS.directory); // BOO-3, ENA-5
  writeFixedEntries(image, directory); // BOO-3, ENA-5
  makeTable(image, directory, UADDRS, uareaTable); // BOO-3, ENA-5
  makeTable(image, directory, PAD, padTable); // BOO-3, ENA-5
  const padEntry = pageEntryWord(image.pad * PAGE_BYTES + READ_ONLY_FLAGS);
  image.ram.write32(entryAddress(padTable, PAD), padEntry); // BOO-3, ENA-5
  countBinding(image, padEntry); // BOO-7, ENA-5
}

/** Makes a free frame the u-area of an env whose slot 0 is filled in, and binds it in the env's space. */
function makeUarea(image: KernelImage, index: EnvIndex, directory: FrameNumber, uarea: FrameNumber): void {
  const { ram } = image;
  const table = tableFor(image, directory, UADDRS);
  claimUserPage(image, uarea, slotAddress(image, index, GUARD_SLOT)); // BOO-4, ENV-8
  ram.write32(image.pageRow(uarea) + PAGE.pins, 1); // BOO-4, ENV-8
  ram.write32(entryAddress(table, virtualAddress(UADDRS + index * PAGE_BYTES)), uarea * PAGE_BYTES + WRITABLE_FLAGS); // BOO-3, ENV-8
}

/**
 * An env is born in the free row `index`, whose generation and capabilities are there already, in the space at
 * `directory`, with the free frame `uarea`.
 */
export function birth(image: KernelImage, index: EnvIndex, directory: FrameNumber, uarea: FrameNumber): void {
  const { ram } = image;
  const row = image.envRow(index);
  ram.write32(row + ENV.id, ram.read32(row + ENV.generation) * ENV_ID_GENERATION_UNIT + index); // ENV-8
  ram.write32(row + ENV.status, ENV_STATUS.live); // ENV-8
  ram.write32(row + ENV.directory, directory); // ENV-8
  ram.write32(row + ENV.uarea, uarea); // ENV-8
  makeUarea(image, index, directory, uarea); // ENV-8

  const area = image.saveArea(index);
  ram.write32(area + SAVE.general + 4 * ESP, UADDRS + (index + 1) * PAGE_BYTES); // BOO-5, ENV-8
  ram.write32(area + SAVE.eip, PAD); // BOO-5, ENV-8
  ram.write32(area + SAVE.eflags, EFLAGS_BIRTH); // BOO-5, ENV-8
  writeInitialFloatingPoint(image, index); // FPU-7
}
