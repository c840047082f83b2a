import { CALLS } from '../../abi/calls.ts';
import { ENV_ID_GENERATION_UNIT, RIGHTS_ALL } from '../../abi/layout.ts';
import { get } from '../../model/vector.ts';
import { liveIndices } from '../present.ts';
import { isAwake } from '../readings.ts';
import type { Step } from '../step.ts';
import { callStep, PLAIN_FLAGS } from './callDraft.ts';
import { badEnvId, grantsOn, idOf, invalidSlot, slotWhere, specialWord, target } from './pools.ts';
import type { EnvWish, Scene } from './pools.ts';

/** geteid, which nothing can refuse. */
export const drawGeteid = (): Step => callStep('geteid', []);

const freeWish = (scene: Scene, broken: string | null): EnvWish => {
  switch (broken) {
    case 'EFR-1': return 'bad';
    case 'EFR-2': return scene.draw.of(['self', 'authorised', 'unauthorised'] as const);
    case 'EFR-3': return scene.draw.chance(60) ? 'unauthorised' : 'self';
    default: return scene.draw.chance(30) ? 'self' : 'authorised';
  }
};

/** An env_free in which only the named guard fails; null breaks none. Now and then it hits whoever gave the slice away. */
export const drawEnvFree = (scene: Scene, broken: string | null): Step => {
  const donor = get(scene.state.quanta, scene.state.processor.quantum).env;
  if (broken === null && donor !== idOf(scene.env, scene.running) && donor !== 0 && scene.draw.chance(50)) {
    const env = get(scene.state.envs, donor % ENV_ID_GENERATION_UNIT);
    return callStep('env_free', [slotWhere(scene, (c) => grantsOn(c, env, RIGHTS_ALL)), donor]);
  }
  const wish = freeWish(scene, broken);
  const to = target(scene, wish, RIGHTS_ALL);
  if (broken === 'EFR-3' && wish === 'self') return callStep('env_free', [weakSlot(scene), to.id]);
  return callStep('env_free', [broken === 'EFR-2' ? invalidSlot(scene) : to.slot, to.id]);
};

const weakSlot = (scene: Scene): number => {
  const weak = scene.env.capabilities.flatMap((slot, k) => (slot !== null && slot.rights !== RIGHTS_ALL ? [k] : []));
  return weak.length === 0 ? 0 : scene.draw.of(weak);
};

/** A yield to nobody, oneself, another that can run, or one that cannot. */
export const drawYield = (scene: Scene, broken: string | null): Step => {
  const { draw, state } = scene;
  if (broken === 'YLD-1') return callStep('yield', [badEnvId(scene)]);
  if (draw.chance(35)) return callStep('yield', [0]);
  const wantAwake = draw.chance(65);
  const live = liveIndices(state).filter((i) => isAwake(state, i) === wantAwake);
  const index = live.length === 0 || draw.chance(10) ? scene.running : draw.of(live);
  return callStep('yield', [idOf(get(state.envs, index), index)]);
};

/** A call number that does not exist, and any words. */
export const drawUnknownCall = (scene: Scene): Step => {
  const known: readonly number[] = Object.values(CALLS).map((call) => call.number);
  const number = scene.draw.of([0, 2, 0x33, 0x7fffffff, 0x80000010, 0xffffffff, 0x100 + 0x10, scene.draw.of(known) + 2 ** (8 + scene.draw.below(24)), scene.draw.word()]);
  const words = { ebx: specialWord(scene), ecx: scene.draw.word(), edx: specialWord(scene) };
  return { kind: 'call', call: null, stores: [], registers: { eax: known.includes(number) ? 0 : number, eflags: PLAIN_FLAGS, ...words } };
};
