import { CAPABILITY_LENGTH_UNIT, CAPABILITY_NAME_MAX, CAPABILITY_VALID, RIGHT_MOD, RIGHT_SECOND, RIGHT_WRITE, RIGHTS_ALL } from '../abi/layout.ts';
import { capabilitySlot, type CapabilitySlot, type EnvIndex } from '../abi/words.ts';
import { has, WORD_SPAN, wordOfBytes } from './digits.ts';
import type { Capability, Slot, State } from './state.ts';
import { get } from './vector.ts';

const RIGHTS: readonly number[] = [RIGHT_WRITE, RIGHT_SECOND, RIGHT_MOD];

/** Every right of the first is one of the second. */
export const isSubset = (rights: number, of: number): boolean => {
  if (rights === 0 || rights === of) return true;
  for (const right of RIGHTS) if (has(rights, right) && !has(of, right)) return false;
  return true;
};

/** The slot whose capability guards its environment. CAP-4. */
const GUARD_SLOT = capabilitySlot(0);

const isPrefix = (name: readonly number[], of: readonly number[]): boolean => {
  if (name.length > of.length) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== of[i]) return false;
  return true;
};

/** CAP-2. */
export const dominates = (a: Capability, b: Capability): boolean => isPrefix(a.name, b.name) && isSubset(b.rights, a.rights);

/** CAP-3: presenter and entry both carry the right. */
export const grants = (presented: Slot, right: number, acl: readonly Slot[]): boolean => {
  if (presented === null || !isSubset(right, presented.rights)) return false;
  for (const entry of acl) {
    if (entry !== null && isSubset(right, entry.rights) && isPrefix(presented.name, entry.name)) return true;
  }
  return false;
};

/** CAP-4: an environment is guarded by its slot 0 alone. */
export const grantsOnEnv = (s: State, presented: Slot, right: number, index: EnvIndex): boolean => {
  if (index >= s.envs.length) return false;
  const guard = slotAt(s, index, GUARD_SLOT);
  if (presented === null || guard === null) return false;
  return isSubset(right, presented.rights) && isSubset(right, guard.rights) && isPrefix(presented.name, guard.name);
};

/** The capability in a slot of an environment; null if the slot is empty or its number too great (ENT-7). */
export const slotAt = (s: State, index: EnvIndex, slot: CapabilitySlot): Slot => {
  const slots = get(s.envs, index).capabilities;
  return slot < slots.length ? slots[slot] : null;
};

export const hasAllRights = (slot: Slot): boolean => slot !== null && slot.rights === RIGHTS_ALL;

/** The list with one slot replaced. */
export const withSlot = (slots: readonly Slot[], at: number, slot: Slot): readonly Slot[] => {
  if (slots[at] === slot) return slots;
  const copy = slots.slice();
  copy[at] = slot;
  return copy;
};

/** CAP-1, LAY-4: the capability that eight canonical bytes are, null for all others. */
export const capabilityOfBytes = (bytes: readonly number[]): Slot => {
  const head = bytes[0];
  // Valid, and bit 4 zero.
  if (Math.trunc(head / CAPABILITY_VALID) % 4 !== 1) return null;
  const length = Math.trunc(head / CAPABILITY_LENGTH_UNIT);
  for (let i = length; i < CAPABILITY_NAME_MAX; i++) if (bytes[1 + i] !== 0) return null;
  return { rights: head % CAPABILITY_VALID, name: bytes.slice(1, 1 + length) };
};

/** LAY-4: one of the two words of a slot. */
export const capabilityWord = (slot: Slot, half: number): number => {
  if (slot === null) return 0;
  if (half === 1) return wordOfBytes(slot.name, 3);
  const head = slot.rights + CAPABILITY_VALID + CAPABILITY_LENGTH_UNIT * slot.name.length;
  return (wordOfBytes(slot.name, 0) * 256 + head) % WORD_SPAN;
};
