import { RIGHTS_ALL } from '../abi/layout.ts';
import type { Capability, Env, Slot, State } from '../model/state.ts';
import { get } from '../model/vector.ts';

/**
 * The checker's own reading of authority (spec/capabilities.md), written a third
 * time so that neither the model's nor the kernel's can vouch for itself.
 */
const hasRights = (have: number, need: number): boolean => (have & need) === need;

const isPrefix = (short: readonly number[], long: readonly number[]): boolean =>
  short.length <= long.length && short.every((byte, i) => byte === long[i]);

/** CAP-2. */
export const isDominated = (by: Capability, capability: Capability): boolean =>
  isPrefix(by.name, capability.name) && hasRights(by.rights, capability.rights);

/** CAP-3, for a single entry of an ACL. */
const opens = (capability: Capability, entry: Slot, rights: number): boolean =>
  entry !== null && hasRights(capability.rights, rights) && hasRights(entry.rights, rights) && isPrefix(capability.name, entry.name);

/** True when some capability that the env holds grants the rights on the ACL. */
export const mayUse = (holder: Env, acl: readonly Slot[], rights: number): boolean =>
  holder.capabilities.some((slot) => slot !== null && acl.some((entry) => opens(slot, entry, rights)));

/** True when the env holds some capability with all rights. */
export const mayClaim = (holder: Env): boolean => holder.capabilities.some((slot) => slot !== null && slot.rights === RIGHTS_ALL);

/** True when the env holds exactly this capability, with all rights: what it may make the guard of something new. */
export const mayGuardWith = (holder: Env, guard: Slot): boolean =>
  guard !== null && guard.rights === RIGHTS_ALL && holder.capabilities.some((slot) => sameSlot(slot, guard));

/** True when the actor is the env, or holds the rights on it (CAP-4). */
export const mayActOn = (s: State, actor: number, index: number, rights: number): boolean =>
  actor === index || (actor >= 0 && mayUse(get(s.envs, actor), [get(s.envs, index).capabilities[0] ?? null], rights));

/** True when the actor may act on some live env whose space has this directory. */
export const mayActOnSpace = (s: State, actor: number, directory: number, rights: number): boolean => {
  for (let i = 0; i < s.envs.length; i++) {
    const env = get(s.envs, i);
    if (env.status === 'live' && env.directory === directory && mayActOn(s, actor, i, rights)) return true;
  }
  return false;
};

/** Content equality of slots. */
export const sameSlot = (a: Slot, b: Slot): boolean =>
  a === b || (a !== null && b !== null && a.rights === b.rights && a.name.length === b.name.length && isPrefix(a.name, b.name));
