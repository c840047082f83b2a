import type { FrameContents, Page, State } from '../../model/state.ts';
import { ZERO_CONTENTS, ZERO_LINE } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { changedRows } from '../changes.ts';
import { finding } from '../findings.ts';
import type { Finding } from '../findings.ts';

const isCleared = (contents: FrameContents): boolean =>
  contents === ZERO_CONTENTS || (contents !== null && contents.every((line) => line === ZERO_LINE || line.every((word) => word === 0)));

/** Rules of birth of a user page that the row and contents of a claimed frame break. */
const uncleanClaim = (s: State, frame: number, page: Page): string | null => {
  const g = s.boot.geometry;
  if (!isCleared(get(s.contents, frame))) return 'MEM-1';
  if (page.acl.slice(1).some((slot) => slot !== null)) return 'MEM-2';
  if (page.pins !== 0 || page.readersLimit !== g.readersLimit || page.writersLimit !== g.writersLimit) return 'MEM-2';
  return null;
};

/**
 * P9, clean reuse: an object that leaves the free state carries exactly the
 * declared authority and cleared contents. (That counts are conserved is
 * recounted by the invariants STA-3 and STA-4.)
 */
export const cleanReuse = (before: State, after: State): Finding | null => {
  let found: Finding | null = null;
  changedRows(before.pages, after.pages, (frame, was, is) => {
    if (was.status !== 'free' || is.status !== 'user') return;
    const rule = uncleanClaim(after, frame, is);
    if (rule !== null) found = finding('P9', rule, `frame ${frame} left the free state with something left over`);
  });
  changedRows(before.envs, after.envs, (index, was, is) => {
    if (was.status === 'live' && is.status === 'free' && is.generation <= was.generation) found = finding('P9', 'ENV-5', `env row ${index} may live again under an old id`);
  });
  return found;
};
