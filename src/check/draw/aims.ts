import { PAD, PAGE_BYTES, REGION_BYTES, UADDRS } from '../../abi/addressMap.ts';
import { CALLS, QUANTUM_ANY } from '../../abi/calls.ts';
import { LIMIT_ONE } from '../../abi/geometry.ts';
import { ENTRY, RIGHT_MOD, RIGHTS_ALL, UAREA } from '../../abi/layout.ts';
import { EMPTY_ENTRY_LINE } from '../../model/state.ts';
import type { State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { mayUse } from '../authority.ts';
import { PAD_HANDLER } from '../pad.ts';
import { liveIndices } from '../present.ts';
import { isAwake } from '../readings.ts';
import type { Step } from '../step.ts';
import { callStep } from './callDraft.ts';
import { capabilityWords, storeWords } from './capabilityBytes.ts';
import { drawAcquire } from './drawAcquire.ts';
import { drawEnvAlloc, drawEnvClone } from './drawEnvCalls.ts';
import { drawOffer, offerersTo } from './offers.ts';
import { allRightsSlot, countFree, hasFreeRow, opens } from './pageRights.ts';
import { emptyRegions, frameWhere, grantsOn, hotVa, idOf, slotsWhere, slotWhere, uareaAddress } from './pools.ts';
import type { Scene } from './pools.ts';
import { towardsTwiceBound } from './twiceBound.ts';

/**
 * What a scenario works towards now and then, so that states of some depth are reached. An aim has no memory: it
 * looks at the state and gives the next ordinary step, or null where nothing is left to do. So any step can be left out.
 */
export type Aim = 'none' | 'child' | 'sharer' | 'shared frame' | 'grant' | 'generations' | 'memory' | 'quanta' | 'limits' | 'empty table';

/** The aims that scenarios are drawn with, by weight. */
export const AIMS: readonly Aim[] = ['none', 'none', 'child', 'child', 'sharer', 'sharer', 'shared frame', 'grant', 'generations', 'memory', 'quanta', 'limits', 'empty table'];

const ownsAll = (scene: Scene, index: number): boolean => slotsWhere(scene.env, (c) => grantsOn(c, get(scene.state.envs, index), RIGHTS_ALL)).length > 0;

/** A slot with all rights on the env. */
const slotOver = (scene: Scene, index: number): number => slotWhere(scene, (c) => grantsOn(c, get(scene.state.envs, index), RIGHTS_ALL));

const hasQuantum = (state: State, index: number): boolean => {
  const id = idOf(get(state.envs, index), index);
  for (let q = 0; q < state.quanta.length; q++) if (get(state.quanta, q).env === id) return true;
  return false;
};

/** Another env that sleeps and that the running one owns; -1 if there is none. */
const sleeper = (scene: Scene): number => liveIndices(scene.state).find((i) => i !== scene.running && !isAwake(scene.state, i) && ownsAll(scene, i)) ?? -1;

const giveTime = (scene: Scene, index: number): Step =>
  callStep('quantum_alloc', [allRightsSlot(scene), QUANTUM_ANY, 0, idOf(get(scene.state.envs, index), index)]);

/** u_status and u_entfault of an env that runs and lives through its faults. */
const AWAKE: readonly number[] = [1, PAD_HANDLER];

/** An env with a space of its own that is given time and woken. */
const towardsChild = (scene: Scene): Step | null => {
  const { state } = scene;
  const child = sleeper(scene);
  if (child < 0) return hasFreeRow(state) && countFree(state, 4) === 4 ? drawEnvAlloc(scene, null) : null;
  if (!hasQuantum(state, child)) return giveTime(scene, child);
  const at = uareaAddress(scene) + 64;
  return callStep('wru', [slotOver(scene, child), idOf(get(state.envs, child), child), UAREA.status, 8, at], storeWords(at, AWAKE));
};

/** An env in the own space that is given time, and woken by stores into its u-area. */
const towardsSharer = (scene: Scene): Step | null => {
  const { state, running } = scene;
  const sharers = get(state.spaces, scene.env.directory)?.uareas ?? [];
  const asleep = sharers.find((i) => i !== running && (!isAwake(state, i) || !hasQuantum(state, i))) ?? -1;
  if (asleep < 0) return sharers.length < 3 && hasFreeRow(state) && countFree(state, 1) === 1 ? drawEnvClone(scene, null) : null;
  return isAwake(state, asleep) ? giveTime(scene, asleep) : callStep('geteid', [], storeWords(UADDRS + asleep * PAGE_BYTES + UAREA.status, AWAKE));
};

/** Rights of an entry that is made for somebody else. */
const LENT: readonly number[] = [RIGHTS_ALL, RIGHTS_ALL, RIGHT_MOD, 0];

/** A frame that somebody else's name opens, bound once more. */
const towardsSharedFrame = (scene: Scene): Step | null => {
  const { state, draw, env } = scene;
  const isOwn = (f: number): boolean => { const page = get(state.pages, f); return page.status === 'user' && page.readers > 0 && mayUse(env, page.acl, RIGHT_MOD); };
  const frame = frameWhere(scene, isOwn);
  if (!isOwn(frame)) return callStep('insert_pte', [allRightsSlot(scene), ENTRY.present + ENTRY.writable, hotVa(scene), 0, 0]);
  const page = get(state.pages, frame);
  const k = slotWhere(scene, (c) => opens(scene, c, page, RIGHT_MOD));
  if (page.acl.length < 2 || page.acl[1] !== null) return callStep('insert_pte', [k, frame * PAGE_BYTES + ENTRY.present + (draw.chance(50) ? ENTRY.writable : 0), hotVa(scene), 0, 0]);
  const guard = get(state.envs, draw.of(liveIndices(state))).capabilities[0] ?? null;
  const at = uareaAddress(scene) + 64;
  return guard === null ? null : callStep('pgacl_mod', [k, frame, 1, at], storeWords(at, capabilityWords({ rights: draw.of(LENT), name: guard.name })));
};

/** Something offered, or something taken that was offered. */
const towardsGrant = (scene: Scene): Step => (offerersTo(scene.state, scene.running).length > 0 ? drawAcquire(scene, null) : drawOffer(scene));

/** Rows that are used again and again, until their generations are used up. */
const towardsLastGeneration = (scene: Scene): Step | null => {
  const { state } = scene;
  const used = sleeper(scene);
  if (used >= 0) return callStep('env_free', [slotOver(scene, used), idOf(get(state.envs, used), used)]);
  return hasFreeRow(state) ? drawEnvAlloc(scene, null) : null;
};

/** At most so many frames are taken by one step. */
const TAKEN_MAX = 8;

/** Memory with a few frames left. */
const towardsNoMemory = (scene: Scene): Step | null => {
  const { draw, state } = scene;
  const count = Math.min(TAKEN_MAX, countFree(state, TAKEN_MAX + 5) - 1 - draw.below(4));
  if (count < 1) return null;
  const at = uareaAddress(scene) + 64;
  const any = Array.from({ length: count }, () => ENTRY.present);
  return callStep('insert_pte_range', [allRightsSlot(scene), at, count, 0x00410000 + PAGE_BYTES * draw.below(256), 0, 0], storeWords(at, any));
};

/** Quanta that are all used, by whoever lives. */
const towardsNoQuantum = (scene: Scene): Step | null => {
  const { draw, state } = scene;
  for (let q = 0; q < state.quanta.length; q++) if (!get(state.quanta, q).used) return giveTime(scene, draw.of(liveIndices(state)));
  return null;
};

/** A page that is bound once and may not be bound again, or is bound twice and may have one writer. */
const towardsLimits = (scene: Scene): Step | null => {
  const { draw, state, env } = scene;
  if (draw.chance(40)) return towardsTwiceBound(scene);
  const isOpen = (f: number): boolean => { const page = get(state.pages, f); return page.status === 'user' && page.readers <= 1 && page.readersLimit !== LIMIT_ONE && mayUse(env, page.acl, RIGHT_MOD); };
  const frame = frameWhere(scene, isOpen);
  if (!isOpen(frame)) return null;
  const page = get(state.pages, frame);
  const writers = page.writers === 0 ? draw.below(2) : LIMIT_ONE;
  return callStep('pstate_mod', [slotWhere(scene, (c) => opens(scene, c, page, RIGHT_MOD)), frame, draw.chance(50) ? LIMIT_ONE : 2, writers]);
};

/** At most so many addresses are unbound by one step. */
const UNBOUND_MAX = 6;

/** pt_free by itself, or as the record of a batch. */
const freeTable = (scene: Scene, va: number): Step => {
  if (scene.draw.chance(65)) return callStep('pt_free', [va, 0, 0]);
  const at = uareaAddress(scene) + 64;
  return callStep('batch', [at, 1], storeWords(at, [CALLS.pt_free.number, va, 0, 0, 0, 0, 0]));
};

/** A table of the own space whose last entries are removed, and which is freed then; the pad's stays. */
const towardsEmptyTable = (scene: Scene): Step | null => {
  const { draw, state, env } = scene;
  const empty = emptyRegions(scene);
  if (empty.length > 0) return freeTable(scene, draw.of(empty) * REGION_BYTES);
  const tables = (get(state.spaces, env.directory)?.tables ?? []).filter(({ region }) => region !== Math.trunc(PAD / REGION_BYTES));
  if (tables.length === 0) return callStep('insert_pte', [allRightsSlot(scene), ENTRY.present, hotVa(scene), 0, 0]);
  const { region, lines } = draw.of(tables);
  const vas: number[] = [];
  lines.forEach((line, l) => {
    if (line !== EMPTY_ENTRY_LINE) line.forEach((entry, j) => { if (entry !== null && vas.length < UNBOUND_MAX) vas.push(region * REGION_BYTES + (16 * l + j) * PAGE_BYTES); });
  });
  const at = uareaAddress(scene) + 64;
  return callStep('remove_vas', [at, vas.length, 0, 0], storeWords(at, vas));
};

/** The next step towards the aim from the state as it is; null if there is nothing to do. */
export const stepTowards = (scene: Scene, aim: Aim): Step | null => {
  switch (aim) {
    case 'none': return null;
    case 'child': return towardsChild(scene);
    case 'sharer': return towardsSharer(scene);
    case 'shared frame': return towardsSharedFrame(scene);
    case 'grant': return towardsGrant(scene);
    case 'generations': return towardsLastGeneration(scene);
    case 'memory': return towardsNoMemory(scene);
    case 'quanta': return towardsNoQuantum(scene);
    case 'limits': return towardsLimits(scene);
    case 'empty table': return towardsEmptyTable(scene);
  }
};
