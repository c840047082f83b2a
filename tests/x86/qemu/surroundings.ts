import { drawGate, kernelStackSelector } from './descriptorDraw.ts';
import { handlerOf } from './image.ts';
import { DIRECTORY, GDT, IDT, KERNEL_CODE, KERNEL_STACK, KERNEL_STACK_TOP, PAGE_BYTES, SELECTOR, SPARE, TSS, USER_CODE, USER_DATA, USER_STACK } from './layout.ts';
import { CR0 } from './scene.ts';
import type { Scene } from './scene.ts';

/* What may be wrong, or only unusual, around a case of any class. */

/** Bits of page entries. */
export const ENTRY_BITS = { present: 1, writable: 2, user: 4, writeThrough: 8, cacheDisabled: 0x10, accessed: 0x20, dirty: 0x40, large: 0x80 } as const;

const UD2 = [0x0f, 0x0b];

const PAGES = [
  GDT, IDT, TSS, KERNEL_CODE, KERNEL_STACK, KERNEL_STACK + PAGE_BYTES, USER_CODE, USER_CODE + PAGE_BYTES, USER_DATA, USER_DATA + PAGE_BYTES, USER_STACK,
  USER_STACK + PAGE_BYTES,
];

/** Flips one or two bits of the entry at a physical address. */
export const spoilEntry = (scene: Scene, at: number): void => {
  const { draws } = scene;
  const bits = [ENTRY_BITS.writable, ENTRY_BITS.user, ENTRY_BITS.present, ENTRY_BITS.accessed, ENTRY_BITS.dirty, ENTRY_BITS.writeThrough, ENTRY_BITS.cacheDisabled, 0x200];
  let flipped = draws.pick(bits.slice(0, 5));
  if (draws.percent(40)) flipped |= draws.pick(bits);
  scene.put(at, scene.word(at) ^ flipped);
  scene.note(`entry ${at.toString(16)} ^ ${flipped.toString(16)}`);
};

/** Stack pointers of ring 0: usual, at the edges of pages and of what is mapped, unaligned. */
const stackPointer = (scene: Scene): number => {
  const { draws } = scene;
  const edges = [KERNEL_STACK - 0x1000 * 16, KERNEL_STACK + 4 * draws.below(8), KERNEL_STACK_TOP - PAGE_BYTES + 4 * draws.below(8), SPARE + PAGE_BYTES + 4 * draws.below(8), 4 * draws.below(6)];
  const top = draws.percent(50) ? KERNEL_STACK_TOP - 4 * draws.between(0x100, 0x180) : draws.pick(edges);
  return draws.percent(10) ? top + draws.between(1, 3) : top;
};

/**
 * Gives some faults handlers in ring 3, which need no stack of ring 0, so that one sees what becomes of a fault whose
 * own delivery needs it and fails. They end by an opcode that is refused, through absent gates, in a double fault.
 */
export const userHandlers = (scene: Scene): void => {
  const { draws } = scene;
  for (const vector of [10, 12, 13, 14]) {
    if (draws.percent(60)) scene.gate(vector, { selector: SELECTOR.userCode, offset: USER_CODE + 0x800 + 16 * vector, access: 0xee });
    scene.putBytes(USER_CODE + 0x800 + 16 * vector, UD2);
  }
  for (const vector of [6, 11]) scene.gate(vector, { selector: SELECTOR.kernelCode, offset: handlerOf(vector), access: 0x0e });
  scene.note('handlers of ring 3');
};

/** What the entry of a more privileged ring takes from the TSS: each may be wrong or unusual. */
const STACK_CHANGES: readonly ((scene: Scene) => void)[] = [
  (scene) => {
    const esp0 = stackPointer(scene);
    scene.put(TSS + 4, esp0);
    scene.note(`esp0 ${esp0.toString(16)}`);
  },
  (scene) => {
    const selector = kernelStackSelector(scene);
    scene.put(TSS + 8, selector | (scene.draws.percent(20) ? 0xabcd0000 : 0));
    scene.note(`ss0 ${selector.toString(16)}`);
  },
  (scene) => {
    scene.given.task = scene.draws.pick([SELECTOR.shortTask, SELECTOR.cutTask]);
    scene.note(`tr ${scene.given.task.toString(16)}`);
  },
];

export const changeInnerStack = (scene: Scene): void => scene.draws.pick(STACK_CHANGES)(scene);

const CHANGES: readonly ((scene: Scene) => void)[] = [
  (scene) => spoilEntry(scene, scene.entryAddress(scene.draws.pick(PAGES))),
  (scene) => spoilEntry(scene, DIRECTORY + 4 * scene.draws.below(2)),
  ...STACK_CHANGES,
  (scene) => userHandlers(scene),
  (scene) => {
    scene.given.task = scene.draws.pick([SELECTOR.shortTask, SELECTOR.cutTask]);
    scene.note(`tr ${scene.given.task.toString(16)}`);
  },
  (scene) => {
    scene.given.idtLimit = scene.draws.pick([0, 0x1f, 0x20, 0x27, 0x67, 0x6e, 0x6f, 0x77, 0x107, 0x10e]);
    scene.note(`idt limit ${scene.given.idtLimit.toString(16)}`);
  },
  (scene) => {
    scene.given.gdtLimit = scene.draws.pick([0x0f, 0x17, 0x1f, 0x20, 0x26, 0x27, 0x3f, 0x5e]);
    scene.note(`gdt limit ${scene.given.gdtLimit.toString(16)}`);
  },
  (scene) => drawGate(scene, scene.draws.pick([3, 4, 6, 8, 10, 11, 12, 13, 13, 13, 14, 14, 0x21])),
  (scene) => {
    scene.given.cr0 ^= CR0.writeProtect;
  },
  (scene) => {
    scene.given.ss = scene.draws.pick([SELECTOR.limitedStack, SELECTOR.downStack]);
    scene.given.esp = scene.draws.percent(50) ? KERNEL_STACK + 4 * scene.draws.below(6) : KERNEL_STACK_TOP - PAGE_BYTES - 4 * scene.draws.below(7);
    scene.note(`ss ${scene.given.ss.toString(16)} esp ${scene.given.esp.toString(16)}`);
  },
];

/** Makes some changes; must come before the stack of the case is written. */
export const changeSurroundings = (scene: Scene, chance: number): void => {
  while (scene.draws.percent(chance)) scene.draws.pick(CHANGES)(scene);
};
