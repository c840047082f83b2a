import type { BootCapability, BootConfiguration, Principal } from '../abi/geometry.ts';
import { UAREA } from '../abi/layout.ts';
import { envIndex, type EnvIndex, type FrameNumber, quantumIndex } from '../abi/words.ts';
import { bearAlone } from './birth.ts';
import { withWord } from './contents.ts';
import type { Edit } from './edit.ts';
import { idOf, vacantEnv } from './environments.ts';
import { kernelFramesOf } from './exposedRows.ts';
import { KERNEL_PAGE } from './memory.ts';
import { schedule } from './scheduling.ts';
import { FREE_PAGE, FREE_QUANTUM, IDLE, ZERO_CONTENTS, ZERO_REGISTERS, type FrameContents, type Page, type Slot, type Space, type State } from './state.ts';
import { filled, set, type Vector } from './vector.ts';

const FIRST_GENERATION = 1;

/** BOO-2: the kernel's frames, and nothing else. The quantum that "ran last" is the last row (BOO-6). */
const bare = (boot: BootConfiguration): Edit => {
  const { geometry: g } = boot;
  let pages: Vector<Page, FrameNumber> = filled(g.frames, FREE_PAGE);
  for (let frame = 0; frame < kernelFramesOf(g).kernelFrames; frame++) pages = set(pages, frame, KERNEL_PAGE);
  return {
    boot, pages,
    envs: filled(g.envs, vacantEnv('free', FIRST_GENERATION)),
    contents: filled<FrameContents, FrameNumber>(g.frames, null),
    spaces: filled<Space | null, FrameNumber>(g.frames, null),
    quanta: filled(g.quanta, FREE_QUANTUM),
    processor: { clock: 0, running: IDLE, quantum: quantumIndex(g.quanta - 1), deadline: -1, registers: ZERO_REGISTERS, unit: null },
  };
};

const slotOf = (capability: BootCapability | null | undefined): Slot =>
  capability === null || capability === undefined ? null : { rights: capability.rights, name: capability.name.slice() };

const slotsOf = (principal: Principal, slots: number): readonly Slot[] => {
  const list: Slot[] = [];
  for (let i = 0; i < slots; i++) list.push(slotOf(principal.capabilities[i]));
  return list;
};

/** BOO-3 to BOO-5: a principal takes the four lowest free frames. */
const bearPrincipal = (e: Edit, row: EnvIndex, principal: Principal): void => {
  const contents = withWord(withWord(ZERO_CONTENTS, UAREA.status, principal.status), UAREA.entfault, principal.entfault);
  bearAlone(e, row, principal.generation, slotsOf(principal, e.boot.geometry.capabilitySlots), contents);
};

/** The declared state of the machine at boot. BOO-2 to BOO-7. */
export const boot = (configuration: BootConfiguration): State => {
  const e = bare(configuration);
  configuration.principals.forEach((principal, row) => bearPrincipal(e, envIndex(row), principal));
  configuration.quanta.forEach((quantum, row) => {
    if (quantum === null) return;
    e.quanta = set(e.quanta, row, { used: true, env: idOf(e, envIndex(quantum.principal)), ticks: 0, guard: slotOf(quantum.guard) });
  });
  schedule(e, false);
  return e;
};
