import { LIMIT_ALL } from '../abi/geometry.ts';
import type { BootConfiguration, Geometry } from '../abi/geometry.ts';
import { RIGHTS_ALL } from '../abi/layout.ts';

/** A machine for one program at a time: roomy enough for a family of environments, small enough to be compared at every entry. */
export const PROGRAM_GEOMETRY: Geometry = {
  frames: 512, envs: 32, capabilitySlots: 8, aclEntries: 2, quanta: 32, generationBits: 10, cpus: 1,
  tickCycles: 500, readersLimit: LIMIT_ALL, writersLimit: LIMIT_ALL,
};

const ROOT = { rights: RIGHTS_ALL, name: [] };

/** The first environment of a program: the root capability in slot 0, a quantum, and the program as the pad. */
export const programBoot = (pad: readonly number[]): BootConfiguration => ({
  geometry: PROGRAM_GEOMETRY,
  principals: [{ generation: 1, capabilities: [ROOT], status: 1, entfault: 0 }],
  quanta: [{ principal: 0, guard: ROOT }],
  pad,
});
