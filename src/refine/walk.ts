import { KERNBASE, UADDRS, ULIM, UTOP, UVPT, UWINDOWS } from '../abi/addressMap.ts';
import { Broken } from '../abi/broken.ts';
import { frameMapOf } from '../abi/frameMap.ts';
import type { FrameMap } from '../abi/frameMap.ts';
import { ENTRY } from '../abi/layout.ts';
import { envIndex, type EnvIndex, frameNumber, type FrameNumber, type VirtualAddress, virtualAddress } from '../abi/words.ts';
import type { Space, State } from '../model/state.ts';
import type { Machine } from '../x86/machine.ts';
import { windowFrames } from './constants.ts';
import { FRAME_WORDS } from './lineKinds.ts';
import { REGION } from './spaceDecoder.ts';
import { rowAt } from './vectorEdit.ts';

/** A translation that no licence covers. */
export interface Finding {
  readonly rule: string;
  readonly va: VirtualAddress;
  readonly frame: FrameNumber;
  readonly message: string;
}

/** Called for each present translation; `userAccess` and `writable` are what both levels grant. */
export type Visit = (va: VirtualAddress, frame: FrameNumber, userAccess: boolean, writable: boolean) => void;

/** Every translation of the directory, in ascending order of address, from RAM alone. */
export const walkSpace = (machine: Machine, directoryFrame: FrameNumber, visit: Visit): void => {
  const { words } = machine.ram;
  for (let region = 0; region < FRAME_WORDS; region++) {
    const pde = words[directoryFrame * FRAME_WORDS + region];
    if ((pde & ENTRY.present) === 0) continue;
    const first = (pde >>> 12) * FRAME_WORDS;
    if (first >= words.length) throw new Broken('LAY-12', `entry ${region} of directory ${directoryFrame} names a frame outside RAM`);
    for (let i = 0; i < FRAME_WORDS; i++) {
      const pte = words[first + i];
      if ((pte & ENTRY.present) === 0) continue;
      const rights = pde & pte;
      visit(virtualAddress(region * 0x400000 + i * 4096), frameNumber(pte >>> 12), (rights & ENTRY.user) !== 0, (rights & ENTRY.writable) !== 0);
    }
  }
};

/** Whether the ghost of licensed bindings allows this translation, below UTOP. */
export type Licensed = (va: VirtualAddress, frame: FrameNumber, writable: boolean) => boolean;

/** P8: what a user may reach at and above UTOP, and what only the kernel may. */
class Licence {
  readonly #state: State;
  readonly #directory: FrameNumber;
  readonly #space: Space | null;
  readonly #map: FrameMap;
  readonly #windows: ReadonlyMap<number, number>;
  readonly #licensed: Licensed;

  constructor(state: State, directory: FrameNumber, licensed: Licensed) {
    this.#state = state;
    this.#directory = directory;
    this.#space = rowAt(state.spaces, directory);
    this.#map = frameMapOf(state.boot.geometry);
    this.#windows = windowFrames(this.#map);
    this.#licensed = licensed;
  }

  /** The objection to a translation, null if it is covered. */
  objection(va: VirtualAddress, frame: FrameNumber, userAccess: boolean, writable: boolean): string | null {
    if (frame >= this.#state.pages.length) return 'reaches beyond RAM';
    if (!userAccess) return this.#isKernelHalf(va, frame, writable) ? null : 'is supervisor-only outside the kernel half';
    if (va < UTOP) return this.#isBinding(va, frame, writable) ? null : 'is no licensed binding';
    if (va >= ULIM) return 'is user-accessible at or above ULIM';
    if (va >= UVPT) return !writable && frame === this.#tableOf((va - UVPT) / 4096) ? null : 'is not the self-map, read-only';
    if (va >= UADDRS) return this.#isUarea(envIndex((va - UADDRS) / 4096), frame) ? null : 'is no u-area of the space';
    if (va >= UWINDOWS) return !writable && this.#windows.get((va - UWINDOWS) / 4096) === frame ? null : 'is no exposed window, read-only';
    return 'lies in the reserved region';
  }

  /** A licensed binding names a user page, or the pad for reading; never another kernel frame or a table. */
  #isBinding(va: VirtualAddress, frame: FrameNumber, writable: boolean): boolean {
    const bindable = rowAt(this.#state.pages, frame).status === 'user' || (frame === this.#map.pad && !writable);
    return bindable && this.#licensed(va, frame, writable);
  }

  #isKernelHalf(va: VirtualAddress, frame: FrameNumber, writable: boolean): boolean {
    if (va >= KERNBASE) return frame < this.#map.kernelFrames && va === KERNBASE + frame * 4096;
    // The self-map shows the kernel table too, at ULIM; the missing user bit hides it.
    return va === UVPT + REGION.kernel * 4096 && frame === this.#map.kernelTable && !writable;
  }

  #isUarea(index: EnvIndex, frame: FrameNumber): boolean {
    if (index >= this.#state.envs.length) return false;
    const env = rowAt(this.#state.envs, index);
    return env.status === 'live' && env.directory === this.#directory && env.uarea === frame;
  }

  /** Frame of the table of a region as the state has it, -1 if there is none. */
  #tableOf(region: number): number {
    if (this.#space === null) return -1;
    if (region === REGION.windows) return this.#map.windowTable;
    if (region === REGION.uareas) return this.#space.uareaTable;
    if (region === REGION.self) return this.#directory;
    const table = this.#space.tables.find((t) => t.region === region);
    return table === undefined ? -1 : table.frame;
  }
}

/** P8 for one space: the first translation that nothing licenses, null if all are covered. */
export const auditSpace = (machine: Machine, state: State, directoryFrame: FrameNumber, licensed: Licensed): Finding | null => {
  const licence = new Licence(state, directoryFrame, licensed);
  const findings: Finding[] = [];
  walkSpace(machine, directoryFrame, (va, frame, userAccess, writable) => {
    if (findings.length > 0) return;
    const objection = licence.objection(va, frame, userAccess, writable);
    if (objection !== null) findings.push({ rule: 'MEM-9', va, frame, message: `${writable ? 'writable' : 'read-only'} 0x${va.toString(16)} -> frame ${frame} ${objection}` });
  });
  return findings[0] ?? null;
};
