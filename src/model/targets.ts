import { ULIM } from '../abi/addressMap.ts';
import { RIGHT_WRITE } from '../abi/layout.ts';
import type { CapabilitySlot, EnvId, EnvIndex } from '../abi/words.ts';
import type { ByteRange } from './call.ts';
import { grantsOnEnv, slotAt } from './capabilities.ts';
import { indexOfId, isLive } from './environments.ts';
import type { State } from './state.ts';

/** The arguments of a call on an environment's lists or space. ENT-7: `env` = 0 means the caller. */
export interface Targeted {
  readonly caller: EnvIndex;
  readonly ke: CapabilitySlot;
  readonly env: EnvId;
  /** Row index of the environment that is meant. */
  readonly target: EnvIndex;
}

export const targetOf = (env: EnvId, caller: EnvIndex): EnvIndex => (env === 0 ? caller : indexOfId(env));

export const isTargetLive = (s: State, a: { readonly env: EnvId }): boolean => a.env === 0 || isLive(s, a.env);

export const isKeValid = (s: State, a: Targeted): boolean => a.env === 0 || slotAt(s, a.caller, a.ke) !== null;

const keGrants = (s: State, a: Targeted, right: number): boolean => a.env === 0 || grantsOnEnv(s, slotAt(s, a.caller, a.ke), right, a.target);

export const keGrantsWrite = (s: State, a: Targeted): boolean => keGrants(s, a, RIGHT_WRITE);

/** The name alone is enough. */
export const keGrantsName = (s: State, a: Targeted): boolean => keGrants(s, a, 0);

/** The arguments of a call on an environment by the capability in slot k, which is looked at whoever is meant. */
export interface Presented {
  readonly caller: EnvIndex;
  readonly k: CapabilitySlot;
  readonly env: EnvId;
  /** Row index of the environment that is meant. */
  readonly target: EnvIndex;
}

/** Whether slot k grants a right on the environment that is meant. */
export const kGrants = (s: State, a: Presented, right: number): boolean => grantsOnEnv(s, slotAt(s, a.caller, a.k), right, a.target);

export const isKValid = (s: State, a: { readonly caller: EnvIndex; readonly k: CapabilitySlot }): boolean => slotAt(s, a.caller, a.k) !== null;

/** ENT-4, computed without wrapping. */
export const isInUserSpace = (_: State, range: ByteRange): boolean => range.address + range.length <= ULIM;
