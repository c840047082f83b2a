import { ENV_ID_GENERATION_UNIT } from '../abi/layout.ts';
import { envId, type EnvId, envIndex, type EnvIndex, type FrameNumber } from '../abi/words.ts';
import type { Edit } from './edit.ts';
import { freeFrame, releaseBinding, unpin } from './memory.ts';
import { eachBinding, spaceAt } from './pageEntries.ts';
import { FREE_QUANTUM, geometryOf, IDLE, NO_FLOATING_POINT, NULL_FRAME, ZERO_REGISTERS, type Env, type FloatingPoint, type Registers, type Slot, type Space, type State } from './state.ts';
import { get, set } from './vector.ts';

const NO_SLOTS: readonly Slot[] = [];

/** LAY-11. */
export const idOf = (s: State, index: EnvIndex): EnvId => envId(get(s.envs, index).generation * ENV_ID_GENERATION_UNIT + index);

/** The row that an id speaks of, live or not. */
export const indexOfId = (id: EnvId): EnvIndex => envIndex(id % ENV_ID_GENERATION_UNIT);

/** ENV-1. */
export const isLive = (s: State, id: EnvId): boolean => {
  const index = indexOfId(id);
  if (index >= s.envs.length) return false;
  const env = get(s.envs, index);
  return env.status === 'live' && env.generation === Math.trunc(id / ENV_ID_GENERATION_UNIT);
};

/** A row that is not live. */
export const vacantEnv = (status: 'free' | 'retired', generation: number): Env => ({
  status, generation, directory: NULL_FRAME, uarea: NULL_FRAME, capabilities: NO_SLOTS, registers: ZERO_REGISTERS, floatingPoint: NO_FLOATING_POINT,
});

export const withRegisters = (env: Env, registers: Registers): Env => ({
  status: env.status, generation: env.generation, directory: env.directory, uarea: env.uarea, capabilities: env.capabilities, registers,
  floatingPoint: env.floatingPoint,
});

export const withFloatingPoint = (env: Env, floatingPoint: FloatingPoint): Env => ({
  status: env.status, generation: env.generation, directory: env.directory, uarea: env.uarea, capabilities: env.capabilities, registers: env.registers,
  floatingPoint,
});

export const withCapabilities = (env: Env, capabilities: readonly Slot[]): Env => ({
  status: env.status, generation: env.generation, directory: env.directory, uarea: env.uarea, capabilities, registers: env.registers,
  floatingPoint: env.floatingPoint,
});

const isShared = (space: Space): boolean => space.uareas.length > 1;

/** How many bindings the death of an environment releases. ENV-2. */
export const bindingsReleasedByDeath = (s: State, index: EnvIndex): number => {
  const space = spaceAt(s, get(s.envs, index).directory);
  let bindings = 0;
  if (!isShared(space)) for (const table of space.tables) eachBinding(table, () => (bindings += 1));
  return bindings;
};

/** Dismantles a space with its last user. ENV-2. */
const dissolve = (e: Edit, directory: FrameNumber, space: Space): void => {
  for (const table of space.tables) {
    eachBinding(table, (entry) => releaseBinding(e, entry));
    freeFrame(e, table.frame);
  }
  freeFrame(e, space.uareaTable);
  freeFrame(e, directory);
  e.spaces = set(e.spaces, directory, null);
};

/** The space goes with its last user; else only the u-area is unbound from it. ENV-2. */
export const leaveSpace = (e: Edit, index: EnvIndex): void => {
  const { directory } = get(e.envs, index);
  const space = spaceAt(e, directory);
  if (!isShared(space)) dissolve(e, directory, space);
  else {
    const uareas = space.uareas.filter((row) => row !== index);
    e.spaces = set(e.spaces, directory, { uareaTable: space.uareaTable, uareas, tables: space.tables });
  }
};

/** ENV-4. */
export const freeQuanta = (e: Edit, index: EnvIndex): void => {
  const id = idOf(e, index);
  for (let row = 0; row < e.quanta.length; row++) {
    const quantum = get(e.quanta, row);
    if (quantum.used && quantum.env === id) e.quanta = set(e.quanta, row, FREE_QUANTUM);
  }
};

/** The u-area loses its pin, and the row its life; with the one who had it the unit's state is gone. ENV-3, ENV-5, FPU-6. */
export const vacate = (e: Edit, index: EnvIndex): void => {
  const env = get(e.envs, index);
  unpin(e, env.uarea);
  const last = env.generation === 2 ** geometryOf(e).generationBits - 1;
  e.envs = set(e.envs, index, last ? vacantEnv('retired', env.generation) : vacantEnv('free', env.generation + 1));
  const { clock, running, quantum, deadline } = e.processor;
  if (running === index) e.processor = { clock, running: IDLE, quantum, deadline, registers: ZERO_REGISTERS, unit: null };
};
