import type { Draws } from '../oracle/draws.ts';
import { handlerOf } from './image.ts';
import type { SegmentFields } from './image.ts';
import { FREE_SELECTORS, HANDLER_COUNT, RUNNER, SELECTOR, USER_DATA } from './layout.ts';
import type { Scene } from './scene.ts';

/** Access bytes: present 0x80, DPL 0x60, segment 0x10, code 8, expand-down or conforming 4, writable or readable 2, accessed 1. */
export const ACCESS = { present: 0x80, dpl: 0x60, segment: 0x10, code: 8, conforming: 4, readable: 2, accessed: 1 } as const;

/** System types without a meaning that our processor lacks: no call gate, no task gate, no TSS, no 16-bit gate. */
const SYSTEM_TYPES = [0, 2, 8, 10, 13, 14, 15];

/** Segments of the rings 1 and 2 are data only: our processor has no such code. */
const dplBits = (draws: Draws, isCode: boolean): number => (isCode || draws.percent(80) ? draws.pick([0, 3]) : draws.pick([1, 2])) << 5;

/** An access byte of any kind, mostly present; code that may be entered is readable, as the handlers of the reference machine read through it. */
export const anyAccess = (draws: Draws): number => {
  const present = draws.percent(85) ? ACCESS.present : 0;
  if (draws.percent(10)) return present | dplBits(draws, true) | draws.pick(SYSTEM_TYPES);
  const type = draws.below(8) << 1;
  const isCode = (type & ACCESS.code) !== 0;
  return present | dplBits(draws, isCode) | ACCESS.segment | type | (draws.percent(60) ? ACCESS.accessed : 0);
};

/** Code for gates and transfers. */
export const codeAccess = (draws: Draws): number =>
  (draws.percent(90) ? ACCESS.present : 0) | (draws.pick([0, 3]) << 5) | ACCESS.segment | ACCESS.code | ACCESS.readable
    | (draws.percent(35) ? ACCESS.conforming : 0) | (draws.percent(60) ? ACCESS.accessed : 0);

export const stackAccess = (draws: Draws): number =>
  (draws.percent(70) ? ACCESS.present : 0) | (draws.pick([0, 0, 3]) << 5) | ACCESS.segment | (draws.percent(85) ? ACCESS.readable : 0) | (draws.percent(20) ? ACCESS.conforming : 0)
    | (draws.percent(60) ? ACCESS.accessed : 0);

/** Puts a descriptor at one of the free places and gives its selector with RPL 0. */
export const freeDescriptor = (scene: Scene, fields: SegmentFields): number => {
  const selector = SELECTOR.free + 8 * scene.draws.below(FREE_SELECTORS);
  scene.descriptor(selector, fields);
  scene.note(`descriptor ${selector.toString(16)} base ${fields.base.toString(16)} limit ${fields.limit.toString(16)} access ${fields.access.toString(16)} flags ${fields.flags.toString(16)}`);
  return selector;
};

const whole = (access: number): SegmentFields => ({ base: 0, limit: 0xfffff, access, flags: 0xc });

/** A limit below which `offset` lies, or not; the runner lies below those that are large enough. */
const limitAround = (draws: Draws, offset: number): Pick<SegmentFields, 'limit' | 'flags'> => {
  switch (draws.below(5)) {
    case 0: return { limit: offset - 1, flags: 4 };
    case 1: return { limit: (offset >>> 12) - 1, flags: 0xc };
    case 2: return { limit: RUNNER + 0xffff, flags: 4 };
    case 3: return { limit: (RUNNER + 0xffff) >>> 12, flags: 0xc };
    default: return { limit: 0xfffff, flags: 0xc };
  }
};

/** A selector for code that is entered at `offset`: right, refused or of any kind. */
export const codeSelector = (scene: Scene, offset: number): number => {
  const { draws } = scene;
  const rpl = draws.below(4);
  switch (draws.below(8)) {
    case 0: return SELECTOR.kernelCode | (draws.percent(50) ? rpl : 0);
    case 1: return (SELECTOR.userCode & ~3) | (draws.percent(50) ? rpl : 3);
    case 2: return anySelector(scene);
    case 3: return freeDescriptor(scene, whole(codeAccess(draws))) | rpl;
    case 4: return freeDescriptor(scene, { base: 0, access: codeAccess(draws), ...limitAround(draws, offset) }) | rpl;
    case 5: return freeDescriptor(scene, whole(enterable(anyAccess(draws)))) | rpl;
    default: return scene.ring === 0 ? SELECTOR.kernelCode : SELECTOR.userCode;
  }
};

/** Code of an access byte made readable. */
const enterable = (access: number): number => ((access & 0x18) === 0x18 ? access | ACCESS.readable : access);

/** Selectors of what is there and of what is not. */
export const anySelector = (scene: Scene): number => {
  const { draws } = scene;
  const rpl = draws.below(4);
  switch (draws.below(6)) {
    case 0: return rpl;
    case 1: return draws.pick([0xa8, 0xb0, SELECTOR.sharedCode, 0xfff8]) | rpl;
    case 2: return (draws.below(20) * 8) | 4 | rpl;
    case 3: return freeDescriptor(scene, segmentFields(draws)) | rpl;
    case 4: return draws.pick([SELECTOR.kernelData, SELECTOR.userData & ~3, SELECTOR.limitedStack, SELECTOR.downStack, SELECTOR.smallData & ~3, SELECTOR.downData & ~3]) | rpl;
    default: return draws.pick([SELECTOR.kernelData, SELECTOR.userData, SELECTOR.userCode]);
  }
};

/** A segment of any type, mostly near the data of the user; 32-bit, as the rest of its kind our processor refuses for stacks and code. */
export const segmentFields = (draws: Draws): SegmentFields => {
  const access = draws.percent(50) ? stackAccess(draws) : enterable(anyAccess(draws));
  const base = draws.pick([0, 0, USER_DATA, USER_DATA + draws.below(64), draws.word()]);
  if (draws.percent(30)) return { base, access, limit: 0xfffff, flags: 0xc };
  return draws.percent(50)
    ? { base, access, limit: draws.pick([0, 1, 2, 3, 0xfff, 0x1000, 0x1fff, 0xfffff, draws.below(0x2000)]), flags: 4 }
    : { base, access, limit: draws.pick([0, 1, 2, 0x401, 0x402, 0x403, 0xffffe]), flags: 0xc };
};

/** A stack for ring 0: right, refused or of any kind. */
export const kernelStackSelector = (scene: Scene): number => {
  const { draws } = scene;
  switch (draws.below(6)) {
    case 0: return anySelector(scene);
    case 5: return freeDescriptor(scene, whole(ACCESS.segment | ACCESS.readable));
    case 1: return freeDescriptor(scene, whole(stackAccess(draws))) | (draws.percent(80) ? 0 : draws.below(4));
    case 2: return draws.pick([SELECTOR.limitedStack, SELECTOR.downStack]);
    default: return SELECTOR.kernelData;
  }
};

const GATE_TYPES = [0x0e, 0x0e, 0x0f];
/** Types that are no gates anywhere. */
const NO_GATES = [0, 1, 2, 3, 8, 9, 10, 11, 13, 0x10, 0x1e, 0x1f];

/** Gives a vector a gate of any kind. */
export const drawGate = (scene: Scene, vector: number): void => {
  const { draws } = scene;
  const offset = handlerOf(draws.percent(50) ? vector % HANDLER_COUNT : draws.below(HANDLER_COUNT));
  const type = draws.percent(12) ? draws.pick(NO_GATES) : draws.pick(GATE_TYPES);
  const access = (draws.percent(88) ? ACCESS.present : 0) | (draws.below(4) << 5) | type;
  const selector = draws.percent(50) ? SELECTOR.kernelCode | draws.below(4) : codeSelector(scene, offset);
  scene.gate(vector, { selector, offset, access });
  scene.note(`gate ${vector} ${selector.toString(16)}:${offset.toString(16)} access ${access.toString(16)}`);
};
