import { PAD, PAGE_BYTES, UADDRS } from '../abi/addressMap.ts';
import { Broken } from '../abi/broken.ts';
import { INITIAL_FLOATING_POINT } from '../abi/floatingPoint.ts';
import { EFLAGS_BIRTH } from '../abi/vectors.ts';
import { envIndex, type EnvIndex, type FrameNumber } from '../abi/words.ts';
import type { Edit } from './edit.ts';
import { kernelFramesOf, PAD_REGION } from './exposedRows.ts';
import { claimTable, countBinding, DIRECTORY_PAGE, freshUserPage, NO_FRAME, NONE_NAMED, takeLowestFree } from './memory.ts';
import { withEntry, withTable } from './pageEntries.ts';
import { NO_ENTRY, ZERO_CONTENTS, type Contents, type Entry, type Registers, type Slot, type State } from './state.ts';
import { get, set } from './vector.ts';

/** What a lowest free row is when there is none. */
export const NO_ROW = envIndex(-1);

/** The lowest free row for an environment. */
export const lowestFreeRow = (s: State): EnvIndex => {
  for (let row = 0; row < s.envs.length; row++) if (get(s.envs, row).status === 'free') return envIndex(row);
  return NO_ROW;
};

/** The lowest free row, which a guard has found to exist. */
export const takeFreeRow = (s: State): EnvIndex => {
  const row = lowestFreeRow(s);
  if (row === NO_ROW) throw new Broken('ENV-8', 'an environment is to be born and no row is free');
  return row;
};

/** The slots of an environment that is born by a call: its guard, and nothing else. ENV-8. */
export const slotsOfBirth = (guard: Slot, count: number): readonly Slot[] => {
  const slots: Slot[] = [guard];
  while (slots.length < count) slots.push(null);
  return slots;
};

/** BOO-5. */
const birthRegisters = (row: EnvIndex): Registers => ({
  eax: 0, ecx: 0, edx: 0, ebx: 0, esp: UADDRS + (row + 1) * PAGE_BYTES, ebp: 0, esi: 0, edi: 0, eip: PAD, eflags: EFLAGS_BIRTH,
});

/** The binding of the pad. LAY-16: read-only, accessed and dirty. */
const padBinding = (frame: FrameNumber): Entry => ({
  present: true, frame, writable: false, writeThrough: false, cacheDisable: false, accessed: true, dirty: true, software: 0, payload: NO_ENTRY,
});

/** The row goes live in the space at a directory, with a u-area in that frame. ENV-8, BOO-4, FPU-7. */
export const bear = (e: Edit, row: EnvIndex, generation: number, slots: readonly Slot[], directory: FrameNumber, uarea: FrameNumber): void => {
  e.envs = set(e.envs, row, {
    status: 'live', generation, directory, uarea, capabilities: slots, registers: birthRegisters(row), floatingPoint: INITIAL_FLOATING_POINT,
  });
};

/** A free frame becomes a u-area. ENV-8, BOO-4. */
export const claimUarea = (e: Edit, frame: FrameNumber, guard: Slot, contents: Contents): void => {
  e.pages = set(e.pages, frame, freshUserPage(e, guard, 1));
  e.contents = set(e.contents, frame, contents);
};

/** An environment with a space of its own takes the four lowest free frames. BOO-3, ENA-5. */
export const bearAlone = (e: Edit, row: EnvIndex, generation: number, slots: readonly Slot[], contents: Contents = ZERO_CONTENTS): void => {
  const directory = takeLowestFree(e, NONE_NAMED, NO_FRAME);
  e.pages = set(e.pages, directory, DIRECTORY_PAGE);
  const uareaTable = takeLowestFree(e, NONE_NAMED, directory);
  claimTable(e, uareaTable);
  const uarea = takeLowestFree(e, NONE_NAMED, uareaTable);
  claimUarea(e, uarea, slots[0], contents);
  const padTable = takeLowestFree(e, NONE_NAMED, uarea);
  claimTable(e, padTable);
  const pad = padBinding(kernelFramesOf(e.boot.geometry).pad);
  countBinding(e, pad);
  const space = withEntry(withTable({ uareaTable, uareas: [row], tables: [] }, PAD_REGION, padTable), PAD, pad);
  e.spaces = set(e.spaces, directory, space);
  bear(e, row, generation, slots, directory, uarea);
};
