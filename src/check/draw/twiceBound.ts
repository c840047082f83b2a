import { PAGE_BYTES } from '../../abi/addressMap.ts';
import { LIMIT_ALL, LIMIT_ONE } from '../../abi/geometry.ts';
import { ENTRY, RIGHT_MOD, RIGHTS_ALL } from '../../abi/layout.ts';
import type { Page } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { mayUse } from '../authority.ts';
import type { Step } from '../step.ts';
import { callStep } from './callDraft.ts';
import { storeWords } from './capabilityBytes.ts';
import { allRightsSlot, bindingWhere, entryOf, opens } from './pageRights.ts';
import { frameWhere, hotVa, scratch, slotWhere } from './pools.ts';
import type { Scene } from './pools.ts';

const isOwned = (scene: Scene, page: Page): boolean => page.status === 'user' && mayUse(scene.env, page.acl, RIGHTS_ALL);

/** The address of a read-only binding whose neighbour binds the same frame read-only, too; -1 if there is none. */
const twinBinding = (scene: Scene): number => {
  const { state, env } = scene;
  return bindingWhere(scene, env, ({ frame, writable }, va) => {
    if (writable || !isOwned(scene, get(state.pages, frame))) return false;
    const next = entryOf(state, env, va + PAGE_BYTES);
    return next !== null && next.present && next.frame === frame && !next.writable;
  });
};

/** Binds a page of one's own twice, side by side; a free frame, where there is no such page. */
const bindTwice = (scene: Scene): Step => {
  const isShareable = (f: number): boolean => { const page = get(scene.state.pages, f); return isOwned(scene, page) && page.readersLimit === LIMIT_ALL; };
  const frame = frameWhere(scene, isShareable);
  if (!isShareable(frame)) return callStep('insert_pte', [allRightsSlot(scene), ENTRY.present, hotVa(scene), 0, 0]);
  const k = slotWhere(scene, (c) => opens(scene, c, get(scene.state.pages, frame), RIGHTS_ALL));
  const at = scratch(scene);
  const word = frame * PAGE_BYTES + ENTRY.present + ENTRY.user;
  return callStep('insert_pte_range', [k, at, 2, 0x00401000, 0, 0], storeWords(at, [word, word]));
};

/** The page of a binding that has a twin beside it. */
const pageAt = (scene: Scene, va: number): Page => get(scene.state.pages, entryOf(scene.state, scene.env, va)?.frame ?? 0);

/**
 * Makes two neighbouring bindings of one page writable where the limit allows one writer (MPR-11): the second must be
 * judged as the first leaves the page. Null where there are no such bindings.
 */
export const twiceBoundMadeWritable = (scene: Scene): Step | null => {
  const va = twinBinding(scene);
  if (va < 0) return null;
  const page = pageAt(scene, va);
  if (page.writers > 0 || page.writersLimit !== LIMIT_ONE) return null;
  return callStep('mod_pte_range', [slotWhere(scene, (c) => opens(scene, c, page, RIGHTS_ALL)), ENTRY.writable, va, 2, 0, 0]);
};

/** What must be there for that: two bindings side by side, then a limit of one writer. */
export const towardsTwiceBound = (scene: Scene): Step => {
  const va = twinBinding(scene);
  if (va < 0) return bindTwice(scene);
  const frame = entryOf(scene.state, scene.env, va)?.frame ?? 0;
  const page = pageAt(scene, va);
  if (page.writers > 0) return bindTwice(scene);
  return twiceBoundMadeWritable(scene) ?? callStep('pstate_mod', [slotWhere(scene, (c) => opens(scene, c, page, RIGHT_MOD)), frame, LIMIT_ALL, LIMIT_ONE]);
};
