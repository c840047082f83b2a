import { RIGHTS_ALL } from '../abi/layout.ts';
import type { Capability, Env, Slot, State } from '../model/state.ts';
import { get } from '../model/vector.ts';
import { liveIndices } from './present.ts';

/**
 * The checker's own reading of authority (spec/capabilities.md), written a third
 * time so that neither the model's nor the kernel's can vouch for itself.
 */
const hasRights = (have: number, need: number): boolean => (have & need) === need;

const isPrefix = (short: readonly number[], long: readonly number[]): boolean => {
  if (short.length > long.length) return false;
  for (let i = 0; i < short.length; i++) if (short[i] !== long[i]) return false;
  return true;
};

/** CAP-2. */
export const isDominated = (by: Capability, capability: Capability): boolean =>
  isPrefix(by.name, capability.name) && hasRights(by.rights, capability.rights);

/** CAP-3, for a single entry of an ACL. */
const opens = (capability: Capability, entry: Slot, rights: number): boolean =>
  entry !== null && hasRights(capability.rights, rights) && hasRights(entry.rights, rights) && isPrefix(capability.name, entry.name);

/** True when this one capability grants the rights on the ACL. */
export const grants = (capability: Capability, acl: readonly Slot[], rights: number): boolean => {
  for (const entry of acl) if (opens(capability, entry, rights)) return true;
  return false;
};

/** True when some capability that the env holds grants the rights on the ACL. */
export const mayUse = (holder: Env, acl: readonly Slot[], rights: number): boolean => {
  for (const slot of holder.capabilities) if (slot !== null && grants(slot, acl, rights)) return true;
  return false;
};

/** True when this one capability grants the rights on the env (CAP-4). */
export const grantsOnEnv = (capability: Capability, env: Env, rights: number): boolean => opens(capability, env.capabilities[0] ?? null, rights);

/** True when the env holds some capability with all rights. */
export const mayClaim = (holder: Env): boolean => holder.capabilities.some((slot) => slot !== null && slot.rights === RIGHTS_ALL);

/** True when the env holds exactly this capability, with all rights: what it may make the guard of something new. */
export const mayGuardWith = (holder: Env, guard: Slot): boolean =>
  guard !== null && guard.rights === RIGHTS_ALL && holder.capabilities.some((slot) => sameSlot(slot, guard));

/** True when the actor is the env, or holds the rights on it (CAP-4). */
export const mayActOn = (s: State, actor: number, index: number, rights: number): boolean =>
  actor === index || (actor >= 0 && get(s.envs, actor).capabilities.some((slot) => slot !== null && grantsOnEnv(slot, get(s.envs, index), rights)));

/** True when the actor may act on some live env whose space has this directory. */
export const mayActOnSpace = (s: State, actor: number, directory: number, rights: number): boolean => {
  for (const i of liveIndices(s)) if (get(s.envs, i).directory === directory && mayActOn(s, actor, i, rights)) return true;
  return false;
};

/** Content equality of slots. */
export const sameSlot = (a: Slot, b: Slot): boolean =>
  a === b || (a !== null && b !== null && a.rights === b.rights && a.name.length === b.name.length && isPrefix(a.name, b.name));
