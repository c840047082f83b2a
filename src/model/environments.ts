import { ENV_ID_GENERATION_UNIT } from '../abi/layout.ts';
import type { Edit } from './edit.ts';
import { freeFrame, releaseBinding, unpin } from './memory.ts';
import { eachBinding, spaceAt } from './pageEntries.ts';
import { FREE_QUANTUM, geometryOf, ZERO_REGISTERS, type Env, type Registers, type Slot, type Space, type State } from './state.ts';
import { get, set } from './vector.ts';

const NO_SLOTS: readonly Slot[] = [];

/** LAY-11. */
export const idOf = (s: State, index: number): number => get(s.envs, index).generation * ENV_ID_GENERATION_UNIT + index;

/** The row that an id speaks of, live or not. */
export const indexOfId = (id: number): number => id % ENV_ID_GENERATION_UNIT;

/** ENV-1. */
export const isLive = (s: State, id: number): boolean => {
  const index = indexOfId(id);
  if (index >= s.envs.length) return false;
  const env = get(s.envs, index);
  return env.status === 'live' && env.generation === Math.trunc(id / ENV_ID_GENERATION_UNIT);
};

/** A row that is not live. */
export const vacantEnv = (status: 'free' | 'retired', generation: number): Env => ({
  status, generation, directory: 0, uarea: 0, capabilities: NO_SLOTS, registers: ZERO_REGISTERS,
});

export const withRegisters = (env: Env, registers: Registers): Env => ({
  status: env.status, generation: env.generation, directory: env.directory, uarea: env.uarea, capabilities: env.capabilities, registers,
});

export const withCapabilities = (env: Env, capabilities: readonly Slot[]): Env => ({
  status: env.status, generation: env.generation, directory: env.directory, uarea: env.uarea, capabilities, registers: env.registers,
});

const isShared = (space: Space): boolean => space.uareas.length > 1;

/** How many bindings the death of an environment releases. ENV-2. */
export const bindingsReleasedByDeath = (s: State, index: number): number => {
  const space = spaceAt(s, get(s.envs, index).directory);
  let bindings = 0;
  if (!isShared(space)) for (const table of space.tables) eachBinding(table, () => (bindings += 1));
  return bindings;
};

/** Dismantles a space with its last user. ENV-2. */
const dissolve = (e: Edit, directory: number, space: Space): void => {
  for (const table of space.tables) {
    eachBinding(table, (entry) => releaseBinding(e, entry));
    freeFrame(e, table.frame);
  }
  freeFrame(e, space.uareaTable);
  freeFrame(e, directory);
  e.spaces = set(e.spaces, directory, null);
};

const leave = (e: Edit, index: number, directory: number): void => {
  const space = spaceAt(e, directory);
  if (!isShared(space)) dissolve(e, directory, space);
  else {
    const uareas = space.uareas.filter((row) => row !== index);
    e.spaces = set(e.spaces, directory, { uareaTable: space.uareaTable, uareas, tables: space.tables });
  }
};

/** ENV-4. */
const freeQuanta = (e: Edit, id: number): void => {
  for (let row = 0; row < e.quanta.length; row++) {
    const quantum = get(e.quanta, row);
    if (quantum.used && quantum.env === id) e.quanta = set(e.quanta, row, FREE_QUANTUM);
  }
};

/** The death of a live environment, ENV-2 to ENV-5. Whoever calls it schedules if the dead one was running (ENV-6). */
export const die = (e: Edit, index: number): void => {
  const env = get(e.envs, index);
  freeQuanta(e, idOf(e, index));
  leave(e, index, env.directory);
  unpin(e, env.uarea);
  const last = env.generation === 2 ** geometryOf(e).generationBits - 1;
  e.envs = set(e.envs, index, last ? vacantEnv('retired', env.generation) : vacantEnv('free', env.generation + 1));
  const { clock, running, quantum, deadline } = e.processor;
  if (running === index) e.processor = { clock, running: -1, quantum, deadline, registers: ZERO_REGISTERS };
};

/** Whether a page became free because its last binding was in the space of the dead. MEM-4. */
const hasReleasedLast = (before: State, after: State, index: number): boolean => {
  const { directory, uarea } = get(before.envs, index);
  if (get(after.spaces, directory) !== null) return false;
  let found = false;
  for (const table of spaceAt(before, directory).tables) {
    eachBinding(table, ({ frame }) => {
      if (frame !== uarea && get(after.pages, frame).status === 'free') found = true;
    });
  }
  return found;
};

/** The effect rules of a death that took place between two states. */
export const deathEffects = (before: State, after: State, index: number): readonly string[] => {
  const effects = ['ENV-2', 'ENV-3'];
  if (before.quanta !== after.quanta) effects.push('ENV-4');
  effects.push('ENV-5');
  if (before.processor.running === index) effects.push('ENV-6', 'MEM-7');
  else if (get(before.quanta, before.processor.quantum).used && !get(after.quanta, before.processor.quantum).used) effects.push('ENV-7');
  if (hasReleasedLast(before, after, index)) effects.push('MEM-4');
  return effects;
};
