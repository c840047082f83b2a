import { virtualAddress } from '../../../abi/words.ts';
import { begin } from '../../../model/edit.ts';
import type { Edit } from '../../../model/edit.ts';
import { withWord } from '../../../model/contents.ts';
import { withEntry } from '../../../model/pageEntries.ts';
import type { Entry, Env, Page, Quantum, Space, State } from '../../../model/state.ts';
import { get, set } from '../../../model/vector.ts';

/** States with one thing changed by hand, for negative controls. */
const edited = (s: State, edit: (e: Edit) => void): State => {
  const e = begin(s);
  edit(e);
  return e;
};

export const withEnvAt = (s: State, index: number, change: Partial<Env>): State =>
  edited(s, (e) => { e.envs = set(s.envs, index, { ...get(s.envs, index), ...change }); });
export const withPageAt = (s: State, frame: number, change: Partial<Page>): State =>
  edited(s, (e) => { e.pages = set(s.pages, frame, { ...get(s.pages, frame), ...change }); });
export const withQuantumAt = (s: State, row: number, change: Partial<Quantum>): State =>
  edited(s, (e) => { e.quanta = set(s.quanta, row, { ...get(s.quanta, row), ...change }); });
export const withSpaceAt = (s: State, directory: number, space: Space | null): State =>
  edited(s, (e) => { e.spaces = set(s.spaces, directory, space); });
export const withProcessorAt = (s: State, change: Partial<State['processor']>): State =>
  edited(s, (e) => { e.processor = { ...s.processor, ...change }; });

/** The space with another entry at an address; null if it has no table there. */
export const withEntryAt = (s: State, directory: number, va: number, entry: Entry | null): State | null => {
  const space = get(s.spaces, directory);
  const changed = space === null ? null : withEntry(space, virtualAddress(va), entry);
  return changed === null || changed === space ? null : withSpaceAt(s, directory, changed);
};

/** The user page with another word; null if the frame is none. */
export const withWordAt = (s: State, frame: number, offset: number, word: number): State | null => {
  const contents = get(s.contents, frame);
  return contents === null ? null : edited(s, (e) => { e.contents = set(s.contents, frame, withWord(contents, offset, word)); });
};

/** The index of the first row that satisfies a test, or -1. */
export const firstRow = (count: number, test: (index: number) => boolean): number => {
  for (let i = 0; i < count; i++) if (test(i)) return i;
  return -1;
};
