import { PAGE_BYTES, REGION_BYTES } from '../../abi/addressMap.ts';
import { LIMIT_ALL, LIMIT_NONE, LIMIT_ONE } from '../../abi/geometry.ts';
import { ENTRY, RIGHT_WRITE, RIGHTS_ALL } from '../../abi/layout.ts';
import type { Capability, Env } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { countFree, isFull, isFullOfWriters, opens } from './pageRights.ts';
import { frameWhere } from './pools.ts';
import type { Scene } from './pools.ts';

/** What a range of page entries is drawn for: the slot presented, and the words so far. */
export interface RangeDraft {
  readonly k: number;
  readonly capability: Capability | null;
  readonly words: number[];
}

/** At most so many elements are written by stores; longer ranges take words that are there already. */
const WRITTEN_MAX = 12;

/** A word of the library's own: even, 0 now and then. */
const payload = (scene: Scene): number => (scene.draw.chance(30) ? 0 : (scene.draw.word() >>> 1) * 2);

const bindingWord = (scene: Scene, frame: number, writable: boolean): number =>
  frame * PAGE_BYTES + ENTRY.present + (writable ? ENTRY.writable : 0) + (scene.draw.chance(25) ? scene.draw.word() % 0x1000 & ~(ENTRY.present | ENTRY.writable) : ENTRY.user);

const statusOf = (scene: Scene, frame: number): string => get(scene.state.pages, frame).status;
const isFree = (scene: Scene, frame: number): boolean => statusOf(scene, frame) === 'free';

/** A user page that the slot opens and whose limits leave room; null if there is none. */
const openedPage = (scene: Scene, capability: Capability, writable: boolean): number | null => {
  const fits = (f: number): boolean => {
    const page = get(scene.state.pages, f);
    return page.status === 'user' && !isFull(page, writable) && opens(scene, capability, page, writable ? RIGHT_WRITE : 0);
  };
  const frame = frameWhere(scene, fits);
  return fits(frame) ? frame : null;
};

/** The frame of an earlier element, if a second binding of it is within the limits that frames are given. */
const earlierFrame = (scene: Scene, words: readonly number[]): number | null => {
  const { readersLimit, writersLimit } = scene.state.boot.geometry;
  const word = words.length === 0 ? 0 : scene.draw.of(words);
  return word % 2 === 0 || word < PAGE_BYTES || readersLimit !== LIMIT_ALL || writersLimit !== LIMIT_ALL ? null : Math.trunc(word / PAGE_BYTES);
};

/** An element that the guards pass, as far as one can tell without performing the earlier ones. */
const legalWord = (scene: Scene, draft: RangeDraft): number => {
  const { draw } = scene;
  const { capability, words } = draft;
  const kind = draw.below(8);
  const writable = draw.chance(50) && scene.state.boot.geometry.writersLimit !== LIMIT_NONE;
  if (kind < 2 || capability === null) return payload(scene);
  const mayClaim = capability.rights === RIGHTS_ALL;
  if (kind < 4 && mayClaim) return bindingWord(scene, 0, writable);
  if (kind < 5 && mayClaim) {
    const frame = frameWhere(scene, (f) => isFree(scene, f));
    return isFree(scene, frame) && !words.some((word) => Math.trunc(word / PAGE_BYTES) === frame) ? bindingWord(scene, frame, writable) : payload(scene);
  }
  const write = draw.chance(50);
  const frame = kind < 6 ? earlierFrame(scene, words) : openedPage(scene, capability, write);
  return frame === null ? payload(scene) : bindingWord(scene, frame, kind < 6 ? writable : write);
};

/** A user page that is full, opened by the slot: of readers, or of writers alone. */
const fullPage = (scene: Scene, capability: Capability, writers: boolean): number | null => {
  const isWanted = (f: number): boolean => {
    const page = get(scene.state.pages, f);
    if (page.status !== 'user' || !opens(scene, capability, page, writers ? RIGHT_WRITE : 0)) return false;
    return writers ? isFullOfWriters(page) && !isFull(page, false) : isFull(page, false);
  };
  const frame = frameWhere(scene, isWanted);
  return isWanted(frame) ? frame : null;
};

/** Elements that pass a sharing limit: of a page that is full, or of a free frame bound twice. */
const overLimit = (scene: Scene, { capability, words }: RangeDraft, writers: boolean): void => {
  const { readersLimit, writersLimit } = scene.state.boot.geometry;
  const free = frameWhere(scene, (f) => isFree(scene, f));
  const limit = writers ? writersLimit : readersLimit;
  if (isFree(scene, free) && limit !== LIMIT_ALL && scene.draw.chance(60)) {
    words.push(bindingWord(scene, free, writers));
    if (limit === LIMIT_ONE) words.push(bindingWord(scene, free, writers));
    return;
  }
  const frame = capability === null ? null : fullPage(scene, capability, writers);
  words.push(bindingWord(scene, frame ?? free, writers));
};

/** Elements that take every free frame: as "any", or by their names, which leaves none for tables either. */
const takeAll = (scene: Scene, words: number[]): void => {
  const free = countFree(scene.state, WRITTEN_MAX);
  const named = scene.draw.chance(40);
  let frame = 0;
  for (let i = 0; i < free; i++) {
    while (named && frame < scene.state.pages.length - 1 && !isFree(scene, frame)) frame++;
    words.push(bindingWord(scene, named ? frame++ : 0, false));
  }
};

/** The element, or elements, with which the named guard fails. */
const pushBroken = (scene: Scene, draft: RangeDraft, broken: string): void => {
  const { draw, state } = scene;
  const { capability, words } = draft;
  const { pages } = state;
  switch (broken) {
    case 'IPR-8': words.push(bindingWord(scene, draw.of([pages.length, pages.length + 1, 0xfffff, 0x80000]), draw.chance(50))); break;
    case 'IPR-9': words.push(bindingWord(scene, frameWhere(scene, (f) => f !== 0 && statusOf(scene, f) !== 'user' && !isFree(scene, f)), draw.chance(50))); break;
    case 'IPR-10': {
      const writable = draw.chance(60);
      const isClosed = (f: number): boolean => { const page = get(pages, f); return page.status === 'user' && (capability === null || !opens(scene, capability, page, writable ? RIGHT_WRITE : 0)); };
      words.push(bindingWord(scene, frameWhere(scene, isClosed), writable));
      break;
    }
    case 'IPR-11': words.push(bindingWord(scene, draw.chance(50) ? 0 : frameWhere(scene, (f) => isFree(scene, f)), draw.chance(50))); break;
    case 'IPR-12': overLimit(scene, draft, false); break;
    case 'IPR-13': overLimit(scene, draft, true); break;
    case 'IPR-14': takeAll(scene, words); words.push(bindingWord(scene, 0, false)); break;
    default: takeAll(scene, words); words.push(payload(scene));
  }
};

/** Rules of single elements: their place in the range is drawn. */
const OF_ELEMENTS: readonly string[] = ['IPR-8', 'IPR-9', 'IPR-10', 'IPR-11', 'IPR-12', 'IPR-13'];
const COUNTS: readonly number[] = [1, 2, 3, 2, 0, 4, 5, 8];

/** The words of a range in which only the named guard fails; null breaks none. */
export const drawElements = (scene: Scene, k: number, broken: string | null): readonly number[] => {
  const { draw, env } = scene;
  const draft: RangeDraft = { k, capability: env.capabilities[k] ?? null, words: [] };
  if (broken === 'IPR-14' || broken === 'IPR-15') {
    pushBroken(scene, draft, broken);
    return draft.words;
  }
  const count = draw.of(COUNTS);
  for (let i = 0; i < count; i++) draft.words.push(legalWord(scene, draft));
  if (broken === null || !OF_ELEMENTS.includes(broken)) return draft.words;
  pushBroken(scene, draft, broken);
  if (draw.chance(30)) draft.words.push(legalWord(scene, draft));
  return draft.words;
};

/** The first page after a region with a table whose own region has none, so many pages down; -1 if there is none. */
export const beforeMissingTable = (scene: Scene, env: Env, pages: number): number => {
  const tables = get(scene.state.spaces, env.directory)?.tables ?? [];
  const next = tables.find(({ region }) => !tables.some((other) => other.region === region + 1) && region < 900);
  return next === undefined ? -1 : (next.region + 1) * REGION_BYTES - pages * PAGE_BYTES;
};
