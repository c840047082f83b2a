import { ENTRIES_PER_TABLE, PAGE_BYTES, REGION_BYTES } from '../../abi/addressMap.ts';
import { LIMIT_NONE, LIMIT_ONE } from '../../abi/geometry.ts';
import { RIGHTS_ALL } from '../../abi/layout.ts';
import { EMPTY_ENTRY_LINE } from '../../model/state.ts';
import type { Capability, Entry, Env, Page, State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { mayUse } from '../authority.ts';
import { slotsWhere, slotWhere } from './pools.ts';
import type { Scene, Target } from './pools.ts';

/** Does this capability, presented by the running env, grant the rights on the page (CAP-3)? */
export const opens = (scene: Scene, c: Capability, page: Page, rights: number): boolean => mayUse({ ...scene.env, capabilities: [c] }, page.acl, rights);

/** The row that a target names; the running env's where it names none. */
export const envOf = (scene: Scene, to: Target): Env => get(scene.state.envs, to.index < 0 ? scene.running : to.index);

/** True when one more binding would pass the page's sharing limits. */
export const isFull = (page: Page, writable: boolean): boolean =>
  page.readersLimit === LIMIT_NONE || (page.readersLimit === LIMIT_ONE && page.readers > 0) || (writable && isFullOfWriters(page));

/** True when one more writable binding would pass the page's limit for writers. */
export const isFullOfWriters = (page: Page): boolean => page.writersLimit === LIMIT_NONE || (page.writersLimit === LIMIT_ONE && page.writers > 0);

/** A slot with all rights: what claims frames, rows and quanta. */
export const allRightsSlot = (scene: Scene): number => slotWhere(scene, hasAll);

/** A slot that is valid and lacks some right; slot 0 if every slot has all of them. */
export const weakSlot = (scene: Scene): number => {
  const weak = slotsWhere(scene.env, (c) => !hasAll(c));
  return weak.length === 0 ? 0 : scene.draw.of(weak);
};

const hasAll = (c: Capability): boolean => c.rights === RIGHTS_ALL;

/** The number of free frames, counted up to `enough`. */
export const countFree = (state: State, enough: number): number => {
  let count = 0;
  for (let f = 0; f < state.pages.length && count < enough; f++) if (get(state.pages, f).status === 'free') count++;
  return count;
};

/** True when some Env row is free. */
export const hasFreeRow = (state: State): boolean => {
  for (let i = 0; i < state.envs.length; i++) if (get(state.envs, i).status === 'free') return true;
  return false;
};

/** The page entry of an address in the env's space; null for the word 0 and where there is no table. */
export const entryOf = (state: State, env: Env, va: number): Entry | null => {
  const table = get(state.spaces, env.directory)?.tables.find(({ region }) => region === Math.trunc(va / REGION_BYTES));
  const index = (va / PAGE_BYTES) % ENTRIES_PER_TABLE;
  return table?.lines[Math.trunc(index / 16)][index % 16] ?? null;
};

/** The address of a binding in the env's space that satisfies the test, looked for from a random table on; -1 if there is none. */
export const bindingWhere = (scene: Scene, env: Env, test: (entry: Entry, va: number) => boolean): number => entryWhere(scene, env, (entry, va) => entry.present && test(entry, va));

/** The same for any entry, a payload too. */
export const entryWhere = (scene: Scene, env: Env, test: (entry: Entry, va: number) => boolean): number => {
  const tables = get(scene.state.spaces, env.directory)?.tables ?? [];
  const from = scene.draw.below(tables.length);
  for (let t = 0; t < tables.length; t++) {
    const { region, lines } = tables[(from + t) % tables.length];
    for (let l = 0; l < lines.length; l++) {
      const line = lines[l];
      if (line === EMPTY_ENTRY_LINE) continue;
      for (let j = 0; j < line.length; j++) {
        const entry = line[j];
        const va = region * REGION_BYTES + (16 * l + j) * PAGE_BYTES;
        if (entry !== null && test(entry, va)) return va;
      }
    }
  }
  return -1;
};
