import { PAGE_BYTES, REGION_BYTES, UTOP } from '../../abi/addressMap.ts';
import { frameMapOf } from '../../abi/frameMap.ts';
import { ENTRY, PAGE, PAGE_ROW_BYTES, PAGE_STATUS, RIGHT_MOD, RIGHT_WRITE, RIGHTS_ALL } from '../../abi/layout.ts';
import type { Capability } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { mayUse } from '../authority.ts';
import type { Step } from '../step.ts';
import { callStep } from './callDraft.ts';
import { capabilityWords, dominatedBy, notCanonical, storeWords } from './capabilityBytes.ts';
import { envWish } from './envWish.ts';
import { envOf, isFull, opens } from './pageRights.ts';
import { badVa, boundVa, emptyRegions, frameWhere, hotVa, invalidSlot, missingPointer, outsidePointer, scratch, slotsWhere, slotWhere, specialWord, target, uareaAddress, windowPointer } from './pools.ts';
import type { Scene } from './pools.ts';

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
  const frame = frameWhere(scene, (f) => {
    const page = get(scene.state.pages, f);
    return page.status === 'user' && slotsWhere(scene.env, (c) => !opens(scene, c, page, rights)).length > 0;
  });
  const page = get(scene.state.pages, frame);
  return { frame, k: slotWhere(scene, (c) => !opens(scene, c, page, rights)), writable };
};

/** An insert_pte in which only the named guard fails; null breaks none. */
export const drawInsertPte = (scene: Scene, broken: string | null): Step => {
  const { draw } = scene;
  const to = target(scene, envWish(scene, broken, ['INS-1', 'INS-2', 'INS-3']));
  const ke = broken === 'INS-2' ? invalidSlot(scene) : to.slot;
  const fresh = broken === 'INS-12' || broken === 'INS-13';
  const va = broken === 'INS-4' ? badVa(scene) : fresh ? freshVa(scene) : draw.chance(25) ? boundVa(scene, envOf(scene, to)) : hotVa(scene);
  if (broken === 'INS-13' || (broken === null && draw.chance(6))) {
    const payload = draw.chance(30) ? 0 : draw.word();
    return callStep('insert_pte', [slotWhere(scene, () => true), payload - (payload % 2), va, ke, to.id]);
  }
  const named = frameFor(scene, broken);
  const k = broken === 'INS-5' ? invalidSlot(scene) : named.k;
  return callStep('insert_pte', [k, named.frame * PAGE_BYTES + flags(scene, named.writable), va, ke, to.id]);
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

/** A remove_vas in which only the named guard fails; null breaks none. */
export const drawRemoveVas = (scene: Scene, broken: string | null): Step => {
  const { draw } = scene;
  const to = target(scene, envWish(scene, broken, ['RMV-3', 'RMV-4', 'RMV-5']));
  const ke = broken === 'RMV-4' ? invalidSlot(scene) : to.slot;
  if (broken === 'RMV-1') return callStep('remove_vas', [scratch(scene), draw.of([65, 66, 0x80000000, 0xffffffff]), ke, to.id]);
  if (broken === 'RMV-2') return callStep('remove_vas', [outsidePointer(scene), 1 + draw.below(4), ke, to.id]);
  if (broken === 'ENT-5') return callStep('remove_vas', [missingPointer(scene), 1 + draw.below(64), ke, to.id]);
  const count = draw.of([1, 1, 2, 3, 0, 4]);
  const env = envOf(scene, to);
  const vas = Array.from({ length: count }, () => (draw.chance(70) ? boundVa(scene, env) : hotVa(scene)));
  if (broken === 'RMV-6') vas[draw.below(Math.max(1, count))] = badVa(scene);
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
  if (own.length > 0 && draw.chance(50)) return callStep('pt_free', [draw.of(own) * REGION_BYTES, 0, 0]);
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

/**
 * A frame number beyond RAM whose row, were the table that long, would lie in the caller's own u-area, where it has
 * written a row that it may modify: without the check the kernel would take it for a page.
 */
const forgedPageRow = (scene: Scene): Step => {
  const { state, env } = scene;
  const offset = 512;
  const address = env.uarea * PAGE_BYTES + offset - frameMapOf(state.boot.geometry).pagesFirst * PAGE_BYTES;
  const k = slotWhere(scene, (c) => c.rights === RIGHTS_ALL);
  const at = uareaAddress(scene) + offset;
  const words = capabilityWords(env.capabilities[k] ?? { rights: RIGHTS_ALL, name: [] });
  const stores = [...storeWords(at + PAGE.status, [PAGE_STATUS.user]), ...storeWords(at + PAGE.acl, words)];
  return callStep('pgacl_mod', [k, address / PAGE_ROW_BYTES, 1, at + PAGE.acl], stores);
};

/** A pgacl_mod in which only the named guard fails; null breaks none. */
export const drawPgaclMod = (scene: Scene, broken: string | null): Step => {
  const { draw, state } = scene;
  if (broken === 'PGA-2' && draw.chance(40)) return forgedPageRow(scene);
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
    : broken === 'PGA-9' ? capabilityWords({ rights: draw.of([0, 1, 3, 4]), name: held.name })
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
