import { LIMIT_ALL, LIMIT_NONE, LIMIT_ONE } from '../../abi/geometry.ts';
import { RIGHT_MOD } from '../../abi/layout.ts';
import type { Page } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { mayUse } from '../authority.ts';
import type { Step } from '../step.ts';
import { callStep } from './callDraft.ts';
import { forgedPageRow } from './forgedRow.ts';
import { opens } from './pageRights.ts';
import { frameWhere, invalidSlot, slotWhere, specialWord } from './pools.ts';
import type { Scene } from './pools.ts';

/** The least limit that so many bindings are within, or one above it. */
const fittingLimit = (scene: Scene, bindings: number): number => {
  const least = bindings === 0 ? LIMIT_NONE : bindings === 1 ? LIMIT_ONE : LIMIT_ALL;
  return scene.draw.chance(50) ? least : least + scene.draw.below(LIMIT_ALL - least + 1);
};

/** A limit that so many bindings, at least one, have passed. */
const passedLimit = (scene: Scene, bindings: number): number => (bindings > 1 ? scene.draw.of([LIMIT_NONE, LIMIT_ONE]) : LIMIT_NONE);

const BAD_LIMITS: readonly number[] = [3, 3, 256, 0x80000000, 0xffffffff];

/** The page that the named guard of pstate_mod is about: beyond RAM, not a user page, or one with bindings of the kind. */
const pageFor = (scene: Scene, broken: string | null): number => {
  const { draw, state } = scene;
  if (broken === 'PSM-1') return draw.of([state.pages.length, state.pages.length + 1, 0x80000000, 0xffffffff]);
  if (broken === 'PSM-2') return frameWhere(scene, (f) => get(state.pages, f).status !== 'user');
  const wantsMod = broken !== 'PSM-4' && (broken !== 'PSM-3' || draw.chance(50));
  const hasBindings = (page: Page): boolean => (broken !== 'PSM-6' || page.readers > 0) && (broken !== 'PSM-7' || page.writers > 0);
  return frameWhere(scene, (f) => { const page = get(state.pages, f); return page.status === 'user' && hasBindings(page) && mayUse(scene.env, page.acl, RIGHT_MOD) === wantsMod; });
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
