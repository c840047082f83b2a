import { PAGE_BYTES } from '../../abi/addressMap.ts';
import type { State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { changedEntries, changedRows } from '../changes.ts';
import { finding } from '../findings.ts';
import type { Finding } from '../findings.ts';
import type { Ghost } from '../ghost.ts';

/**
 * P8, memory isolation, on what changed in one entry: every present page entry
 * that is new or different is licensed, with no more rights than licensed. The
 * walk over the real page tables of every space is done where states are
 * recounted in full.
 */
export const isolation = (ghost: Ghost, before: State, after: State): Finding | null => {
  let found: Finding | null = null;
  changedRows(before.spaces, after.spaces, (directory, was, is) => {
    changedEntries(was, is, (page, _was, entry) => {
      if (entry === null || !entry.present || ghost.licenses(directory, page * PAGE_BYTES, entry.frame, entry.writable)) return;
      found ??= finding('P8', 'MEM-9', `space ${directory}: page ${page.toString(16)} is bound to frame ${entry.frame} without licence`);
    });
  });
  return found ?? reachableFree(after, before);
};

/** A binding to a frame that left its use would survive as a way in for its next owner's enemy. */
const reachableFree = (after: State, before: State): Finding | null => {
  let found: Finding | null = null;
  changedRows(before.pages, after.pages, (frame, was, is) => {
    if (was.status === 'user' && is.status !== 'user' && isBoundSomewhere(after, frame)) found = finding('P8', 'MEM-4', `frame ${frame} left its use while it is bound`);
  });
  return found;
};

const isBoundSomewhere = (s: State, frame: number): boolean => {
  for (let d = 0; d < s.spaces.length; d++) {
    const space = get(s.spaces, d);
    if (space !== null && space.tables.some((t) => t.lines.some((line) => line.some((e) => e !== null && e.present && e.frame === frame)))) return true;
  }
  return false;
};
