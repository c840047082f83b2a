import type { FrameContents, Space, State } from '../model/state.ts';
import type { Vector } from '../model/vector.ts';
import { sameContents, sameEnv, samePage, sameQuantum, sameSpace } from './difference.ts';

const shareVector = <Row>(from: Vector<Row>, of: Vector<Row>, same: (a: Row, b: Row) => boolean): Vector<Row> => {
  if (from === of) return of;
  const chunks = of.chunks.map((chunk, c) => {
    const known = from.chunks[c];
    return chunk === known ? chunk : chunk.map((row, i) => (row !== known[i] && same(row, known[i]) ? known[i] : row));
  });
  return { length: of.length, chunks };
};

/**
 * The state `of` with the rows of `from` wherever the two are equal in content. Two states that were made apart share
 * no row; after this, what is not identical is different.
 */
export const shareRows = (from: State, of: State): State => ({
  boot: of.boot,
  envs: shareVector(from.envs, of.envs, sameEnv),
  pages: shareVector(from.pages, of.pages, samePage),
  contents: shareVector<FrameContents>(from.contents, of.contents, sameContents),
  spaces: shareVector<Space | null>(from.spaces, of.spaces, sameSpace),
  quanta: shareVector(from.quanta, of.quanta, sameQuantum),
  processor: of.processor,
});
