import type { State } from '../../src/model/state.ts';
import { get } from '../../src/model/vector.ts';

/** A word of the u-area of a row, at a multiple of four. */
export const uareaWord = (s: State, index: number, offset: number): number => get(s.contents, get(s.envs, index).uarea)?.[Math.floor(offset / 64)][(offset % 64) / 4] ?? -1;

/** The bytes of the u-area of a row. */
export const uareaBytes = (s: State, index: number, offset: number, n: number): number[] =>
  Array.from({ length: n }, (_, i) => Math.floor(uareaWord(s, index, offset + i - ((offset + i) % 4)) / 256 ** ((offset + i) % 4)) % 256);

/** The rows that are live in the second state and were not in the first. */
export const born = (before: State, after: State): number[] =>
  Array.from({ length: after.envs.length }, (_, i) => i).filter((i) => get(before.envs, i).status !== 'live' && get(after.envs, i).status === 'live');

/** The free frames of a state, lowest first. */
export const freeFrames = (s: State): number[] => Array.from({ length: s.pages.length }, (_, f) => f).filter((f) => get(s.pages, f).status === 'free');
