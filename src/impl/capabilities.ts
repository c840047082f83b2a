import { CAPABILITY_BYTES, CAPABILITY_VALID, ENV, PAGE, QUANTUM, RIGHTS_ALL } from '../abi/layout.ts';
import { capabilitySlot, type CapabilitySlot, type EnvIndex, type FrameNumber, physicalAddress, type PhysicalAddress, type QuantumIndex } from '../abi/words.ts';
import type { Ram } from '../x86/ram.ts';
import type { KernelImage } from './kernelImage.ts';

/**
 * A capability is handled as its two words: byte 0 and name bytes 1-3 in the low one, name bytes 4-7 in the
 * high one. These masks cover the name bytes up to each length.
 */
const NAME_LOW = Int32Array.of(0, 0xff00, 0xffff00, -256, -256, -256, -256, -256);
const NAME_HIGH = Int32Array.of(0, 0, 0, 0, 0xff, 0xffff, 0xffffff, -1);
/** What is given for the address of a slot that holds no capability: less than 0. */
const INVALID = physicalAddress(-1);
/** The guard that a caller needs for itself: none. ENT-7. */
export const NO_GUARD = physicalAddress(0);
/** The slot whose capability guards its env. CAP-4. */
export const GUARD_SLOT = capabilitySlot(0);
/** Valid bit and the bit that is always zero. */
const FORM_BITS = 0x18;

const nameLength = (low: number): number => (low >>> 5) & 7;

/** Whether the name of capability a is a prefix of, or equal to, the name of b. */
function namePrefix(aLow: number, aHigh: number, bLow: number, bHigh: number): boolean {
  const length = nameLength(aLow);
  if (length > nameLength(bLow)) return false;
  return ((aLow ^ bLow) & NAME_LOW[length]) === 0 && ((aHigh ^ bHigh) & NAME_HIGH[length]) === 0;
}

/** Whether two words are a capability in its only form. CAP-1. */
export function isCanonical(low: number, high: number): boolean {
  const length = nameLength(low);
  return (low & FORM_BITS) === CAPABILITY_VALID && (low & -256 & ~NAME_LOW[length]) === 0 && (high & ~NAME_HIGH[length]) === 0;
}

/** Rights of the capability at an address. */
export function rightsAt(ram: Ram, at: PhysicalAddress): number {
  return ram.read32(at) & RIGHTS_ALL;
}

/** Copies the capability at one address to another. */
export function copyCapability(ram: Ram, from: PhysicalAddress, to: PhysicalAddress): void {
  ram.write32(to, ram.read32(from));
  ram.write32(to + 4, ram.read32(from + 4));
}

/** Whether the capability at `at` dominates the one given by its words. CAP-2. */
export function dominates(ram: Ram, at: PhysicalAddress, low: number, high: number): boolean {
  const ownLow = ram.read32(at);
  return (low & ~ownLow & RIGHTS_ALL) === 0 && namePrefix(ownLow, ram.read32(at + 4), low, high);
}

/** Whether the capability at `at` grants `rights` on the list of `entries` capabilities at `list`. CAP-3. */
function grants(ram: Ram, at: PhysicalAddress, rights: number, list: PhysicalAddress, entries: number): boolean {
  const low = ram.read32(at);
  const high = ram.read32(at + 4);
  if ((rights & ~low) !== 0) return false;
  for (let entry: number = list; entry < list + entries * CAPABILITY_BYTES; entry += CAPABILITY_BYTES) {
    const entryLow = ram.read32(entry);
    if ((entryLow & CAPABILITY_VALID) === 0 || (rights & ~entryLow) !== 0) continue;
    if (namePrefix(low, high, entryLow, ram.read32(entry + 4))) return true;
  }
  return false;
}

/** Whether the capability at `at` grants `rights` on an env, whose slot 0 is its list of one entry. CAP-4. */
export function grantsOnEnv(image: KernelImage, at: PhysicalAddress, rights: number, index: EnvIndex): boolean {
  return grants(image.ram, at, rights, physicalAddress(image.envRow(index) + ENV.capabilities), 1);
}

/** Whether the capability at `at` grants `rights` on the ACL of a user page. */
export function grantsOnPage(image: KernelImage, at: PhysicalAddress, rights: number, frame: FrameNumber): boolean {
  return grants(image.ram, at, rights, physicalAddress(image.pageRow(frame) + PAGE.acl), image.aclEntries);
}

/** Whether the capability at `at` grants `rights` on a used quantum, whose guard is its list of one entry. CAP-6. */
export function grantsOnQuantum(image: KernelImage, at: PhysicalAddress, rights: number, quantum: QuantumIndex): boolean {
  return grants(image.ram, at, rights, physicalAddress(image.quantumRow(quantum) + QUANTUM.guard), 1);
}

/** Address of a slot of an env, whatever is in it. */
export function slotAddress(image: KernelImage, index: EnvIndex, slot: CapabilitySlot): PhysicalAddress {
  return physicalAddress(image.envRow(index) + ENV.capabilities + slot * CAPABILITY_BYTES);
}

/** Address of a slot of an env if it is valid, else INVALID. ENT-7. */
export function validSlot(image: KernelImage, index: EnvIndex, slot: CapabilitySlot): PhysicalAddress {
  if (slot >>> 0 >= image.slots) return INVALID;
  const at = slotAddress(image, index, slot);
  return (image.ram.read32(at) & CAPABILITY_VALID) !== 0 ? at : INVALID;
}
