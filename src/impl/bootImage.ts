import { PAGE_BYTES, UENVS, UPAGES, UQUANTA, USYSINFO } from '../abi/addressMap.ts';
import { frameMapOf } from '../abi/frameMap.ts';
import type { FrameMap } from '../abi/frameMap.ts';
import type { BootCapability, BootConfiguration, BootQuantum, Geometry, Principal } from '../abi/geometry.ts';
import {
  CAPABILITY_LENGTH_UNIT, CAPABILITY_VALID, ENV, INTERFACE_VERSION, PAGE, PAGE_ROW_BYTES, PAGE_STATUS, QUANTUM,
  QUANTUM_ROW_BYTES, QUANTUM_STATUS, SYSINFO, SYSINFO_MAGIC, UAREA, envRowBytes,
} from '../abi/layout.ts';
import { capabilitySlot, envIndex, type EnvIndex, frameNumber, type FrameNumber, physicalAddress, type PhysicalAddress, quantumIndex, type QuantumIndex, type VirtualAddress, virtualAddress } from '../abi/words.ts';
import type { Machine } from '../x86/machine.ts';
import type { Ram } from '../x86/ram.ts';
import { READ_ONLY_FLAGS, birth, makeSpace, writeFixedEntries } from './birth.ts';
import { slotAddress } from './capabilities.ts';
import { PRINCIPAL_FRAMES } from './checkConfiguration.ts';
import { writeCore, writeKernelTable } from './coreImage.ts';
import { KernelImage } from './kernelImage.ts';
import { entryAddress } from './pageTables.ts';

function writeSysinfo(ram: Ram, g: Geometry, kernelFrames: FrameNumber): void {
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
function writeWindow(ram: Ram, table: FrameNumber, va: VirtualAddress, firstFrame: FrameNumber, lengthBytes: number): void {
  for (let page = 0; page * PAGE_BYTES < lengthBytes; page++) {
    ram.write32(entryAddress(table, virtualAddress(va + page * PAGE_BYTES)), (firstFrame + page) * PAGE_BYTES + READ_ONLY_FLAGS);
  }
}

function writeWindows(ram: Ram, g: Geometry, map: FrameMap): void {
  writeWindow(ram, map.windowTable, USYSINFO, map.sysinfo, PAGE_BYTES);
  writeWindow(ram, map.windowTable, UQUANTA, map.quantaFirst, g.quanta * QUANTUM_ROW_BYTES);
  writeWindow(ram, map.windowTable, UENVS, map.envsFirst, g.envs * envRowBytes(g.capabilitySlots));
  writeWindow(ram, map.windowTable, UPAGES, map.pagesFirst, g.frames * PAGE_ROW_BYTES);
}

/** Writes a capability in its canonical form. */
function writeCapability(ram: Ram, at: PhysicalAddress, { rights, name }: BootCapability): void {
  ram.write8(at, rights + CAPABILITY_VALID + name.length * CAPABILITY_LENGTH_UNIT);
  name.forEach((byte, i) => ram.write8(at + 1 + i, byte));
}

/** Principal `index` is born from the four frames at `first`, the lowest free ones. */
function writePrincipal(image: KernelImage, principal: Principal, index: EnvIndex, first: FrameNumber): void {
  const { ram } = image;
  const [directory, uareaTable, uarea, padTable] = [first, frameNumber(first + 1), frameNumber(first + 2), frameNumber(first + 3)];
  ram.write32(image.envRow(index) + ENV.generation, principal.generation); // BOO-3
  principal.capabilities.forEach((capability, slot) => {
    if (capability !== null) writeCapability(ram, slotAddress(image, index, capabilitySlot(slot)), capability); // BOO-3
  });
  makeSpace(image, directory, uareaTable, padTable); // BOO-3
  birth(image, index, directory, uarea); // BOO-3
  ram.write32(uarea * PAGE_BYTES + UAREA.status, principal.status); // BOO-4
  ram.write32(uarea * PAGE_BYTES + UAREA.entfault, principal.entfault); // BOO-4
}

/** Fills in a declared quantum; it has no ticks, as the row is zero. */
function writeQuantum(image: KernelImage, index: QuantumIndex, quantum: BootQuantum): void {
  const { ram } = image;
  const row = image.quantumRow(index);
  ram.write32(row + QUANTUM.status, QUANTUM_STATUS.used); // BOO-6
  ram.write32(row + QUANTUM.env, ram.read32(image.envRow(quantum.principal) + ENV.id)); // BOO-6
  writeCapability(ram, physicalAddress(row + QUANTUM.guard), quantum.guard); // BOO-6
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
  ram.copyIn(map.pad * PAGE_BYTES, Uint8Array.from(pad)); // BOO-7

  const image = new KernelImage(machine);
  writeFixedEntries(image, map.kernelDirectory);
  writeInitialRows(image);
  principals.forEach((principal, i) => writePrincipal(image, principal, envIndex(i), frameNumber(map.kernelFrames + PRINCIPAL_FRAMES * i)));
  quanta.forEach((quantum, i) => {
    if (quantum !== null) writeQuantum(image, quantumIndex(i), quantum);
  });
}
