import { ENTRIES_PER_TABLE, KERNBASE, PAGE_BYTES, ULIM, UPAGES, UTOP, UVPT } from '../../abi/addressMap.ts';
import { UAREA } from '../../abi/layout.ts';
import { virtualAddress } from '../../abi/words.ts';
import { entryAt, spaceAt } from '../../model/pageEntries.ts';
import { PAD_HANDLER } from '../pad.ts';
import type { PadOperation } from '../pad.ts';
import type { Step } from '../step.ts';
import { PLAIN_FLAGS } from './callDraft.ts';
import { boundVa, emptyRegions, hotVa, scratch, uareaAddress } from './pools.ts';
import type { Scene } from './pools.ts';

/** Where user code may load and store: bindings, the u-area, windows, page ends, nothing, and the edge of user space. */
export const dataAddress = (scene: Scene): number => {
  const { draw } = scene;
  switch (draw.below(8)) {
    case 0: return uareaAddress(scene) + 4 * draw.below(1024);
    case 1: return hotVa(scene) + draw.of([0, 4, 4092, 4094, 4095]);
    case 2: return draw.of([ULIM - 4, ULIM - 1, ULIM, 0xfffffffe, UTOP]);
    case 3: return draw.chance(50) ? UVPT + 4 * Math.trunc(hotVa(scene) / PAGE_BYTES) : draw.of([UPAGES, UVPT]) + 4 * draw.below(1024);
    default: return boundVa(scene, scene.env) + draw.of([0, 4, 64, 4092, 4094, 4095]);
  }
};

/** Addresses in the kernel half, where its own writable pages are. */
const kernelAddress = (scene: Scene): number => KERNBASE + PAGE_BYTES * scene.draw.below(10) + scene.draw.of([64, 128, 2048, 4096]);

const MEMORY_OPERATIONS: readonly PadOperation[] = ['store32', 'load32', 'store8', 'load8', 'exchange32', 'push', 'pop', 'copyBytes'];
const TRAPPING_OPERATIONS: readonly PadOperation[] = ['breakpoint', 'divide', 'halt', 'interrupt', 'undefined'];

/** A load from the self-map page of a table: its translation must not outlive the table. */
const readAlias = (scene: Scene, region: number): Step => {
  const ebx = UVPT + 4 * (region * ENTRIES_PER_TABLE + scene.draw.below(ENTRIES_PER_TABLE));
  return { kind: 'user', operation: 'load32', registers: { ebx, eflags: PLAIN_FLAGS } };
};

/** A load or store of the pad, with any address. */
export const drawMemoryAccess = (scene: Scene): Step => {
  const { draw } = scene;
  const empty = emptyRegions(scene);
  if (empty.length > 0 && draw.chance(40)) return readAlias(scene, draw.of(empty));
  const operation = draw.of(MEMORY_OPERATIONS);
  const address = dataAddress(scene);
  const backwards = operation === 'copyBytes' && draw.chance(30) ? 0x400 : 0;
  return {
    kind: 'user', operation, registers: {
      eax: draw.word(), ebx: address, esp: address, esi: address, edi: dataAddress(scene), ecx: draw.below(12), eflags: PLAIN_FLAGS + backwards,
    },
  };
};

/** A jump to where nothing can be fetched. */
const drawJump = (scene: Scene): Step =>
  ({ kind: 'raw', stores: [], registers: { eflags: PLAIN_FLAGS }, eip: scene.draw.of([0, 0x10000000, ULIM, 0xf0000000, UTOP, 0xffffffff]), instructions: 1 });

/** Where an exception frame that ends there lies in two pages: bound ones if there are, rather with the low one read-only. */
const pageSeam = (scene: Scene): number => {
  const { draw, state, env } = scene;
  const space = spaceAt(state, env.directory);
  const isBound = (va: number): boolean => entryAt(space, virtualAddress(va))?.present === true;
  const seams = Array.from({ length: 6 }, () => boundVa(scene, env)).filter((va) => isBound(va) && isBound(va + PAGE_BYTES));
  const low = seams.find((va) => entryAt(space, virtualAddress(va))?.writable === false) ?? seams[0] ?? hotVa(scene);
  return low + PAGE_BYTES + draw.of([4, 12, 24, 27]);
};

/** Goes on where the env stands, as it was left or as somebody else has set it: a call whose argument page was missing restarts. */
const drawResume = (scene: Scene): Step => ({ kind: 'raw', stores: [], registers: {}, eip: scene.state.processor.registers.eip, instructions: 1 + scene.draw.below(3) });

/** Something that traps: an exception of each kind that the pad can raise, a single step, or a jump into nothing. */
export const drawTrap = (scene: Scene): Step => {
  const { draw } = scene;
  const esp = draw.chance(60) ? uareaAddress(scene) + PAGE_BYTES - 64 : draw.chance(20) ? kernelAddress(scene) : draw.chance(40) ? pageSeam(scene) : dataAddress(scene);
  if (draw.chance(15)) return draw.chance(50) ? drawJump(scene) : drawResume(scene);
  if (draw.chance(15)) return { kind: 'user', operation: 'nop', registers: { esp, eflags: PLAIN_FLAGS + 0x100 } };
  return { kind: 'user', operation: draw.of(TRAPPING_OPERATIONS), registers: { esp, eflags: PLAIN_FLAGS + draw.of([0, 0, 0x4000, 0x8d5]) } };
};

/** The hints that the kernel reads: awake or asleep, with or without a handler, exception stacks good and bad. */
export const drawHint = (scene: Scene): Step => {
  const { draw } = scene;
  const base = uareaAddress(scene);
  const field = draw.of(['status', 'entfault', 'entfault', 'xsp', 'xsp'] as const);
  const value = {
    status: () => draw.of([1, 1, 1, 2, 0x7fffffff, 0, 0x80000000, 0xffffffff]),
    entfault: () => draw.of([PAD_HANDLER, PAD_HANDLER, PAD_HANDLER, PAD_HANDLER, PAD_HANDLER, PAD_HANDLER, 0, 0x00400000, ULIM]),
    xsp: () => draw.of([0, 0, 0, base + 2048, base + 2048, base + 1024, base + 28, base + 36, base + 30, base + PAGE_BYTES, 16, ULIM, UPAGES + 64, boundVa(scene, scene.env) + 16, 0xfffffff0, kernelAddress(scene)]),
  }[field]();
  return { kind: 'user', operation: 'store32', registers: { ebx: base + UAREA[field], eax: value, eflags: PLAIN_FLAGS } };
};

/** `mov REGISTER, ax` and two NOPs, for ES, DS, FS and GS. */
const SEGMENT_LOADS: readonly number[] = [0x9090c08e, 0x9090d88e, 0x9090e08e, 0x9090e88e];
/** Selectors that ring 3 may load: null, user code, user data. */
const LOADABLE: readonly number[] = [0, 3, 0x1b, 0x20, 0x23];

/** Whether raw code begins by loading a segment register instead of with its first word. */
const loadsSegment = (word: number): boolean => Math.trunc(word / 256) % 8 === 0;

/** Raw bytes, put where they can be executed, and run. */
export const drawRaw = (scene: Scene): Step => {
  const { draw } = scene;
  const at = draw.chance(70) ? uareaAddress(scene) + 256 + 64 * draw.below(4) : scratch(scene);
  const stores = Array.from({ length: 1 + draw.below(4) }, (_, i) => ({ address: at + 4 * i, value: draw.word(), bytes: 4 as const }));
  const [first] = stores;
  const loads = loadsSegment(first.value);
  if (loads) stores[0] = { ...first, value: SEGMENT_LOADS[first.value % 4] };
  const eax = draw.word();
  const registers = { eax: loads ? LOADABLE[eax % LOADABLE.length] : eax, ecx: draw.below(64), edx: draw.word(), ebx: dataAddress(scene), esp: at + 512, esi: dataAddress(scene), edi: dataAddress(scene), eflags: PLAIN_FLAGS };
  return { kind: 'raw', stores, registers, eip: at, instructions: 1 + draw.below(16) };
};

/** The clock moves: to the end of the slice, just before it, or a little. */
export const drawWait = (scene: Scene): Step => {
  const { clock, deadline } = scene.state.processor;
  const left = Math.max(0, deadline - clock);
  return { kind: 'wait', cycles: scene.draw.of([left, Math.max(0, left - 1), left + 1, 1, Math.max(0, left - 2)]) };
};
