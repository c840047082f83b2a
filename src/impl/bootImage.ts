import { KERNBASE, PAD, PAGE_BYTES, UADDRS, UENVS, UPAGES, UQUANTA, USYSINFO, UVPT, UWINDOWS } from '../abi/addressMap.ts';
import { frameMapOf } from '../abi/frameMap.ts';
import type { FrameMap } from '../abi/frameMap.ts';
import type { BootCapability, BootConfiguration, BootQuantum, Geometry, Principal } from '../abi/geometry.ts';
import {
  CAPABILITY_LENGTH_UNIT, CAPABILITY_VALID, ENV, ENV_ID_GENERATION_UNIT, ENV_STATUS, INTERFACE_VERSION, PAGE,
  PAGE_ROW_BYTES, PAGE_STATUS, QUANTUM, QUANTUM_ROW_BYTES, QUANTUM_STATUS, SYSINFO, SYSINFO_MAGIC, UAREA, envRowBytes,
} from '../abi/layout.ts';
import { EFLAGS_BIRTH } from '../abi/vectors.ts';
import type { Machine } from '../x86/machine.ts';
import type { Ram } from '../x86/ram.ts';
import { ESP } from '../x86/registers.ts';
import { slotAddress } from './capabilities.ts';
import { PRINCIPAL_FRAMES } from './checkConfiguration.ts';
import { writeCore, writeKernelTable } from './coreImage.ts';
import { KernelImage } from './kernelImage.ts';
import { SAVE } from './layoutCore.ts';
import { directoryEntryAddress, entryAddress, makeTable } from './pageTables.ts';
import { claimTableFrame, claimUserPage, countBinding } from './pages.ts';

/** Flags of the fixed entries. LAY-16. */
const KERNEL_TABLE_FLAGS = 0x63;
const READ_ONLY_FLAGS = 0x65;
const WRITABLE_FLAGS = 0x67;

function writeSysinfo(ram: Ram, g: Geometry, kernelFrames: number): void {
  const words: readonly (readonly [number, number])[] = [
    [SYSINFO.magic, SYSINFO_MAGIC], [SYSINFO.version, INTERFACE_VERSION], [SYSINFO.frames, g.frames], [SYSINFO.envs, g.envs],
    [SYSINFO.capabilitySlots, g.capabilitySlots], [SYSINFO.aclEntries, g.aclEntries], [SYSINFO.quanta, g.quanta],
    [SYSINFO.generationBits, g.generationBits], [SYSINFO.cpus, g.cpus], [SYSINFO.tickCycles, g.tickCycles],
    [SYSINFO.readersLimit, g.readersLimit], [SYSINFO.writersLimit, g.writersLimit], [SYSINFO.envBytes, envRowBytes(g.capabilitySlots)],
    [SYSINFO.pageBytes, PAGE_ROW_BYTES], [SYSINFO.quantumBytes, QUANTUM_ROW_BYTES], [SYSINFO.kernelFrames, kernelFrames],
  ];
  for (const [offset, value] of words) ram.write32(offset, value); // BOO-1
}

/** Maps whole frames of one exposed table into the window table. */
function writeWindow(ram: Ram, table: number, va: number, firstFrame: number, lengthBytes: number): void {
  for (let page = 0; page * PAGE_BYTES < lengthBytes; page++) {
    ram.write32(entryAddress(table, va + page * PAGE_BYTES), (firstFrame + page) * PAGE_BYTES + READ_ONLY_FLAGS);
  }
}

function writeWindows(ram: Ram, g: Geometry, map: FrameMap): void {
  writeWindow(ram, map.windowTable, USYSINFO, map.sysinfo, PAGE_BYTES);
  writeWindow(ram, map.windowTable, UQUANTA, map.quantaFirst, g.quanta * QUANTUM_ROW_BYTES);
  writeWindow(ram, map.windowTable, UENVS, map.envsFirst, g.envs * envRowBytes(g.capabilitySlots));
  writeWindow(ram, map.windowTable, UPAGES, map.pagesFirst, g.frames * PAGE_ROW_BYTES);
}

/** The entries that every page directory has, the kernel's included. */
function writeFixedEntries(ram: Ram, directory: number, map: FrameMap): void {
  ram.write32(directoryEntryAddress(directory, KERNBASE), map.kernelTable * PAGE_BYTES + KERNEL_TABLE_FLAGS); // BOO-3
  ram.write32(directoryEntryAddress(directory, UVPT), directory * PAGE_BYTES + READ_ONLY_FLAGS); // BOO-3
  ram.write32(directoryEntryAddress(directory, UWINDOWS), map.windowTable * PAGE_BYTES + WRITABLE_FLAGS); // BOO-3
}

/** Writes a capability in its canonical form. */
function writeCapability(ram: Ram, at: number, { rights, name }: BootCapability): void {
  ram.write8(at, rights + CAPABILITY_VALID + name.length * CAPABILITY_LENGTH_UNIT);
  name.forEach((byte, i) => ram.write8(at + 1 + i, byte));
}

/** Principal `index` is born from the four frames at `first`, the lowest free ones. */
function writePrincipal(image: KernelImage, map: FrameMap, principal: Principal, index: number, first: number): void {
  const { ram } = image;
  const row = image.envRow(index);
  const [directory, uareaTable, uarea, padTable] = [first, first + 1, first + 2, first + 3];
  ram.write32(row + ENV.id, principal.generation * ENV_ID_GENERATION_UNIT + index); // BOO-3
  ram.write32(row + ENV.status, ENV_STATUS.live); // BOO-3
  ram.write32(row + ENV.generation, principal.generation); // BOO-3
  ram.write32(row + ENV.directory, directory); // BOO-3
  ram.write32(row + ENV.uarea, uarea); // BOO-3
  principal.capabilities.forEach((capability, slot) => {
    if (capability !== null) writeCapability(ram, slotAddress(image, index, slot), capability); // BOO-3
  });

  claimTableFrame(image, directory, PAGE_STATUS.directory); // BOO-3
  writeFixedEntries(ram, directory, map); // BOO-3
  makeTable(image, directory, UADDRS, uareaTable); // BOO-3
  ram.write32(entryAddress(uareaTable, UADDRS + index * PAGE_BYTES), uarea * PAGE_BYTES + WRITABLE_FLAGS); // BOO-3
  claimUserPage(image, uarea, slotAddress(image, index, 0)); // BOO-4
  ram.write32(image.pageRow(uarea) + PAGE.pins, 1); // BOO-4
  ram.write32(uarea * PAGE_BYTES + UAREA.status, principal.status); // BOO-4
  ram.write32(uarea * PAGE_BYTES + UAREA.entfault, principal.entfault); // BOO-4
  makeTable(image, directory, PAD, padTable); // BOO-3
  const padEntry = map.pad * PAGE_BYTES + READ_ONLY_FLAGS;
  ram.write32(entryAddress(padTable, PAD), padEntry); // BOO-3
  countBinding(image, padEntry); // BOO-7

  const area = image.saveArea(index);
  ram.write32(area + SAVE.eip, PAD); // BOO-5
  ram.write32(area + SAVE.general + 4 * ESP, UADDRS + (index + 1) * PAGE_BYTES); // BOO-5
  ram.write32(area + SAVE.eflags, EFLAGS_BIRTH); // BOO-5
}

function writeQuantum(image: KernelImage, index: number, quantum: BootQuantum): void {
  const { ram } = image;
  const row = image.quantumRow(index);
  ram.write32(row + QUANTUM.status, QUANTUM_STATUS.used); // BOO-6
  ram.write32(row + QUANTUM.env, ram.read32(image.envRow(quantum.principal) + ENV.id)); // BOO-6
  writeCapability(ram, row + QUANTUM.guard, quantum.guard); // BOO-6
}

/** Rows of the kernel's frames, of the free frames and of the envs not born. */
function writeInitialRows(image: KernelImage): void {
  const { ram } = image;
  for (let frame = 0; frame < image.kernelFrames; frame++) ram.write32(image.pageRow(frame) + PAGE.status, PAGE_STATUS.kernel); // BOO-2
  for (let index = 0; index < image.envs; index++) ram.write32(image.envRow(index) + ENV.generation, 1); // BOO-2
}

/** Writes the whole memory image of a kernel about to run, as a boot loader would. LAY-15. */
export function writeBootImage(machine: Machine, configuration: BootConfiguration): void {
  const { ram } = machine;
  const { geometry, principals, quanta, pad } = configuration;
  const map = frameMapOf(geometry);
  ram.fillZero(0, map.kernelFrames * PAGE_BYTES);
  writeSysinfo(ram, geometry, map.kernelFrames);
  writeCore(ram, map.core);
  writeKernelTable(ram, map.kernelTable, map.kernelFrames);
  writeWindows(ram, geometry, map);
  writeFixedEntries(ram, map.kernelDirectory, map);
  ram.copyIn(map.pad * PAGE_BYTES, Uint8Array.from(pad)); // BOO-7

  const image = new KernelImage(machine);
  writeInitialRows(image);
  principals.forEach((principal, i) => writePrincipal(image, map, principal, i, map.kernelFrames + PRINCIPAL_FRAMES * i));
  quanta.forEach((quantum, i) => {
    if (quantum !== null) writeQuantum(image, i, quantum);
  });
}
