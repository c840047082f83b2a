import { PAGE_BYTES } from '../abi/addressMap.ts';
import { Broken } from '../abi/broken.ts';
import type { EnvIndex } from '../abi/words.ts';
import { withBytes } from './contents.ts';
import { begin } from './edit.ts';
import type { Contents, State } from './state.ts';
import { get, set } from './vector.ts';

/** The contents of a live environment's u-area, in its frame, whoever binds it. STA-8. */
export const uareaOf = (s: State, index: EnvIndex): Contents => {
  const { uarea } = get(s.envs, index);
  const contents = get(s.contents, uarea);
  if (contents === null) throw new Broken('STA-8', `the u-area in frame ${uarea} is no user page`);
  return contents;
};

/** The state with bytes written at an offset of a u-area, in its frame: no page entry is marked. What lies beyond its end is lost. */
export const withUareaBytes = (s: State, index: EnvIndex, offset: number, bytes: readonly number[]): State => {
  const contents = uareaOf(s, index);
  const count = Math.min(bytes.length, PAGE_BYTES - offset);
  if (count <= 0) return s;
  const e = begin(s);
  e.contents = set(s.contents, get(s.envs, index).uarea, withBytes(contents, offset, bytes, 0, count));
  return e;
};
