import { CAPABILITY_LENGTH_UNIT, CAPABILITY_NAME_MAX, CAPABILITY_VALID, INTERFACE_VERSION, RIGHTS_ALL, SYSINFO_MAGIC } from '../../abi/layout.ts';
import type { Capability } from '../../model/state.ts';
import type { Store } from '../step.ts';
import type { Draw } from './draw.ts';

/** The eight bytes of a capability (LAY-4), as two words. */
export const capabilityWords = (c: Capability): [number, number] => {
  const bytes = [c.rights + CAPABILITY_VALID + CAPABILITY_LENGTH_UNIT * c.name.length, ...c.name, 0, 0, 0, 0, 0, 0, 0].slice(0, 8);
  const word = (at: number): number => bytes[at] + bytes[at + 1] * 0x100 + bytes[at + 2] * 0x10000 + bytes[at + 3] * 0x1000000;
  return [word(0), word(4)];
};

/** Stores that put two words at an address. */
export const storeWords = (address: number, words: readonly number[]): Store[] => {
  const stores: Store[] = [];
  for (let i = 0; i < words.length; i++) stores.push({ address: (address + 4 * i) % 0x100000000, value: words[i], bytes: 4 });
  return stores;
};

const NAME_BYTES = [0, 1, 2, 10, 11, 255];

const RIGHTS_KEPT = [7, 7, 5, 4, 1, 0];

/** A capability that the given one dominates: its name extended, its rights reduced, or it itself. */
export const dominatedBy = (draw: Draw, c: Capability, rightsWanted: number): Capability => {
  const room = CAPABILITY_NAME_MAX - c.name.length;
  const length = c.name.length + (draw.chance(50) ? Math.min(room, 1 + draw.below(2)) : 0);
  const name = c.name.slice();
  while (name.length < length) name.push(draw.of(NAME_BYTES));
  const rights = rightsWanted === RIGHTS_ALL ? RIGHTS_ALL : c.rights & draw.of(RIGHTS_KEPT);
  return { rights, name };
};

/** A capability that the given one does not dominate: a shorter or another name, or more rights. */
export const notDominatedBy = (draw: Draw, c: Capability): Capability => {
  if (c.rights !== RIGHTS_ALL && draw.chance(50)) return { rights: RIGHTS_ALL, name: c.name };
  if (c.name.length === 0) return { rights: RIGHTS_ALL, name: [draw.of(NAME_BYTES)] };
  if (draw.chance(40)) return { rights: c.rights, name: c.name.slice(0, -1) };
  const last = c.name.length - 1;
  return { rights: c.rights, name: c.name.map((byte, i) => (i === last ? (byte + 1) % 256 : byte)) };
};

/**
 * What a kernel reads that takes -1 for the address of a slot: a word beyond RAM, which reads as ones, and one that
 * begins with byte 3 of the sysinfo page. Taken for a capability, it has all rights and the longest name.
 */
export const PHANTOM: Capability = { rights: RIGHTS_ALL, name: [255, 255, 255, SYSINFO_MAGIC >>> 24, INTERFACE_VERSION, 0, 0] };

/** Eight bytes that are almost a capability: not valid, bit 4 set, or a byte beyond the name. */
export const notCanonical = (draw: Draw, c: Capability): [number, number] => {
  const short = c.name.length === CAPABILITY_NAME_MAX ? { ...c, name: c.name.slice(0, 6) } : c;
  const [low, high] = capabilityWords(short);
  switch (draw.below(4)) {
    case 0: return [low - CAPABILITY_VALID, high];
    case 1: return [low + 16, high];
    case 2: return [low, high + 0x01000000 > 0xffffffff ? 1 : high + 0x01000000];
    default: return [0, 0];
  }
};
