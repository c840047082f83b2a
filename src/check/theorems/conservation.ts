import { RANGE_COUNT_MAX } from '../../abi/calls.ts';
import { INITIAL_FLOATING_POINT } from '../../abi/floatingPoint.ts';
import type { Env, FrameContents, Page, State, Table } from '../../model/state.ts';
import { ZERO_CONTENTS, ZERO_LINE } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { sameSlot } from '../authority.ts';
import { changesBetween } from '../changes.ts';
import { finding } from '../findings.ts';
import type { Finding } from '../findings.ts';
import { directoriesOf } from '../present.ts';
import { birthRegisters, idOfRow, isBorn, sameFloatingPoint, sameRegisters } from '../readings.ts';

const isCleared = (contents: FrameContents): boolean =>
  contents === ZERO_CONTENTS || (contents !== null && contents.every((line) => line === ZERO_LINE || line.every((word) => word === 0)));

/** The env that was born with this frame as its u-area, or null. */
const bornOn = (before: State, after: State, frame: number): Env | null => {
  for (const i of changesBetween(before, after).envs) {
    const env = get(after.envs, i);
    if (env.uarea === frame && isBorn(get(before.envs, i), env)) return env;
  }
  return null;
};

/** Rules of birth of a user page that the row and contents of a claimed frame break. */
const uncleanClaim = (before: State, s: State, frame: number, page: Page): string | null => {
  const g = s.boot.geometry;
  if (!isCleared(get(s.contents, frame))) return 'MEM-1';
  if (page.acl.slice(1).some((slot) => slot !== null)) return 'MEM-2';
  if (page.readersLimit !== g.readersLimit || page.writersLimit !== g.writersLimit) return 'MEM-2';
  if (page.pins === 0) return null;
  const env = bornOn(before, s, frame);
  return env !== null && page.pins === 1 && sameSlot(env.capabilities[0], page.acl[0]) ? null : 'MEM-2';
};

/** MEM-6: what a table that has just been made holds was asked for by one call, so it lies within one range. */
const holdsOneRange = (table: Table): boolean => {
  let first = -1;
  let last = -1;
  table.lines.forEach((line, l) => line.forEach((entry, i) => {
    if (entry === null) return;
    if (first < 0) first = l * 16 + i;
    last = l * 16 + i;
  }));
  return last - first < RANGE_COUNT_MAX;
};

/** The frame as a table of some space; null if it is the table of u-areas, whose every word the abstraction explains. */
const tableIn = (s: State, frame: number): Table | null => {
  for (const directory of directoriesOf(s)) {
    const table = get(s.spaces, directory)?.tables.find((one) => one.frame === frame);
    if (table !== undefined) return table;
  }
  return null;
};

/** ENV-8: the rule that a row breaks with which an env was born; what it may do is its guard's name and nothing else. */
const uncleanBirth = (s: State, index: number, was: Env, is: Env): string | null => {
  if (was.status !== 'free' || is.generation !== was.generation) return 'ENV-5';
  if (is.capabilities.length !== s.boot.geometry.capabilitySlots || is.capabilities.some((slot, k) => (slot !== null) !== (k === 0))) return 'ENV-8';
  if (!sameRegisters(is.registers, birthRegisters(index))) return 'ENV-8';
  if (!sameFloatingPoint(is.floatingPoint, INITIAL_FLOATING_POINT)) return 'FPU-7';
  const id = idOfRow(s, index);
  for (let q = 0; q < s.quanta.length; q++) if (get(s.quanta, q).env === id) return 'ENV-8';
  return null;
};

/** ENV-5, ENV-8: what is wrong with the end or the beginning of a life. */
const lifeFinding = (after: State, index: number, was: Env, is: Env): Finding | null => {
  if (is.status === 'live' && was.status !== 'live') {
    const rule = uncleanBirth(after, index, was, is);
    return rule === null ? null : finding('P9', rule, `env row ${index} was born with something left over`);
  }
  const ends = was.status === 'live' && is.status !== 'live';
  const mayReturn = is.status === 'free' && is.generation <= was.generation;
  const isRevived = was.status === 'retired' && is.status !== 'retired';
  return (ends && mayReturn) || isRevived ? finding('P9', 'ENV-5', `env row ${index} may live again under an old id`) : null;
};

/** MEM-1, MEM-2, MEM-6: what is wrong with a frame that left the free state. */
const claimFinding = (before: State, after: State, frame: number): Finding | null => {
  const page = get(after.pages, frame);
  if (get(before.pages, frame).status !== 'free') return null;
  const rule = page.status === 'user' ? uncleanClaim(before, after, frame, page) : null;
  if (rule !== null) return finding('P9', rule, `frame ${frame} left the free state with something left over`);
  const table = page.status === 'table' ? tableIn(after, frame) : null;
  return table === null || holdsOneRange(table) ? null : finding('P9', 'MEM-6', `table frame ${frame} left the free state with something left over`);
};

/**
 * P9, clean reuse: an object that leaves the free state carries exactly the
 * declared authority and cleared contents. (That counts are conserved is
 * recounted by the invariants STA-3 and STA-4.)
 */
export const cleanReuse = (before: State, after: State): Finding | null => {
  const changes = changesBetween(before, after);
  for (const frame of changes.pages) {
    const found = claimFinding(before, after, frame);
    if (found !== null) return found;
  }
  for (const index of changes.envs) {
    const found = lifeFinding(after, index, get(before.envs, index), get(after.envs, index));
    if (found !== null) return found;
  }
  return null;
};
