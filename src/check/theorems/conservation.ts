import type { FrameContents, Page, State } from '../../model/state.ts';
import { ZERO_CONTENTS, ZERO_LINE } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { changesBetween } from '../changes.ts';
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
  const changes = changesBetween(before, after);
  for (const frame of changes.pages) {
    const page = get(after.pages, frame);
    if (page.status !== 'user' || get(before.pages, frame).status !== 'free') continue;
    const rule = uncleanClaim(after, frame, page);
    if (rule !== null) return finding('P9', rule, `frame ${frame} left the free state with something left over`);
  }
  for (const index of changes.envs) {
    const was = get(before.envs, index);
    const is = get(after.envs, index);
    if (was.status === 'live' && is.status === 'free' && is.generation <= was.generation) return finding('P9', 'ENV-5', `env row ${index} may live again under an old id`);
  }
  return null;
};
