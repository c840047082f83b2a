import { SUBSYSTEMS } from '../abi/subsystems.ts';
import type { EnvIndex } from '../abi/words.ts';
import type { Edit } from './edit.ts';
import { idOf } from './environments.ts';
import { eachBinding, spaceAt } from './pageEntries.ts';
import type { State } from './state.ts';
import { MODEL_SUBSYSTEMS } from './subsystems.ts';
import { get } from './vector.ts';

/** The death of a live environment, ENV-2 to ENV-5. Whoever calls it schedules if the dead one was running (ENV-6). */
export const die = (e: Edit, index: EnvIndex): void => {
  for (const name of SUBSYSTEMS) MODEL_SUBSYSTEMS[name].reclaim(e, index);
};

/** Whether a page became free because its last binding was in the space of the dead. MEM-4. */
const hasReleasedLast = (before: State, after: State, index: EnvIndex): boolean => {
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

const hadQuantum = (before: State, index: EnvIndex): boolean => {
  const id = idOf(before, index);
  for (let row = 0; row < before.quanta.length; row++) if (get(before.quanta, row).env === id) return true;
  return false;
};

/** The effect rules of a death that took place between two states. */
export const deathEffects = (before: State, after: State, index: EnvIndex): readonly string[] => {
  const effects = ['ENV-2', 'ENV-3'];
  if (hadQuantum(before, index)) effects.push('ENV-4');
  effects.push('ENV-5', 'FPU-6');
  if (before.processor.running === index) effects.push('ENV-6', 'MEM-7');
  else if (get(after.spaces, get(before.envs, index).directory) !== null) effects.push('MEM-7');
  if (hasReleasedLast(before, after, index)) effects.push('MEM-4');
  return effects;
};
