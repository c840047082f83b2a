import { LIMIT_ALL, LIMIT_NONE, LIMIT_ONE } from '../../abi/geometry.ts';
import { ENTRY, RIGHT_MOD } from '../../abi/layout.ts';
import type { Page } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { mayUse } from '../authority.ts';
import type { Step } from '../step.ts';
import { callStep } from './callDraft.ts';
import { forgedPageRow } from './forgedRow.ts';
import { allRightsSlot, opens } from './pageRights.ts';
import { frameWhere, hotVa, invalidSlot, slotsWhere, slotWhere, specialWord } from './pools.ts';
import type { Scene } from './pools.ts';

/** The least limit that so many bindings are within, or one above it. */
const fittingLimit = (scene: Scene, bindings: number): number => {
  const least = bindings === 0 ? LIMIT_NONE : bindings === 1 ? LIMIT_ONE : LIMIT_ALL;
  return scene.draw.chance(50) ? least : least + scene.draw.below(LIMIT_ALL - least + 1);
};

/** A limit that so many bindings, at least one, have passed. */
const passedLimit = (scene: Scene, bindings: number): number => (bindings > 1 ? scene.draw.of([LIMIT_NONE, LIMIT_ONE]) : LIMIT_NONE);

const BAD_LIMITS: readonly number[] = [3, 3, 256, 0x80000000, 0xffffffff];

/** Is this a user page that the named guard of pstate_mod, or none, is about: with bindings of the kind, and a slot that opens it or one that does not? */
const suits = (scene: Scene, page: Page, broken: string | null): boolean => {
  if (page.status !== 'user') return false;
  if (broken === 'PSM-6' && page.readers === 0) return false;
  if (broken === 'PSM-7' && page.writers === 0) return false;
  if (broken === 'PSM-4') return slotsWhere(scene.env, (c) => !opens(scene, c, page, RIGHT_MOD)).length > 0;
  return broken === 'PSM-3' || mayUse(scene.env, page.acl, RIGHT_MOD);
};

/** What a page that suits needs first: a binding of one's own, for which memory is claimed. */
const firstNeeded = (scene: Scene): Step => callStep('insert_pte', [allRightsSlot(scene), ENTRY.present + ENTRY.writable, hotVa(scene), 0, 0]);

/** The page that the named guard is about: beyond RAM, not a user page, or one that suits; any if none does. */
const pageFor = (scene: Scene, broken: string | null): number => {
  const { draw, state } = scene;
  if (broken === 'PSM-1') return draw.of([state.pages.length, state.pages.length + 1, 0x80000000, 0xffffffff]);
  if (broken === 'PSM-2') return frameWhere(scene, (f) => get(state.pages, f).status !== 'user');
  return frameWhere(scene, (f) => suits(scene, get(state.pages, f), broken));
};

/** A pstate_mod in which only the named guard fails; null breaks none. */
export const drawPstateMod = (scene: Scene, broken: string | null): Step => {
  const { draw, state } = scene;
  if (broken === 'PSM-1' && draw.chance(60)) {
    const forged = forgedPageRow(scene);
    return callStep('pstate_mod', [forged.k, forged.row, draw.below(LIMIT_ALL + 1), LIMIT_ONE], forged.stores);
  }
  const frame = pageFor(scene, broken);
  const page = frame < state.pages.length ? get(state.pages, frame) : null;
  if ((broken === 'PSM-6' || broken === 'PSM-7') && page !== null && !suits(scene, page, broken)) return firstNeeded(scene);
  const k = broken === 'PSM-3' ? invalidSlot(scene) : slotWhere(scene, (c) => page !== null && opens(scene, c, page, RIGHT_MOD) !== (broken === 'PSM-4'));
  const { readers, writers } = page ?? { readers: 0, writers: 0 };
  const limits = [
    broken === 'PSM-6' ? passedLimit(scene, readers) : fittingLimit(scene, readers),
    broken === 'PSM-7' ? passedLimit(scene, writers) : fittingLimit(scene, writers),
  ];
  if (broken === 'PSM-5') limits[draw.below(2)] = draw.of(BAD_LIMITS);
  return callStep('pstate_mod', [k, frame, ...limits]);
};

/** Arguments without plan. */
export const wildPstateMod = (scene: Scene): Step => {
  const { draw, state, env } = scene;
  const limit = (): number => (draw.chance(85) ? draw.below(4) : specialWord(scene));
  return callStep('pstate_mod', [draw.below(env.capabilities.length + 1), draw.below(state.pages.length + 1), limit(), limit()]);
};
