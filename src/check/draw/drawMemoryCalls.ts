import { PAD, PAGE_BYTES, REGION_BYTES, UTOP } from '../../abi/addressMap.ts';
import { ENTRY, RIGHT_MOD, RIGHT_WRITE, RIGHTS_ALL } from '../../abi/layout.ts';
import { virtualAddress } from '../../abi/words.ts';
import { entryAt, entryWord, spaceAt } from '../../model/pageEntries.ts';
import type { Capability, Env, Page } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { mayUse } from '../authority.ts';
import type { Step } from '../step.ts';
import { callStep } from './callDraft.ts';
import { capabilityWords, dominatedBy, notCanonical, storeWords } from './capabilityBytes.ts';
import { envWish } from './envWish.ts';
import { forgedPageRow } from './forgedRow.ts';
import { bindingWhere, entryOf, entryWhere, envOf, isFull, opens } from './pageRights.ts';
import { badVa, boundVa, emptyRegions, frameWhere, hotVa, invalidSlot, missingPointer, outsidePointer, scratch, slotsWhere, slotWhere, specialWord, target, windowPointer } from './pools.ts';
import type { Scene, Target } from './pools.ts';

/** Flags of a page entry: the present bit, W now and then, and the library's own bits now and then. */
const flags = (scene: Scene, writable: boolean): number =>
  ENTRY.present + (writable ? ENTRY.writable : 0) + (scene.draw.chance(25) ? scene.draw.word() % 0x1000 & ~(ENTRY.present | ENTRY.writable) : ENTRY.user);

interface Named {
  readonly frame: number;
  readonly k: number;
  readonly writable: boolean;
}

/** A user page that may be bound with some slot, or a free frame, or any. */
const legalFrame = (scene: Scene, writable: boolean): Named => {
  const { draw, state } = scene;
  const all = slotWhere(scene, (c) => c.rights === RIGHTS_ALL);
  if (draw.chance(45)) {
    const frame = frameWhere(scene, (f) => { const page = get(state.pages, f); return page.status === 'user' && mayUse(scene.env, page.acl, writable ? RIGHT_WRITE : 0); });
    const page = get(state.pages, frame);
    return { frame, k: slotWhere(scene, (c) => opens(scene, c, page, writable ? RIGHT_WRITE : 0)), writable };
  }
  return { frame: draw.chance(60) ? 0 : frameWhere(scene, (f) => get(state.pages, f).status === 'free'), k: all, writable };
};

/** The frame and slot with which only the named guard of insert_pte fails. */
const frameFor = (scene: Scene, broken: string | null): Named => {
  const { draw, state } = scene;
  const writable = draw.chance(60);
  const status = (f: number): string => get(state.pages, f).status;
  const all = slotWhere(scene, (c) => c.rights === RIGHTS_ALL);
  switch (broken) {
    case 'INS-6': return { frame: draw.of([state.pages.length, state.pages.length + 1, 0xfffff, 0x80000]), k: all, writable };
    case 'INS-7': return { frame: frameWhere(scene, (f) => f !== 0 && status(f) !== 'user' && status(f) !== 'free'), k: all, writable };
    case 'INS-8': return refusedPage(scene, writable);
    case 'INS-9': return { frame: draw.chance(50) ? 0 : frameWhere(scene, (f) => status(f) === 'free'), k: slotWhere(scene, (c) => c.rights !== RIGHTS_ALL), writable };
    case 'INS-10':
    case 'INS-11': {
      const write = broken === 'INS-11' || draw.chance(30);
      const frame = frameWhere(scene, (f) => { const page = get(state.pages, f); return page.status === 'user' && isFull(page, write) && mayUse(scene.env, page.acl, write ? RIGHT_WRITE : 0); });
      const page = get(state.pages, frame);
      return { frame, k: slotWhere(scene, (c) => opens(scene, c, page, write ? RIGHT_WRITE : 0)), writable: write };
    }
    default: return legalFrame(scene, writable);
  }
};

/** A user page and a slot that does not open it: for want of a name, or of W. */
const refusedPage = (scene: Scene, writable: boolean): Named => {
  const rights = writable ? RIGHT_WRITE : 0;
  const isRefused = (c: Capability, page: Page): boolean => !opens(scene, c, page, rights);
  // The slot has the right, and the entry that its name opens has not.
  const isWeakEntry = (c: Capability, page: Page): boolean => (c.rights & rights) !== 0 && isRefused(c, page) && opens(scene, c, page, 0);
  const refusedBy = (test: (c: Capability, page: Page) => boolean): Named | null => {
    const isWanted = (f: number): boolean => { const page = get(scene.state.pages, f); return page.status === 'user' && slotsWhere(scene.env, (c) => test(c, page)).length > 0; };
    const frame = frameWhere(scene, isWanted);
    return isWanted(frame) ? { frame, k: slotWhere(scene, (c) => test(c, get(scene.state.pages, frame))), writable } : null;
  };
  const weak = writable && scene.draw.chance(60) ? refusedBy(isWeakEntry) : null;
  return weak ?? refusedBy(isRefused) ?? { frame: 0, k: slotWhere(scene, (c) => c.rights !== RIGHTS_ALL), writable };
};

/** A payload that looks like a binding of a frame, free or not, whose present bit is off; rather of a page that is full. */
const swappedOut = (scene: Scene): number => {
  const wantsFull = scene.draw.chance(60);
  const isWanted = (f: number): boolean => { const page = get(scene.state.pages, f); return page.status !== 'kernel' && (!wantsFull || (page.status === 'user' && isFull(page, true))); };
  return frameWhere(scene, isWanted) * PAGE_BYTES + scene.draw.word() % PAGE_BYTES;
};

/** An address whose payload looks like a binding of the frame; -1 if there is none. */
const payloadVa = (scene: Scene, env: Env, frame: number): number =>
  entryWhere(scene, env, ({ present, payload }) => !present && Math.trunc(payload / PAGE_BYTES) === frame);

/** What is full stays full where a payload names it, which is no binding that goes (INS-10). */
const FULL: readonly (string | null)[] = ['INS-10', 'INS-11'];

/** An address with an entry, rather one that was used: its translation may be cached. */
const usedVa = (scene: Scene, env: Scene['env']): number => {
  const space = spaceAt(scene.state, env.directory);
  const vas = [boundVa(scene, env), boundVa(scene, env), boundVa(scene, env)];
  return vas.find((va) => entryAt(space, virtualAddress(va))?.accessed === true && va !== PAD) ?? vas[0];
};

/** Bits of a page entry that a library changes in place: present, W, and those that are its own. */
const RETOUCHED: readonly number[] = [ENTRY.present, ENTRY.writable, ENTRY.writeThrough, ENTRY.accessed, ENTRY.dirty, ENTRY.dirty, ENTRY.softwareUnit];

/** The entry that is there with one bit changed: a translation may be cached that differs in this bit only. */
const retouch = (scene: Scene, to: Target, ke: number): Step | null => {
  const { draw, state } = scene;
  const env = envOf(scene, to);
  const va = usedVa(scene, env);
  const entry = entryAt(spaceAt(state, env.directory), virtualAddress(va));
  if (entry === null) return null;
  const word = (entryWord(entry) ^ draw.of(RETOUCHED)) >>> 0;
  const frame = Math.trunc(word / PAGE_BYTES);
  const page = frame < state.pages.length ? get(state.pages, frame) : null;
  const k = slotWhere(scene, (c) => page === null || opens(scene, c, page, (word & ENTRY.writable) === 0 ? 0 : RIGHT_WRITE));
  // A store before the call caches the translation and sets dirty, which the word may clear.
  const stores = to.index === scene.running && entry.writable && draw.chance(50) ? storeWords(va + 64, [draw.word()]) : [];
  return callStep('insert_pte', [k, word, va, ke, to.id], stores);
};

/** A page that was written, and is written once more so that its translation is cached, becomes clean: the next store must set dirty again. */
const cleanDirty = (scene: Scene): Step | null => {
  const { draw, state, env } = scene;
  const va = bindingWhere(scene, env, ({ frame, dirty, writable }) => {
    const page = get(state.pages, frame);
    return dirty && writable && page.status === 'user' && mayUse(env, page.acl, RIGHT_WRITE);
  });
  const entry = va < 0 ? null : entryOf(state, env, va);
  if (entry === null) return null;
  const k = slotWhere(scene, (c) => opens(scene, c, get(state.pages, entry.frame), RIGHT_WRITE));
  return callStep('insert_pte', [k, (entryWord(entry) | ENTRY.accessed) - ENTRY.dirty, va, 0, 0], storeWords(va + 64, [draw.word()]));
};

/** An insert_pte in which only the named guard fails; null breaks none. */
export const drawInsertPte = (scene: Scene, broken: string | null): Step => {
  const { draw } = scene;
  const to = target(scene, envWish(scene, broken, ['INS-1', 'INS-2', 'INS-3']));
  const ke = broken === 'INS-2' ? invalidSlot(scene) : to.slot;
  const retouched = broken === null && draw.chance(18) ? retouch(scene, to, ke) : null;
  if (retouched !== null) return retouched;
  const cleaned = broken === null && draw.chance(4) ? cleanDirty(scene) : null;
  if (cleaned !== null) return cleaned;
  const fresh = broken === 'INS-12' || broken === 'INS-13';
  const va = broken === 'INS-4' ? badVa(scene) : fresh ? freshVa(scene) : draw.chance(25) ? boundVa(scene, envOf(scene, to)) : hotVa(scene);
  if (broken === 'INS-13' || (broken === null && draw.chance(6))) {
    const payload = draw.chance(30) ? 0 : draw.chance(50) ? draw.word() : swappedOut(scene);
    return callStep('insert_pte', [slotWhere(scene, () => true), payload - (payload % 2), va, ke, to.id]);
  }
  const named = frameFor(scene, broken);
  const k = broken === 'INS-5' ? invalidSlot(scene) : named.k;
  const swapped = FULL.includes(broken) ? payloadVa(scene, envOf(scene, to), named.frame) : -1;
  return callStep('insert_pte', [k, named.frame * PAGE_BYTES + flags(scene, named.writable), swapped < 0 ? va : swapped, ke, to.id]);
};

/** A page in a region that probably has no table yet. */
const freshVa = (scene: Scene): number => (scene.draw.below(64) + 1) * 2 * REGION_BYTES + PAGE_BYTES * scene.draw.below(3);

/** Arguments without plan. */
export const wildInsertPte = (scene: Scene): Step => {
  const { draw } = scene;
  const slot = (): number => draw.below(scene.env.capabilities.length + 1);
  const to = target(scene, draw.of(['self', 'other', 'bad']));
  const pte = draw.chance(50) ? draw.word() : draw.below(scene.state.pages.length + 1) * PAGE_BYTES + draw.word() % 0x1000;
  return callStep('insert_pte', [slot(), pte, draw.chance(70) ? hotVa(scene) : specialWord(scene), slot(), to.id]);
};

const NEIGHBOURS = 12;

/** More addresses than are usually listed, side by side, as ranges bind them. */
const neighbours = (scene: Scene, env: Env): number[] => {
  const run = bindingWhere(scene, env, (_, va) => entryOf(scene.state, env, va + 9 * PAGE_BYTES)?.present === true);
  const from = Math.min(run < 0 ? boundVa(scene, env) : run, UTOP - NEIGHBOURS * PAGE_BYTES);
  return Array.from({ length: NEIGHBOURS }, (_, i) => from + i * PAGE_BYTES);
};

/** A remove_vas in which only the named guard fails; null breaks none. */
export const drawRemoveVas = (scene: Scene, broken: string | null): Step => {
  const { draw } = scene;
  const to = target(scene, envWish(scene, broken, ['RMV-3', 'RMV-4', 'RMV-5']));
  const ke = broken === 'RMV-4' ? invalidSlot(scene) : to.slot;
  if (broken === 'RMV-1') return callStep('remove_vas', [scratch(scene), draw.of([65, 66, 0x80000000, 0xffffffff]), ke, to.id]);
  if (broken === 'RMV-2') return callStep('remove_vas', [outsidePointer(scene), 1 + draw.below(4), ke, to.id]);
  if (broken === 'ENT-5') return callStep('remove_vas', [missingPointer(scene), 1 + draw.below(64), ke, to.id]);
  const count = draw.of([1, 1, 2, 3, 0, 4]);
  // ENT-4: an empty list is not looked at, wherever it is said to be.
  if (count === 0 && broken === null && draw.chance(50)) return callStep('remove_vas', [draw.chance(50) ? outsidePointer(scene) : missingPointer(scene), 0, ke, to.id]);
  const env = envOf(scene, to);
  const vas = draw.chance(6) ? neighbours(scene, env) : Array.from({ length: count }, () => (draw.chance(70) ? boundVa(scene, env) : hotVa(scene)));
  if (broken === 'RMV-6') vas[draw.below(Math.max(1, vas.length))] = badVa(scene);
  const at = scratch(scene);
  return callStep('remove_vas', [at, vas.length, ke, to.id], storeWords(at, vas));
};

export const wildRemoveVas = (scene: Scene): Step => {
  const { draw } = scene;
  const to = target(scene, draw.of(['self', 'other', 'bad']));
  return callStep('remove_vas', [draw.chance(60) ? scratch(scene) : windowPointer(scene), draw.chance(70) ? draw.below(66) : specialWord(scene), draw.below(scene.env.capabilities.length + 1), to.id]);
};

/** A pt_free in which only the named guard fails; null breaks none. */
export const drawPtFree = (scene: Scene, broken: string | null): Step => {
  const { draw, state } = scene;
  const own = broken === null ? emptyRegions(scene) : [];
  if (own.length > 0 && draw.chance(65)) {
    const self = target(scene, 'self');
    return callStep('pt_free', [draw.of(own) * REGION_BYTES, self.slot, self.id]);
  }
  const to = target(scene, envWish(scene, broken, ['PTF-1', 'PTF-2', 'PTF-3']));
  const ke = broken === 'PTF-2' ? invalidSlot(scene) : to.slot;
  const tables = get(state.spaces, envOf(scene, to).directory)?.tables ?? [];
  const isEmpty = (region: number): boolean => tables.some((t) => t.region === region && t.lines.every((line) => line.every((e) => e === null)));
  const wanted = tables.map((t) => t.region).filter((region) => isEmpty(region) !== (broken === 'PTF-6'));
  const region = broken === 'PTF-5' ? draw.below(700) + 3 : wanted.length === 0 ? draw.below(3) : draw.of(wanted);
  const va = broken === 'PTF-4' ? draw.of([UTOP + 2 * REGION_BYTES, 0x00401000, 0xefc00000, 0xef800000, 0xf0000000, 0x00400001]) : region * REGION_BYTES;
  return callStep('pt_free', [va, ke, to.id]);
};

export const wildPtFree = (scene: Scene): Step => {
  const to = target(scene, scene.draw.of(['self', 'other', 'bad']));
  return callStep('pt_free', [scene.draw.chance(60) ? hotVa(scene) : specialWord(scene), scene.draw.below(scene.env.capabilities.length + 1), to.id]);
};

/** The second ACL entry of a row that is no row of the table. */
const modifyForgedRow = (scene: Scene): Step => {
  const { row, k, list, stores } = forgedPageRow(scene);
  return callStep('pgacl_mod', [k, row, 1, list], stores);
};

/** A pgacl_mod in which only the named guard fails; null breaks none. */
export const drawPgaclMod = (scene: Scene, broken: string | null): Step => {
  const { draw, state } = scene;
  if (broken === 'PGA-2' && draw.chance(60)) return modifyForgedRow(scene);
  const has = (f: number, may: boolean): boolean => { const page = get(state.pages, f); return page.status === 'user' && mayUse(scene.env, page.acl, RIGHT_MOD) === may; };
  const early = broken === 'PGA-1' || broken === 'ENT-5';
  const frame = broken === 'PGA-2' || (early && draw.chance(20)) ? draw.of([state.pages.length, 0xffffffff, 0x80000000])
    : broken === 'PGA-3' || (early && draw.chance(30)) ? frameWhere(scene, (f) => get(state.pages, f).status !== 'user')
      : frameWhere(scene, (f) => has(f, (broken !== 'PGA-5' && !early) || draw.chance(50)));
  const acl = frame < state.pages.length ? get(state.pages, frame) : null;
  const grants = (c: Capability): boolean => acl !== null && opens(scene, c, acl, RIGHT_MOD);
  const k = broken === 'PGA-4' ? invalidSlot(scene) : slotWhere(scene, (c) => grants(c) !== (broken === 'PGA-5'));
  const entries = state.boot.geometry.aclEntries;
  const position = broken === 'PGA-6' ? draw.of([entries, entries + 1, 0xffffffff]) : broken === 'PGA-7' || broken === 'PGA-9' ? 0 : draw.below(entries);
  if (broken === 'PGA-7' || (broken === null && position > 0 && draw.chance(25))) return callStep('pgacl_mod', [k, frame, position, 0]);
  if (broken === 'PGA-1') return callStep('pgacl_mod', [k, frame, position, outsidePointer(scene)]);
  if (broken === 'ENT-5') return callStep('pgacl_mod', [k, frame, position, missingPointer(scene)]);
  const held = scene.env.capabilities[k] ?? { rights: RIGHTS_ALL, name: [draw.below(16)] };
  const words = broken === 'PGA-8' ? notCanonical(draw, held)
    : broken === 'PGA-9' ? capabilityWords({ rights: draw.of([0, 3, 4, 5, 6]), name: held.name })
      : capabilityWords(draw.chance(60) ? dominatedBy(draw, { ...held, rights: RIGHTS_ALL }, position === 0 ? RIGHTS_ALL : 0) : someonesName(scene, position));
  const at = scratch(scene);
  return callStep('pgacl_mod', [k, frame, position, at], storeWords(at, words));
};

/** A lock that somebody else can open: granting a page to another env. */
const someonesName = (scene: Scene, position: number): Capability => {
  const other = get(scene.state.envs, scene.draw.below(scene.state.envs.length));
  const slot = other.capabilities[0] ?? null;
  return { rights: position === 0 ? RIGHTS_ALL : scene.draw.of([7, 1, 0, 4, 5]), name: slot === null ? [1] : slot.name };
};

export const wildPgaclMod = (scene: Scene): Step => {
  const { draw } = scene;
  return callStep('pgacl_mod', [draw.below(scene.env.capabilities.length + 1), draw.below(scene.state.pages.length + 1), draw.below(5), draw.chance(50) ? windowPointer(scene) : scratch(scene)]);
};
