import { PAD, PAGE_BYTES, REGION_BYTES, UTOP, UVPT } from '../../abi/addressMap.ts';
import { RANGE_COUNT_MAX } from '../../abi/calls.ts';
import { LIMIT_ALL, LIMIT_NONE } from '../../abi/geometry.ts';
import { ENTRY, RIGHT_MOD, RIGHT_WRITE } from '../../abi/layout.ts';
import type { Entry, Env } from '../../model/state.ts';
import { entryWord } from '../../model/pageEntries.ts';
import { get } from '../../model/vector.ts';
import { mayUse } from '../authority.ts';
import type { Step } from '../step.ts';
import { callStep } from './callDraft.ts';
import { storeWords } from './capabilityBytes.ts';
import { envWish } from './envWish.ts';
import { allRightsSlot, bindingWhere, entryOf, envOf, isFullOfWriters, opens, weakSlot } from './pageRights.ts';
import { badVa, boundVa, hotVa, invalidSlot, missingPointer, outsidePointer, scratch, slotWhere, specialWord, target, uareaAddress, windowPointer } from './pools.ts';
import type { Scene, Target } from './pools.ts';
import { argumentBuffer } from './resultBuffers.ts';
import { beforeMissingTable, drawElements } from './rangeElements.ts';
import { twiceBoundMadeWritable } from './twiceBound.ts';

const TOO_MANY: readonly number[] = [RANGE_COUNT_MAX + 1, RANGE_COUNT_MAX + 1, 0x80000000, 0xffffffff];

/** A place for so many pages: hot, bound, across the end of a region, or up to UTOP, where the pad is. */
const rangeVa = (scene: Scene, env: Env, count: number): number => {
  const { draw } = scene;
  const kind = draw.below(10);
  const va = kind < 3 ? 2 * REGION_BYTES - PAGE_BYTES * draw.below(count + 1) : kind < 6 ? boundVa(scene, env) : kind < 7 && draw.chance(40) ? UTOP : hotVa(scene);
  return Math.min(va, UTOP - count * PAGE_BYTES);
};

/** A place for so many pages that is unaligned, or ends beyond UTOP, or wraps. */
const badRangeVa = (scene: Scene, count: number): number => scene.draw.of([badVa(scene), UTOP - (count - 1) * PAGE_BYTES, UTOP + PAGE_BYTES, 0xfffff000, 0x00400800]);

/** Entries that are there already: the own page table as the self-map shows it, as a fork copies it, or zeros. */
const copiedRange = (scene: Scene, to: Target, ke: number): Step => {
  const { draw, env } = scene;
  if (draw.chance(40)) {
    const count = draw.of([RANGE_COUNT_MAX, 32, 16, 8]);
    return callStep('insert_pte_range', [allRightsSlot(scene), uareaAddress(scene) + 1024, count, rangeVa(scene, envOf(scene, to), count), ke, to.id]);
  }
  const va = bindingWhere(scene, env, ({ frame }) => get(scene.state.pages, frame).status === 'user');
  if (va < 0) return callStep('insert_pte_range', [allRightsSlot(scene), windowPointer(scene), 0, hotVa(scene), ke, to.id]);
  return callStep('insert_pte_range', [allRightsSlot(scene), UVPT + 4 * (va / PAGE_BYTES), 1 + draw.below(8), draw.chance(70) ? va : hotVa(scene), ke, to.id]);
};

/** The only binding of a page, which moves to the page behind: between the two elements nothing binds it (IPR-16). */
const movedBinding = (scene: Scene): Step | null => {
  const { state, env } = scene;
  const va = bindingWhere(scene, env, ({ frame }) => { const page = get(state.pages, frame); return page.status === 'user' && page.readers === 1 && page.pins === 0 && mayUse(env, page.acl, 0); });
  if (va < 0 || va + 2 * PAGE_BYTES > UTOP) return null;
  const frame = entryOf(state, env, va)?.frame ?? 0;
  const at = argumentBuffer(scene, 8);
  const k = slotWhere(scene, (c) => opens(scene, c, get(state.pages, frame), 0));
  return callStep('insert_pte_range', [k, at, 2, va, 0, 0], storeWords(at, [0, frame * PAGE_BYTES + ENTRY.present + ENTRY.user]));
};

/** An insert_pte_range in which only the named guard fails; null breaks none. */
export const drawInsertPteRange = (scene: Scene, broken: string | null): Step => {
  const { draw } = scene;
  const to = target(scene, envWish(scene, broken, ['IPR-3', 'IPR-4', 'IPR-5']));
  const ke = broken === 'IPR-4' ? invalidSlot(scene) : to.slot;
  const claiming = allRightsSlot(scene);
  if (broken === 'IPR-1') return callStep('insert_pte_range', [claiming, scratch(scene), draw.of(TOO_MANY), hotVa(scene), ke, to.id]);
  if (broken === 'IPR-2') return callStep('insert_pte_range', [claiming, outsidePointer(scene), 2 + draw.below(4), hotVa(scene), ke, to.id]);
  if (broken === 'ENT-5') return callStep('insert_pte_range', [claiming, missingPointer(scene), 2 + draw.below(63), hotVa(scene), ke, to.id]);
  if (broken === null && draw.chance(20)) return copiedRange(scene, to, ke);
  const moved = broken === null && draw.chance(10) ? movedBinding(scene) : null;
  if (moved !== null) return moved;
  const k = broken === 'IPR-7' ? invalidSlot(scene) : broken === 'IPR-11' ? weakSlot(scene) : claiming;
  const words = drawElements(scene, k, broken);
  const fresh = broken === 'IPR-15' ? beforeMissingTable(scene, envOf(scene, to), words.length - 1) : -1;
  const va = fresh >= 0 ? fresh : broken === 'IPR-6' ? badRangeVa(scene, words.length) : rangeVa(scene, envOf(scene, to), words.length);
  const at = argumentBuffer(scene, 4 * words.length);
  return callStep('insert_pte_range', [k, at, words.length, va, ke, to.id], storeWords(at, words));
};

/** Arguments without plan. */
export const wildInsertPteRange = (scene: Scene): Step => {
  const { draw } = scene;
  const slot = (): number => draw.below(scene.env.capabilities.length + 1);
  const to = target(scene, draw.of(['self', 'other', 'bad']));
  const n = draw.chance(80) ? draw.below(RANGE_COUNT_MAX + 2) : specialWord(scene);
  const words = Array.from({ length: draw.below(4) }, () => draw.word());
  const at = scratch(scene);
  const pointer = draw.chance(60) ? at : windowPointer(scene);
  return callStep('insert_pte_range', [slot(), pointer, n, draw.chance(80) ? hotVa(scene) : specialWord(scene), slot(), to.id], storeWords(at, words));
};

const ADDED: readonly number[] = [ENTRY.writable, 0, ENTRY.writable, 0, ENTRY.accessed, ENTRY.dirty, ENTRY.writeThrough + ENTRY.cacheDisable, ENTRY.present + ENTRY.user, 0xe00, 0x200];
const REMOVED: readonly number[] = [0, ENTRY.writable, 0, ENTRY.writable, ENTRY.accessed + ENTRY.dirty, ENTRY.dirty, ENTRY.cacheDisable, 0xe00, 0x400];
/** Bits that are no flags of a page entry, or that the processor reserves. */
const NO_FLAGS: readonly number[] = [ENTRY.reserved7, ENTRY.reserved8, 0x1000, 0x8000, 0x1080];

/** What to add and what to remove. */
interface Flags {
  readonly add: number;
  readonly remove: number;
}

/** Bits that are the library's own, which may be changed of any entry: of that of the pad, too. */
const SOFT: readonly number[] = [0x200, 0xe00, 0x400, 0];

const drawFlags = (scene: Scene, broken: string | null, isBare: boolean): Flags => {
  const { draw } = scene;
  const add = broken === 'MPR-11' || (broken === 'MPR-10' && draw.chance(50)) ? ENTRY.writable : draw.of(isBare ? SOFT : ADDED);
  const remove = draw.of(isBare ? SOFT : REMOVED);
  // To add writable needs the right to write, even where it is removed at once.
  if (broken === 'MPR-10' && draw.chance(25)) return { add: ENTRY.writable, remove: ENTRY.writable };
  if (broken === 'MPR-5') return draw.chance(50) ? { add: add + draw.of(NO_FLAGS), remove } : { add, remove: remove + draw.of(NO_FLAGS) };
  if (broken === 'MPR-6') return { add, remove: (remove | draw.of([ENTRY.present, ENTRY.user, ENTRY.present + ENTRY.user])) };
  return broken === 'MPR-11' ? { add, remove: remove & ~ENTRY.writable } : { add, remove };
};

/** The rights that the flags need on a page. */
const rightsFor = ({ add }: Flags): number => ((add & ENTRY.writable) === 0 ? 0 : RIGHT_WRITE);

/** Is this the entry that the named guard of mod_pte_range, or none, is about? */
const suits = (scene: Scene, entry: Entry, flags: Flags, broken: string | null): boolean => {
  const page = get(scene.state.pages, entry.frame);
  const rights = rightsFor(flags);
  if (broken === 'MPR-10' && rights !== 0 && entry.writable && scene.draw.chance(70)) return false;
  if (broken === 'MPR-10') return page.status === 'user' && scene.env.capabilities.some((c) => c !== null && !opens(scene, c, page, rights));
  if (page.status !== 'user' || !mayUse(scene.env, page.acl, rights)) return false;
  if (broken === 'MPR-11') return !entry.writable && isFullOfWriters(page);
  return entry.writable || rights === 0 || !isFullOfWriters(page);
};

/** What a binding that suits needs first: a page whose limit forbids writers, or any page at all. */
const firstNeeded = (scene: Scene, broken: string | null): Step => {
  const { state, env, draw } = scene;
  const va = broken === 'MPR-11' ? bindingWhere(scene, env, ({ frame }) => { const page = get(state.pages, frame); return page.writers === 0 && page.status === 'user' && mayUse(env, page.acl, RIGHT_MOD); }) : -1;
  if (va < 0) return callStep('insert_pte', [allRightsSlot(scene), ENTRY.present + (broken === 'MPR-11' || draw.chance(40) ? 0 : ENTRY.writable), 0x00400000 + PAGE_BYTES * draw.below(4), 0, 0]);
  const frame = entryOf(state, env, va)?.frame ?? 0;
  return callStep('pstate_mod', [slotWhere(scene, (c) => opens(scene, c, get(state.pages, frame), RIGHT_MOD)), frame, LIMIT_ALL, LIMIT_NONE]);
};

/** Guards that fail before the entries are looked at: the rest of the call should be in order, wherever that is. */
const BEFORE_ENTRIES: readonly string[] = ['MPR-1', 'MPR-2', 'MPR-3', 'MPR-4', 'MPR-5', 'MPR-6', 'MPR-7', 'MPR-8'];

/** Whether an env has nothing but its pad, of which only the library's own bits can be changed. */
const isBareFor = (scene: Scene, env: Env, broken: string | null): boolean =>
  broken !== null && BEFORE_ENTRIES.includes(broken) && bindingWhere(scene, env, ({ frame }) => get(scene.state.pages, frame).status === 'user') < 0;

/** Where flags are changed with which slot, when bindings are there that suit; else somewhere with some slot. */
const placeFor = (scene: Scene, env: Env, flags: Flags, broken: string | null): { readonly va: number; readonly k: number } => {
  const wantsCached = broken === null && scene.draw.chance(50);
  const isCached = (entry: Entry): boolean => entry.accessed && (entryWord(entry) & flags.add) !== flags.add;
  const cached = wantsCached ? bindingWhere(scene, env, (entry) => isCached(entry) && suits(scene, entry, flags, broken)) : -1;
  const va = cached >= 0 ? cached : bindingWhere(scene, env, (entry) => suits(scene, entry, flags, broken) && (broken !== null || scene.draw.chance(75)));
  if (va < 0) return { va: broken === 'MPR-10' ? PAD : -1, k: slotWhere(scene, () => true) };
  const page = get(scene.state.pages, entryOf(scene.state, env, va)?.frame ?? 0);
  return { va, k: slotWhere(scene, (c) => opens(scene, c, page, rightsFor(flags)) !== (broken === 'MPR-10')) };
};

/** A mod_pte_range in which only the named guard fails; null breaks none. */
export const drawModPteRange = (scene: Scene, broken: string | null): Step => {
  const { draw } = scene;
  const twice = broken === 'MPR-11' && draw.chance(60) ? twiceBoundMadeWritable(scene) : null;
  if (twice !== null) return twice;
  const to = target(scene, envWish(scene, broken, ['MPR-2', 'MPR-3', 'MPR-4']));
  const ke = broken === 'MPR-3' ? invalidSlot(scene) : to.slot;
  const env = envOf(scene, to);
  const isBare = isBareFor(scene, env, broken);
  const flags = drawFlags(scene, broken, isBare);
  const word = flags.remove * 0x10000 + flags.add;
  const place = isBare ? { va: PAD, k: slotWhere(scene, () => true) } : placeFor(scene, env, flags, broken);
  const k = broken === 'MPR-8' ? invalidSlot(scene) : place.k;
  const count = broken === 'MPR-1' ? draw.of(TOO_MANY) : broken === null || broken === 'MPR-8' ? draw.of([1, 1, 2, 3, 0, 1, 16, RANGE_COUNT_MAX]) : 1 + draw.below(3);
  // What is behind the most pages is bound: unchecked, it would be changed without having been looked at.
  if (broken === 'MPR-1' && draw.chance(40)) return callStep('mod_pte_range', [k, word, PAD - RANGE_COUNT_MAX * PAGE_BYTES, RANGE_COUNT_MAX + 1, ke, to.id]);
  if (broken === 'MPR-7') return callStep('mod_pte_range', [k, word, badRangeVa(scene, count), count, ke, to.id]);
  if (broken === 'MPR-9') return callStep('mod_pte_range', [k, word, tablelessVa(scene, env, count), count, ke, to.id]);
  if (broken === null && draw.chance(8)) return callStep('mod_pte_range', [slotWhere(scene, () => true), draw.of([0x200, 0xe00, 0x04000a00]), PAD, 1, ke, to.id]);
  if (place.va < 0 && (broken === null || broken === 'MPR-11') && draw.chance(75)) return firstNeeded(scene, broken);
  const va = place.va < 0 ? hotVa(scene) : place.va;
  return callStep('mod_pte_range', [k, word, va, broken === 'MPR-1' ? count : Math.min(count, (UTOP - va) / PAGE_BYTES), ke, to.id]);
};

/** Pages whose last one, or all of which, have no page table. */
const tablelessVa = (scene: Scene, env: Env, count: number): number => {
  const across = scene.draw.chance(50) ? beforeMissingTable(scene, env, count - 1) : -1;
  return across >= 0 ? across : (3 + scene.draw.below(700)) * REGION_BYTES;
};

/** Arguments without plan. */
export const wildModPteRange = (scene: Scene): Step => {
  const { draw } = scene;
  const slot = (): number => (draw.chance(70) ? slotWhere(scene, () => true) : draw.below(scene.env.capabilities.length + 1));
  const to = target(scene, draw.of(['self', 'self', 'other', 'bad']));
  const flags = draw.chance(70) ? (draw.word() & 0x0e7a0e7f) >>> 0 : draw.word();
  const va = draw.chance(80) ? boundVa(scene, envOf(scene, to)) : specialWord(scene);
  return callStep('mod_pte_range', [slot(), flags, va, draw.chance(85) ? draw.of([1, 1, 2, 3, 0]) : specialWord(scene), slot(), to.id]);
};

/** A read_pte in which only the named guard fails; null breaks none. */
export const drawReadPte = (scene: Scene, broken: string | null): Step => {
  const to = target(scene, envWish(scene, broken, ['RPT-1', 'RPT-2', 'RPT-3']), 0);
  const va = broken === 'RPT-4' ? badVa(scene) : scene.draw.chance(70) ? boundVa(scene, envOf(scene, to)) : hotVa(scene);
  return callStep('read_pte', [va, broken === 'RPT-2' ? invalidSlot(scene) : to.slot, to.id]);
};

/** Arguments without plan. */
export const wildReadPte = (scene: Scene): Step => {
  const to = target(scene, scene.draw.of(['self', 'other', 'bad']));
  return callStep('read_pte', [scene.draw.chance(60) ? hotVa(scene) : specialWord(scene), scene.draw.below(scene.env.capabilities.length + 1), to.id]);
};
