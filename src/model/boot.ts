import { PAD, PAGE_BYTES, UADDRS } from '../abi/addressMap.ts';
import type { BootCapability, BootConfiguration, Principal } from '../abi/geometry.ts';
import { UAREA } from '../abi/layout.ts';
import { EFLAGS_BIRTH } from '../abi/vectors.ts';
import { withWord } from './contents.ts';
import type { Edit } from './edit.ts';
import { idOf, vacantEnv } from './environments.ts';
import { kernelFramesOf, PAD_REGION } from './exposedRows.ts';
import { claimTable, countBinding, DIRECTORY_PAGE, freshUserPage, KERNEL_PAGE, lowestFree, NO_FRAME } from './memory.ts';
import { withEntry, withTable } from './pageEntries.ts';
import { schedule } from './scheduling.ts';
import {
  FREE_PAGE, FREE_QUANTUM, ZERO_CONTENTS, ZERO_REGISTERS, type Entry, type FrameContents, type Registers, type Slot, type Space, type State,
} from './state.ts';
import { filled, set } from './vector.ts';

const FIRST_GENERATION = 1;

/** BOO-2: the kernel's frames, and nothing else. The quantum that "ran last" is the last row (BOO-6). */
const bare = (boot: BootConfiguration): Edit => {
  const { geometry: g } = boot;
  let pages = filled(g.frames, FREE_PAGE);
  for (let frame = 0; frame < kernelFramesOf(g).kernelFrames; frame++) pages = set(pages, frame, KERNEL_PAGE);
  return {
    boot, pages,
    envs: filled(g.envs, vacantEnv('free', FIRST_GENERATION)),
    contents: filled<FrameContents>(g.frames, null),
    spaces: filled<Space | null>(g.frames, null),
    quanta: filled(g.quanta, FREE_QUANTUM),
    processor: { clock: 0, running: -1, quantum: g.quanta - 1, deadline: -1, registers: ZERO_REGISTERS },
  };
};

const slotOf = (capability: BootCapability | null | undefined): Slot =>
  capability === null || capability === undefined ? null : { rights: capability.rights, name: capability.name.slice() };

const slotsOf = (principal: Principal, slots: number): readonly Slot[] => {
  const list: Slot[] = [];
  for (let i = 0; i < slots; i++) list.push(slotOf(principal.capabilities[i]));
  return list;
};

/** BOO-5. */
const birthRegisters = (row: number): Registers => ({
  eax: 0, ecx: 0, edx: 0, ebx: 0, esp: UADDRS + (row + 1) * PAGE_BYTES, ebp: 0, esi: 0, edi: 0, eip: PAD, eflags: EFLAGS_BIRTH,
});

/** The binding of the pad. LAY-16: read-only, accessed and dirty. */
const padBinding = (frame: number): Entry => ({
  present: true, frame, writable: false, writeThrough: false, cacheDisable: false, accessed: true, dirty: true, software: 0, payload: 0,
});

/** BOO-3 to BOO-5: a principal takes the four lowest free frames. */
const bear = (e: Edit, row: number, principal: Principal): void => {
  const slots = slotsOf(principal, e.boot.geometry.capabilitySlots);
  const directory = lowestFree(e, NO_FRAME, NO_FRAME);
  e.pages = set(e.pages, directory, DIRECTORY_PAGE);
  const uareaTable = lowestFree(e, NO_FRAME, directory);
  claimTable(e, uareaTable);
  const uarea = lowestFree(e, NO_FRAME, uareaTable);
  e.pages = set(e.pages, uarea, freshUserPage(e, slots[0], 1));
  e.contents = set(e.contents, uarea, withWord(withWord(ZERO_CONTENTS, UAREA.status, principal.status), UAREA.entfault, principal.entfault));
  const padTable = lowestFree(e, NO_FRAME, uarea);
  claimTable(e, padTable);
  const pad = padBinding(kernelFramesOf(e.boot.geometry).pad);
  countBinding(e, pad);
  const space = withEntry(withTable({ uareaTable, uareas: [row], tables: [] }, PAD_REGION, padTable), PAD, pad);
  e.spaces = set(e.spaces, directory, space);
  e.envs = set(e.envs, row, {
    status: 'live', generation: principal.generation, directory, uarea, capabilities: slots, registers: birthRegisters(row),
  });
};

/** The declared state of the machine at boot. BOO-2 to BOO-7. */
export const boot = (configuration: BootConfiguration): State => {
  const e = bare(configuration);
  configuration.principals.forEach((principal, row) => bear(e, row, principal));
  configuration.quanta.forEach((quantum, row) => {
    if (quantum === null) return;
    e.quanta = set(e.quanta, row, { used: true, env: idOf(e, quantum.principal), guard: slotOf(quantum.guard) });
  });
  schedule(e);
  return e;
};
