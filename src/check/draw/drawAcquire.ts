import { UAREA } from '../../abi/layout.ts';
import { get } from '../../model/vector.ts';
import { liveIndices } from '../present.ts';
import { offeredTo } from '../readings.ts';
import type { Step } from '../step.ts';
import { callStep } from './callDraft.ts';
import { storeWords } from './capabilityBytes.ts';
import { offerersTo, offerWords, staleOfferWords } from './offers.ts';
import { badEnvId, idOf, specialWord, target, uareaAddress } from './pools.ts';
import type { Scene } from './pools.ts';

/** A slot that a capability may be taken into: not slot 0. */
const takingSlot = (scene: Scene): number => 1 + scene.draw.below(scene.env.capabilities.length - 1);

const idAt = (scene: Scene, index: number): number => idOf(get(scene.state.envs, index), index);

/** An env that offers nothing, or something to another. */
const notOffering = (scene: Scene): number => {
  const { draw, state, env, running } = scene;
  const own = idOf(env, running);
  const wantsOther = draw.chance(50);
  const live = liveIndices(state);
  const wanted = live.filter((i) => offeredTo(state, i) !== own && (offeredTo(state, i) !== 0) === wantsOther);
  return draw.of(wanted.length === 0 ? live : wanted);
};

/**
 * An acquire in which only the named guard fails; null breaks none. If nobody offers anything, the caller offers to
 * itself, which is an offer like any other.
 */
export const drawAcquire = (scene: Scene, broken: string | null): Step => {
  const { draw, state, env, running } = scene;
  const slots = env.capabilities.length;
  if (broken === 'ACQ-1') return callStep('acquire', [takingSlot(scene), draw.chance(25) ? 0 : badEnvId(scene)]);
  if (broken === 'ACQ-3' && draw.chance(30)) return callStep('acquire', [takingSlot(scene), idOf(env, running)], storeWords(uareaAddress(scene) + UAREA.aenvid, staleOfferWords(scene, running, running)));
  if (broken === 'ACQ-3') return callStep('acquire', [takingSlot(scene), idAt(scene, notOffering(scene))]);
  const offerers = offerersTo(state, running);
  const k = broken === 'ACQ-2' ? draw.of([0, 0, slots, slots + 1, 0x80000000, 0xffffffff]) : takingSlot(scene);
  if (broken === 'ACQ-2' && draw.chance(60)) return callStep('acquire', [k, idAt(scene, draw.chance(50) ? notOffering(scene) : draw.of(liveIndices(state)))]);
  if (offerers.length > 0 && (broken === null || draw.chance(30))) return callStep('acquire', [k, idAt(scene, draw.of(offerers))]);
  return callStep('acquire', [k, idOf(env, running)], storeWords(uareaAddress(scene) + UAREA.aenvid, offerWords(scene, running, running, broken)));
};

/** Arguments without plan. */
export const wildAcquire = (scene: Scene): Step => {
  const to = target(scene, scene.draw.of(['self', 'other', 'other', 'bad']));
  return callStep('acquire', [scene.draw.chance(70) ? scene.draw.below(scene.env.capabilities.length + 1) : specialWord(scene), to.id]);
};
