import { envIndex, type EnvIndex, frameNumber, type FrameNumber } from '../abi/words.ts';
import type { Env, Space, State } from '../model/state.ts';
import type { Vector } from '../model/vector.ts';

/**
 * Indices of the rows that pass a test, ascending. In a large machine most chunks are one and the same, in which none
 * does, so that such a chunk is looked at once.
 */
const rowsWhere = <Row, Index extends number>({ length, chunks }: Vector<Row, Index>, test: (row: Row) => boolean, meaning: (row: number) => Index): readonly Index[] => {
  const rows: Index[] = [];
  let barren: readonly Row[] | null = null;
  for (let c = 0; c < chunks.length; c++) {
    const chunk = chunks[c];
    if (chunk === barren) continue;
    const found = rows.length;
    for (let i = 0; i < chunk.length && c * 16 + i < length; i++) if (test(chunk[i])) rows.push(meaning(c * 16 + i));
    if (rows.length === found) barren = chunk;
  }
  return rows;
};

const isLive = (env: Env): boolean => env.status === 'live';
const isThere = (space: Space | null): boolean => space !== null;

let lastEnvs: Vector<Env, EnvIndex> | null = null;
let lastLive: readonly EnvIndex[] = [];

/** Row indices of the live envs; counted once for each Env table, which lasts for several steps. */
export const liveIndices = ({ envs }: State): readonly EnvIndex[] => {
  if (lastEnvs === envs) return lastLive;
  lastLive = rowsWhere(envs, isLive, envIndex);
  lastEnvs = envs;
  return lastLive;
};

let lastSpaces: Vector<Space | null, FrameNumber> | null = null;
let lastDirectories: readonly FrameNumber[] = [];

/** Frames of the directories of all spaces; counted once for each table of spaces. */
export const directoriesOf = ({ spaces }: State): readonly FrameNumber[] => {
  if (lastSpaces === spaces) return lastDirectories;
  lastDirectories = rowsWhere(spaces, isThere, frameNumber);
  lastSpaces = spaces;
  return lastDirectories;
};
