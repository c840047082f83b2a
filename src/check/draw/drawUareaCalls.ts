import { KERNBASE, PAD, PAGE_BYTES, UADDRS, ULIM, UTOP } from '../../abi/addressMap.ts';
import { UAREA_COUNT_MAX } from '../../abi/calls.ts';
import { REGISTER_RECORD_BYTES, RIGHT_WRITE, RIGHTS_ALL, UAREA } from '../../abi/layout.ts';
import type { Page } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { mayUse } from '../authority.ts';
import { PAD_HANDLER } from '../pad.ts';
import { liveIndices } from '../present.ts';
import type { Step } from '../step.ts';
import { callStep } from './callDraft.ts';
import { storeWords } from './capabilityBytes.ts';
import { drawEnvClone } from './drawEnvCalls.ts';
import { envWish } from './envWish.ts';
import { offerWords } from './offers.ts';
import { countFree, hasFreeRow } from './pageRights.ts';
import { boundVa, frameWhere, grantsOn, idOf, invalidSlot, missingPointer, outsidePointer, scratch, slotWhere, specialWord, target, uareaAddress, windowPointer } from './pools.ts';
import type { EnvWish, Scene, Target } from './pools.ts';
import { argumentBuffer, forbiddenBuffer, resultBuffer } from './resultBuffers.ts';

/** A slot for a call that looks at it even for the caller itself. */
const slotFor = (scene: Scene, broken: string | null, invalid: string, to: Target): number => (broken === invalid ? invalidSlot(scene) : to.slot);

/** The rules of a call that refuse a bad id, an invalid slot, and a slot without the right. */
type EnvRules = readonly [string, string, string];

/** A target for these calls; the right may be missing on oneself too, since the slot is always looked at. */
const targetFor = (scene: Scene, broken: string | null, rules: EnvRules, wish: EnvWish, rights: number): Target => {
  if (broken !== rules[2] || scene.draw.chance(85)) return target(scene, wish, rights);
  return { id: scene.draw.chance(70) ? 0 : idOf(scene.env, scene.running), index: scene.running, slot: slotWhere(scene, (c) => !grantsOn(c, scene.env, rights)) };
};

/** Where nobody else is owned, somebody is made first, in the own space, since that takes one frame only. */
const isBirthPossible = (scene: Scene): boolean => hasFreeRow(scene.state) && countFree(scene.state, 1) === 1;

/** The saved registers of another are what the two calls on registers are for. */
const otherWish = (scene: Scene, broken: string | null, rules: EnvRules, self: string): EnvWish => {
  if (broken === self) return 'self';
  return broken === null ? 'authorised' : envWish(scene, broken, rules);
};

const WRENV: EnvRules = ['WRE-2', 'WRE-3', 'WRE-4'];
const RDENV: EnvRules = ['RDE-2', 'RDE-3', 'RDE-4'];
const RDU: EnvRules = ['RDU-3', 'RDU-4', 'RDU-5'];
const WRU: EnvRules = ['WRU-3', 'WRU-4', 'WRU-5'];

/** EFLAGS that nobody may set for another (IF, IOPL, VM, RF), those that may be set (TF, NT, AC, ID), and nonsense. */
const FLAGS: readonly number[] = [0, 0x202, 0x100, 0x302, 0x3202, 0x20202, 0x10202, 0x4202, 0x40ad7, 0x240000, 0x180000, 0xffffffff];
/** Where an env may be told to go on: the pad, nothing, the kernel, the end of user space. */
const PLACES: readonly number[] = [PAD, PAD_HANDLER, PAD + 16, PAD + 4094, 0, 0x10000000, ULIM, ULIM - 1, UTOP, KERNBASE, 0xffffffff];

/** A register record (LAY-17): general registers, then EIP and EFLAGS. */
const recordWords = (scene: Scene, index: number): number[] => {
  const { draw } = scene;
  const stack = draw.chance(60) ? UADDRS + PAGE_BYTES * (Math.max(0, index) + 1) - 64 : specialWord(scene);
  const eip = draw.chance(70) ? draw.of(PLACES) : boundVa(scene, scene.env);
  return [draw.word(), specialWord(scene), draw.word(), 0, stack, draw.word(), specialWord(scene), 1, eip, draw.chance(80) ? draw.of(FLAGS) : draw.word()];
};

/** A wrenv in which only the named guard fails; null breaks none. */
export const drawWrenv = (scene: Scene, broken: string | null): Step => {
  const to = targetFor(scene, broken, WRENV, otherWish(scene, broken, WRENV, 'WRE-5'), RIGHT_WRITE);
  if (broken === null && to.index === scene.running && isBirthPossible(scene)) return drawEnvClone(scene, null);
  const k = slotFor(scene, broken, 'WRE-3', to);
  if (broken === 'WRE-1') return callStep('wrenv', [k, to.id, outsidePointer(scene)]);
  if (broken === 'ENT-5') return callStep('wrenv', [k, to.id, missingPointer(scene)]);
  if (scene.draw.chance(8)) return callStep('wrenv', [k, to.id, windowPointer(scene)]);
  const at = argumentBuffer(scene, REGISTER_RECORD_BYTES);
  return callStep('wrenv', [k, to.id, at], storeWords(at, recordWords(scene, to.index)));
};

/** An rdenv in which only the named guard fails; null breaks none. */
export const drawRdenv = (scene: Scene, broken: string | null): Step => {
  const to = targetFor(scene, broken, RDENV, otherWish(scene, broken, RDENV, 'RDE-5'), RIGHT_WRITE);
  if (broken === null && to.index === scene.running && isBirthPossible(scene)) return drawEnvClone(scene, null);
  const k = slotFor(scene, broken, 'RDE-3', to);
  if (broken === 'RDE-1') return callStep('rdenv', [k, to.id, outsidePointer(scene)]);
  return callStep('rdenv', [k, to.id, broken === 'ENT-5' ? forbiddenBuffer(scene) : resultBuffer(scene, REGISTER_RECORD_BYTES)]);
};

/** Arguments without plan, for either call on registers. */
const wildRegisters = (scene: Scene, call: 'rdenv' | 'wrenv'): Step => {
  const { draw } = scene;
  const to = target(scene, draw.of(['self', 'other', 'other', 'bad']));
  return callStep(call, [draw.below(scene.env.capabilities.length + 1), to.id, draw.chance(70) ? resultBuffer(scene, REGISTER_RECORD_BYTES) : specialWord(scene)]);
};
export const wildRdenv = (scene: Scene): Step => wildRegisters(scene, 'rdenv');
export const wildWrenv = (scene: Scene): Step => wildRegisters(scene, 'wrenv');

const LENGTHS: readonly number[] = [4, 8, 0, 1, 3, 16, 40, UAREA_COUNT_MAX, UAREA_COUNT_MAX - 1];
const TOO_LONG: readonly number[] = [UAREA_COUNT_MAX + 1, UAREA_COUNT_MAX + 1, 4096, 0x80000000, 0xffffffff];

/** An offset with which `n` bytes leave the page, wrapping or not. */
const badOffset = (scene: Scene, n: number): number => scene.draw.of([PAGE_BYTES - n + 1, PAGE_BYTES + 1, 0x80000000, 0x100000000 - Math.max(1, n), 0xffffffff]);

/** An offset that reaches, behind the u-area, a page of somebody else, rather one that the caller may not bind, or a free one. */
const offsetOfAnother = (scene: Scene, to: Target, n: number): number => {
  const { uarea } = get(scene.state.envs, to.index < 0 ? scene.running : to.index);
  const wantsHidden = scene.draw.chance(50);
  const isOfAnother = ({ status, acl }: Page): boolean => (status === 'user' ? !wantsHidden || !mayUse(scene.env, acl, 0) : status === 'free');
  const isBehind = (f: number): boolean => f > uarea && isOfAnother(get(scene.state.pages, f));
  const frame = frameWhere(scene, isBehind);
  return isBehind(frame) ? (frame - uarea) * PAGE_BYTES + 64 * scene.draw.below(60) : badOffset(scene, n);
};

/** An offset with which they stay in it: the words that the kernel reads, the very end, anywhere. */
const goodOffset = (scene: Scene, n: number): number => {
  const { draw } = scene;
  const kind = draw.below(6);
  if (kind < 3) return draw.of([0, UAREA.entfault, UAREA.xsp, UAREA.aenvid, UAREA.gkey, 64]);
  return kind < 4 ? PAGE_BYTES - n : draw.below(PAGE_BYTES - n + 1);
};

/** An rdu in which only the named guard fails; null breaks none. Now and then the buffer overlaps what is read. */
export const drawRdu = (scene: Scene, broken: string | null): Step => {
  const { draw } = scene;
  const to = targetFor(scene, broken, RDU, envWish(scene, broken, RDU), 0);
  const k = slotFor(scene, broken, 'RDU-4', to);
  if (broken === 'RDU-1') return callStep('rdu', [k, to.id, 0, draw.of(TOO_LONG), resultBuffer(scene, 4)]);
  if (broken === 'RDU-2') return callStep('rdu', [k, to.id, 0, 8 + draw.below(200), outsidePointer(scene)]);
  if (broken === 'ENT-5') return callStep('rdu', [k, to.id, 0, 8 + draw.below(200), forbiddenBuffer(scene)]);
  const n = draw.of(LENGTHS);
  const buffer = resultBuffer(scene, n);
  if (broken === 'RDU-6') return callStep('rdu', [k, to.id, draw.chance(60) ? offsetOfAnother(scene, to, n) : badOffset(scene, n), n, buffer]);
  const overlapping = buffer % PAGE_BYTES + draw.of([-4, 1, 4]);
  const offset = draw.chance(25) && overlapping >= 0 && overlapping + n <= PAGE_BYTES ? overlapping : goodOffset(scene, n);
  return callStep('rdu', [k, to.id, offset, n, buffer]);
};

/** What is written into a u-area on purpose: awake with a handler, an offer, or some words. */
const writtenWords = (scene: Scene, to: Target): { readonly offset: number; readonly words: readonly number[] } => {
  const { draw } = scene;
  const kind = draw.below(5);
  if (kind < 2) return { offset: UAREA.status, words: [draw.of([1, 1, 1, 0, 0x80000000]), draw.of([PAD_HANDLER, PAD_HANDLER, 0])] };
  if (kind < 3 && to.index >= 0) return { offset: UAREA.aenvid, words: offerWords(scene, to.index, draw.of(liveIndices(scene.state)), null) };
  const words = Array.from({ length: draw.below(4) }, () => draw.word());
  return { offset: goodOffset(scene, 4 * words.length), words };
};

/** A wru in which only the named guard fails; null breaks none. */
export const drawWru = (scene: Scene, broken: string | null): Step => {
  const { draw } = scene;
  const wish = envWish(scene, broken, WRU);
  const to = targetFor(scene, broken, WRU, wish === 'self' && draw.chance(60) ? 'authorised' : wish, RIGHTS_ALL);
  const k = slotFor(scene, broken, 'WRU-4', to);
  if (broken === 'WRU-1') return callStep('wru', [k, to.id, 0, draw.of(TOO_LONG), scratch(scene)]);
  if (broken === 'WRU-2') return callStep('wru', [k, to.id, 0, 8 + draw.below(200), outsidePointer(scene)]);
  if (broken === 'ENT-5') return callStep('wru', [k, to.id, 64, 8 + draw.below(200), missingPointer(scene)]);
  if (broken === 'WRU-6') {
    const n = draw.of(LENGTHS);
    return callStep('wru', [k, to.id, badOffset(scene, n), n, uareaAddress(scene) + 512]);
  }
  if (draw.chance(15)) {
    const n = draw.of(LENGTHS);
    return callStep('wru', [k, to.id, goodOffset(scene, n), n, draw.chance(50) ? windowPointer(scene) : uareaAddress(scene) + 1024]);
  }
  const { offset, words } = writtenWords(scene, to);
  const at = argumentBuffer(scene, 4 * words.length);
  return callStep('wru', [k, to.id, offset, 4 * words.length, at], storeWords(at, words));
};

/** Arguments without plan, for either call on a u-area. */
const wildBytes = (scene: Scene, call: 'rdu' | 'wru'): Step => {
  const { draw } = scene;
  const to = target(scene, draw.of(['self', 'other', 'other', 'bad']));
  const n = draw.chance(70) ? draw.below(UAREA_COUNT_MAX + 2) : specialWord(scene);
  const buffer = draw.chance(70) ? resultBuffer(scene, 64) : draw.chance(50) ? windowPointer(scene) : specialWord(scene);
  return callStep(call, [draw.below(scene.env.capabilities.length + 1), to.id, draw.chance(60) ? draw.below(PAGE_BYTES) : specialWord(scene), n, buffer]);
};
export const wildRdu = (scene: Scene): Step => wildBytes(scene, 'rdu');
export const wildWru = (scene: Scene): Step => wildBytes(scene, 'wru');
