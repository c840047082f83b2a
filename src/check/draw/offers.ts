import { PAGE_BYTES, UADDRS } from '../../abi/addressMap.ts';
import { ENV_ID_GENERATION_UNIT, RIGHT_DUP, RIGHTS_ALL, UAREA } from '../../abi/layout.ts';
import type { Capability, Env, State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { isDominated } from '../authority.ts';
import { liveIndices } from '../present.ts';
import { offeredTo } from '../readings.ts';
import type { Step } from '../step.ts';
import { callStep } from './callDraft.ts';
import { capabilityWords, dominatedBy, notCanonical, notDominatedBy, PHANTOM, storeWords } from './capabilityBytes.ts';
import type { Draw } from './draw.ts';
import { idOf, slotsWhere } from './pools.ts';
import type { Scene } from './pools.ts';

/** What a granter without any fitting slot vouches with. */
const ROOT: Capability = { rights: RIGHTS_ALL, name: [] };

const hasDup = (c: Capability): boolean => (c.rights & RIGHT_DUP) !== 0;

/** The granter's slot with which the named guard of acquire fails; null breaks none. */
const voucher = (draw: Draw, granter: Env, broken: string | null): number => {
  if (broken === 'ACQ-4') {
    const empty = granter.capabilities.flatMap((slot, k) => (slot === null ? [k] : []));
    return empty.length === 0 || draw.chance(40) ? draw.of([granter.capabilities.length, 0x80000000, 0xffffffff]) : draw.of(empty);
  }
  const wanted = slotsWhere(granter, (c) => hasDup(c) !== (broken === 'ACQ-6') && (broken !== 'ACQ-7' || c.name.length > 0));
  return wanted.length === 0 ? draw.below(granter.capabilities.length) : draw.of(wanted);
};

/** The four words of an offer (LAY-9) of one env to another, in which only the named guard of acquire fails. */
export const offerWords = (scene: Scene, from: number, to: number, broken: string | null): readonly number[] => {
  const { draw, state } = scene;
  const granter = get(state.envs, from);
  const gkey = voucher(draw, granter, broken);
  const held = granter.capabilities[gkey] ?? ROOT;
  if (broken === 'ACQ-4' && draw.chance(40)) return [idOf(get(state.envs, to), to), gkey, ...capabilityWords(PHANTOM)];
  const other = broken === 'ACQ-7' ? notDominatedBy(draw, held) : dominatedBy(draw, held, 0);
  const gcap = broken === 'ACQ-5' ? notCanonical(draw, held) : capabilityWords(broken === 'ACQ-7' && isDominated(held, other) ? ROOT : other);
  return [idOf(get(state.envs, to), to), gkey, ...gcap];
};

/** The id of an earlier or later life of a row: an offer to it is an offer to nobody (ACQ-3). */
const idOfAnotherLife = (scene: Scene, index: number): number => {
  const { generation } = get(scene.state.envs, index);
  return (generation + (generation > 1 && scene.draw.chance(70) ? -1 : 1)) * ENV_ID_GENERATION_UNIT + index;
};

/** An offer to another life of a row. */
export const staleOfferWords = (scene: Scene, from: number, to: number): readonly number[] =>
  offerWords(scene, from, to, null).map((word, i) => (i === 0 ? idOfAnotherLife(scene, to) : word));

/** Rows of the envs that offer something to the one that runs. */
export const offerersTo = (state: State, running: number): number[] => {
  const id = idOf(get(state.envs, running), running);
  return liveIndices(state).filter((i) => offeredTo(state, i) === id);
};

const BENT: readonly (string | null)[] = [null, null, null, null, 'ACQ-4', 'ACQ-5', 'ACQ-6', 'ACQ-7'];

/**
 * An offer of the running env, or of one whose u-area it can write because they share a space: stores, and then a
 * yield to whoever may take it, so that it is taken before anything else happens.
 */
export const drawOffer = (scene: Scene): Step => {
  const { draw, state, running } = scene;
  const sharers = get(state.spaces, scene.env.directory)?.uareas ?? [running];
  const from = draw.chance(20) ? draw.of(sharers) : running;
  const others = liveIndices(state).filter((i) => i !== from);
  const to = others.length === 0 || draw.chance(10) ? from : draw.of(others);
  const stores = storeWords(UADDRS + from * PAGE_BYTES + UAREA.aenvid, offerWords(scene, from, to, draw.of(BENT)));
  return draw.chance(70) ? callStep('yield', [idOf(get(state.envs, to), to)], stores) : callStep('geteid', [], stores);
};
