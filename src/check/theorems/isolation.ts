import { PAGE_BYTES } from '../../abi/addressMap.ts';
import { EMPTY_ENTRY_LINE } from '../../model/state.ts';
import type { State, Table } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { changesBetween } from '../changes.ts';
import { finding } from '../findings.ts';
import type { Finding } from '../findings.ts';
import type { Ghost } from '../ghost.ts';
import { directoriesOf } from '../present.ts';

/**
 * P8, memory isolation, on what changed in one entry: every present page entry
 * that is new or different is licensed, with no more rights than licensed. The
 * walk over the real page tables of every space is done where states are
 * recounted in full.
 */
export const isolation = (ghost: Ghost, before: State, after: State): Finding | null => {
  for (const { directory, page, is } of changesBetween(before, after).entries) {
    if (is === null || !is.present || ghost.licenses(directory, page * PAGE_BYTES, is.frame, is.writable)) continue;
    return finding('P8', 'MEM-9', `space ${directory}: page ${page.toString(16)} is bound to frame ${is.frame} without licence`);
  }
  return reachableFree(before, after);
};

/** A binding to a frame that left its use would survive as a way in for its next owner's enemy. */
const reachableFree = (before: State, after: State): Finding | null => {
  for (const frame of changesBetween(before, after).pages) {
    const left = get(before.pages, frame).status === 'user' && get(after.pages, frame).status !== 'user';
    if (left && isBoundSomewhere(after, frame)) return finding('P8', 'MEM-4', `frame ${frame} left its use while it is bound`);
  }
  return null;
};

const tableBinds = (table: Table, frame: number): boolean => {
  for (const line of table.lines) {
    if (line !== EMPTY_ENTRY_LINE) for (const entry of line) if (entry !== null && entry.present && entry.frame === frame) return true;
  }
  return false;
};

const isBoundSomewhere = (s: State, frame: number): boolean => {
  for (const directory of directoriesOf(s)) {
    const space = get(s.spaces, directory);
    if (space !== null && space.tables.some((table) => tableBinds(table, frame))) return true;
  }
  return false;
};
