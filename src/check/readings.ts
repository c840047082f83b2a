import { ENV_ID_GENERATION_UNIT, UAREA } from '../abi/layout.ts';
import type { Entry, State } from '../model/state.ts';
import { get } from '../model/vector.ts';

/** The sign bit of a word: u_status is a signed count. */
const SIGN = 0x80000000;

/** The row that an env argument names: the caller for 0, -1 for a bad id (ENV-1, ENT-7). The checker's own reading. */
export const rowNamed = (s: State, id: number): number => {
  if (id === 0) return s.processor.running;
  const index = id % ENV_ID_GENERATION_UNIT;
  const env = index < s.envs.length ? get(s.envs, index) : null;
  return env !== null && env.status === 'live' && env.generation === Math.floor(id / ENV_ID_GENERATION_UNIT) ? index : -1;
};

/** True when the env's u_status asks for the processor (TIM-1). The env must be live. */
export const isAwake = (s: State, index: number): boolean => {
  const contents = get(s.contents, get(s.envs, index).uarea);
  const status = contents === null ? 0 : contents[0][UAREA.status / 4];
  return status > 0 && status < SIGN;
};

/** The id that the env's u-area offers a capability to; 0 if it offers none (ACQ-3). The env must be live. */
export const offeredTo = (s: State, index: number): number => {
  const contents = get(s.contents, get(s.envs, index).uarea);
  return contents === null ? 0 : contents[0][UAREA.aenvid / 4];
};

/** True when two entries are the same binding but for accessed and dirty bits that were set (MEM-8). */
export const sameButMarks = (a: Entry, b: Entry): boolean =>
  a.present && b.present && a.frame === b.frame && a.writable === b.writable && a.writeThrough === b.writeThrough &&
  a.cacheDisable === b.cacheDisable && a.software === b.software && (!a.accessed || b.accessed) && (!a.dirty || b.dirty);
