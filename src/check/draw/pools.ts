import { ENTRIES_PER_TABLE, KERNBASE, PAD, PAGE_BYTES, REGION_BYTES, UADDRS, ULIM, UPAGES, UENVS, USYSINFO, UTOP, UVPT } from '../../abi/addressMap.ts';
import { frameMapOf, SAVE_AREA_BYTES } from '../../abi/frameMap.ts';
import type { Geometry } from '../../abi/geometry.ts';
import { CAPABILITY_BYTES, ENV_ID_GENERATION_UNIT, envRowBytes, RIGHT_WRITE } from '../../abi/layout.ts';
import { EMPTY_ENTRY_LINE } from '../../model/state.ts';
import type { Capability, Env, State, Table } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { grantsOnEnv } from '../authority.ts';
import { liveIndices } from '../present.ts';
import type { Draw } from './draw.ts';

/** Addresses that scenarios return to, so that bindings collide: page 0, two regions, a few pages each, and one alone. */
const HOT_VAS: readonly number[] = [
  0x00000000, 0x00400000, 0x00401000, 0x00402000, 0x007ff000, 0x00800000, 0x00801000, 0x00bff000, 0x40000000, PAD - PAGE_BYTES, PAD,
];
/** Addresses at the edges of what a call accepts. */
const SPECIAL_WORDS: readonly number[] = [0, 1, 63, 64, 65, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffff000, ULIM, UTOP];
const UNALIGNED_OR_BEYOND: readonly number[] = [UTOP, UTOP + PAGE_BYTES, UVPT, ULIM, 0xf0000000, 0xfffff000, 0x00400001, 0x00400800, 0x007fffff, UADDRS];

/** What a draw may look at: the state, who runs, and its row. */
export interface Scene {
  readonly state: State;
  readonly running: number;
  readonly env: Env;
  readonly draw: Draw;
}

/** The scene of the environment that runs. */
export const sceneOf = (state: State, draw: Draw): Scene => ({ state, running: state.processor.running, env: get(state.envs, state.processor.running), draw });

export const idOf = (env: Env, index: number): number => env.generation * ENV_ID_GENERATION_UNIT + index;

/** A page-aligned address below UTOP. */
export const hotVa = (scene: Scene): number => scene.draw.of(HOT_VAS);
/** An address that is unaligned or not below UTOP. */
export const badVa = (scene: Scene): number => scene.draw.of(UNALIGNED_OR_BEYOND);
/** A word that is special somewhere. */
export const specialWord = (scene: Scene): number => scene.draw.of(SPECIAL_WORDS);
/** An address that is bound in the env's space, if it has any binding but the pad; else a hot one. */
export const boundVa = (scene: Scene, env: Env): number => {
  const space = get(scene.state.spaces, env.directory);
  if (space === null || space.tables.length === 0) return hotVa(scene);
  const table = scene.draw.of(space.tables);
  const from = scene.draw.below(ENTRIES_PER_TABLE);
  for (let i = 0; i < 64; i++) {
    const line = table.lines[(Math.trunc(from / 16) + i) % 64];
    if (line === EMPTY_ENTRY_LINE) continue;
    for (let j = 0; j < 16; j++) if (line[j] !== null) return table.region * REGION_BYTES + (((Math.trunc(from / 16) + i) % 64) * 16 + j) * PAGE_BYTES;
  }
  return hotVa(scene);
};

/** True when every entry of a page table is the word 0. */
export const hasNoEntries = (table: Table): boolean => {
  for (const line of table.lines) if (line !== EMPTY_ENTRY_LINE) for (const entry of line) if (entry !== null) return false;
  return true;
};

/** Regions of the running env's space whose page table is empty: what pt_free is for. */
export const emptyRegions = (scene: Scene): number[] => {
  const regions: number[] = [];
  for (const table of get(scene.state.spaces, scene.env.directory)?.tables ?? []) {
    if (hasNoEntries(table)) regions.push(table.region);
  }
  return regions;
};

/** Slots that satisfy a test, as numbers. */
export const slotsWhere = (env: Env, test: (capability: Capability) => boolean): number[] => {
  const slots: number[] = [];
  for (let k = 0; k < env.capabilities.length; k++) {
    const slot = env.capabilities[k];
    if (slot !== null && test(slot)) slots.push(k);
  }
  return slots;
};

const anySlot = (scene: Scene): number => scene.draw.below(scene.env.capabilities.length);

/** A slot of the running env that satisfies the test, any slot if there is none. */
export const slotWhere = (scene: Scene, test: (capability: Capability) => boolean): number => {
  const slots = slotsWhere(scene.env, test);
  return slots.length === 0 ? anySlot(scene) : scene.draw.of(slots);
};

/** A slot number out of range that, computed without a bound or with a sign, is a slot of the row before or behind. */
const neighbourSlot = (scene: Scene): number => {
  const rowSlots = envRowBytes(scene.env.capabilities.length) / CAPABILITY_BYTES;
  return anySlot(scene) + scene.draw.of([rowSlots, 0x100000000 - rowSlots]);
};

/** A slot number that is empty or out of range. */
export const invalidSlot = (scene: Scene): number => {
  const empty: number[] = [];
  scene.env.capabilities.forEach((slot, k) => { if (slot === null) empty.push(k); });
  const beyond = scene.draw.chance(40) ? neighbourSlot(scene) : scene.draw.of([scene.env.capabilities.length, scene.env.capabilities.length + 1, 0x80000000, 0xffffffff]);
  return empty.length === 0 || scene.draw.chance(40) ? beyond : scene.draw.of(empty);
};

/** Does this capability grant the rights on the env (CAP-4)? */
export const grantsOn = grantsOnEnv;

/** Does some capability of the holder grant the rights on the env, or some not grant them? */
const fits = (holder: Env, target: Env, rights: number, granted: boolean): boolean => {
  for (const slot of holder.capabilities) if (slot !== null && grantsOnEnv(slot, target, rights) === granted) return true;
  return false;
};

/** An id that names no live env: stale, of a row that is free, out of range, or nonsense. */
export const badEnvId = (scene: Scene): number => {
  const { state, draw } = scene;
  const index = draw.below(state.envs.length);
  const env = get(state.envs, index);
  const stale = (env.generation + (env.status === 'live' ? (draw.chance(50) ? 1 : -1) : 0)) * ENV_ID_GENERATION_UNIT + index;
  const nonsense = draw.of([state.envs.length + ENV_ID_GENERATION_UNIT, 0xffffffff, 0x80000001, index + 1, 1024 + env.generation * ENV_ID_GENERATION_UNIT + index]);
  const bad = draw.chance(60) ? stale : nonsense;
  return bad === 0 ? 1 : bad;
};

/** How an env argument should relate to the caller. */
export type EnvWish = 'self' | 'authorised' | 'unauthorised' | 'bad' | 'other';

/** An env argument, the row it names (-1 for none), and a slot that goes with the wish. */
export interface Target {
  readonly id: number;
  readonly index: number;
  readonly slot: number;
}

/** Chooses an env argument with a slot for it. `rights` is what the slot should grant, or fail to grant. */
export const target = (scene: Scene, wish: EnvWish, rights: number = RIGHT_WRITE): Target => {
  const { state, draw, running } = scene;
  if (wish === 'bad') return { id: badEnvId(scene), index: -1, slot: anySlot(scene) };
  if (wish === 'self') return { id: draw.chance(70) ? 0 : idOf(scene.env, running), index: running, slot: slotWhere(scene, (c) => grantsOn(c, scene.env, rights)) };
  const candidates = wish === 'other' ? liveIndices(state) : liveIndices(state).filter((i) => fits(scene.env, get(state.envs, i), rights, wish === 'authorised'));
  const others = candidates.filter((i) => i !== running);
  const index = candidates.length === 0 ? running : draw.of(others.length > 0 && draw.chance(85) ? others : candidates);
  const env = get(state.envs, index);
  return { id: idOf(env, index), index, slot: slotWhere(scene, (c) => grantsOn(c, env, rights) !== (wish === 'unauthorised')) };
};

/** Frames beyond the kernel's among which scenarios choose, so that they meet again in a large machine too. */
const HOT_FRAMES = 48;

/** Frames by what they are: a frame of the kind if there is one among the hot ones, else any. */
export const frameWhere = (scene: Scene, test: (frame: number) => boolean): number => {
  const { pages, boot } = scene.state;
  const count = Math.min(pages.length, kernelFramesOf(boot.geometry) + HOT_FRAMES);
  const from = scene.draw.below(count);
  for (let i = 0; i < count; i++) if (test((from + i) % count)) return (from + i) % count;
  return from;
};

const kernelFrames = new WeakMap<Geometry, number>();
const kernelFramesOf = (geometry: Geometry): number => {
  const known = kernelFrames.get(geometry);
  if (known !== undefined) return known;
  const count = frameMapOf(geometry).kernelFrames;
  kernelFrames.set(geometry, count);
  return count;
};

/** The u-area of the running env: always bound and writable there. */
export const uareaAddress = (scene: Scene): number => UADDRS + scene.running * PAGE_BYTES;

/** Where argument bytes are put: the u-area, now and then across the end of a page or in a page of its own. */
export const scratch = (scene: Scene): number => {
  if (scene.draw.chance(12)) return boundVa(scene, scene.env) + scene.draw.of([0, 8, 4090]);
  return uareaAddress(scene) + 64 + 16 * scene.draw.below(8);
};

/** A pointer whose bytes are not all present. */
export const missingPointer = (scene: Scene): number => {
  if (scene.draw.chance(25)) return boundVa(scene, scene.env) + PAGE_BYTES - 4;
  const page = scene.draw.of([0x10000000, 0, 0x00404000, UTOP, 0x00400000, 0x00800000]);
  return scene.draw.of([page, page + 2048, uareaAddress(scene) + PAGE_BYTES - 4, UADDRS + 4 * PAGE_BYTES - 4]);
};

/** A pointer whose range leaves user space: often where the kernel keeps the registers of others. */
export const outsidePointer = (scene: Scene): number => {
  const { saveFirst } = frameMapOf(scene.state.boot.geometry);
  if (scene.draw.chance(40)) return KERNBASE + saveFirst * PAGE_BYTES + SAVE_AREA_BYTES * scene.draw.below(scene.state.boot.principals.length);
  return scene.draw.of([ULIM - 4, ULIM, KERNBASE, 0xfffffffc, 0xf0007200, ULIM - 1, ULIM - 7, ULIM - 3]);
};

/** A pointer into the read-only windows, where bytes are present that nobody wrote, up to the last of user space. */
export const windowPointer = (scene: Scene): number =>
  scene.draw.of([USYSINFO, UENVS + 32 + 8 * scene.draw.below(4), UPAGES + 64 * scene.draw.below(scene.state.pages.length) + 32, UVPT + 4 * Math.trunc(PAD / PAGE_BYTES), ULIM - 8]);
