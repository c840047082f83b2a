import { eachChange, useDeltas, type Uses } from './bindingDeltas.ts';
import { checkEnv, checkProcessor, checkQuantum, checkSpaceUsers } from './envInvariants.ts';
import { checkPage, type Violation } from './pageInvariants.ts';
import type { State } from './state.ts';
import { get } from './vector.ts';

const NONE: readonly Violation[] = [];
const UNCHANGED: Uses = { readers: 0, writers: 0, pins: 0, tables: 0 };

/** The recorded uses of a frame: what the previous state, which satisfied STA-3 and STA-4, says, and by how much that changed. */
const usesAfter = (before: State, frame: number, delta: Uses): Uses => {
  const page = get(before.pages, frame);
  return {
    readers: page.readers + delta.readers, writers: page.writers + delta.writers, pins: page.pins + delta.pins,
    tables: (page.status === 'table' ? 1 : 0) + delta.tables,
  };
};

/** Frames whose row, contents, space or recorded uses changed. */
const checkFrames = (before: State, after: State, out: Violation[]): void => {
  if (before.pages === after.pages && before.contents === after.contents && before.spaces === after.spaces && before.envs === after.envs) return;
  const deltas = useDeltas(before, after);
  const touch = (frame: number): void => {
    if (!deltas.has(frame)) deltas.set(frame, UNCHANGED);
  };
  eachChange(before.pages, after.pages, touch);
  eachChange(before.contents, after.contents, (frame, old, contents) => {
    if ((old === null) !== (contents === null)) touch(frame);
  });
  eachChange(before.spaces, after.spaces, (frame, old, space) => {
    if ((old === null) !== (space === null)) touch(frame);
  });
  for (const [frame, delta] of deltas) {
    if (frame < after.pages.length) checkPage(after, frame, usesAfter(before, frame, delta), out);
    else if (delta.readers !== 0 || delta.pins !== 0 || delta.tables !== 0) out.push({ rule: 'STA-3', message: `frame ${frame}: is used and does not exist` });
  }
};

/** Everything that speaks of environments, after rows of environments, spaces or pages changed. */
const checkEnvs = (before: State, after: State, out: Violation[]): void => {
  let lives = false;
  const rows = new Set<number>();
  const spaces = new Set<number>();
  if (before.processor.running !== after.processor.running) {
    if (before.processor.running >= 0) rows.add(before.processor.running);
    if (after.processor.running >= 0) rows.add(after.processor.running);
  }
  eachChange(before.envs, after.envs, (index, old, env) => {
    rows.add(index);
    if (old.status === env.status && old.generation === env.generation && old.directory === env.directory) return;
    lives = true;
    for (const { status, directory } of [old, env]) if (status === 'live' && directory < after.spaces.length) spaces.add(directory);
  });
  eachChange(before.spaces, after.spaces, (directory, old, space) => {
    if (old !== null && space !== null && old.uareas === space.uareas) return;
    spaces.add(directory);
    for (const index of old?.uareas ?? []) rows.add(index);
  });
  // A u-area whose page is no longer a user page has lost its pin or its count as well, but its owner is to be named, too.
  eachChange(before.pages, after.pages, (frame, old, page) => {
    if (old.pins === 0 || old.status === page.status) return;
    for (let index = 0; index < after.envs.length; index++) if (get(after.envs, index).uarea === frame) rows.add(index);
  });
  for (const index of rows) checkEnv(after, index, out);
  for (const directory of spaces) checkSpaceUsers(after, directory, out);
  if (lives) for (let row = 0; row < after.quanta.length; row++) checkQuantum(after, row, out);
  else eachChange(before.quanta, after.quanta, (row) => checkQuantum(after, row, out));
};

/** The same as `violations(after)`, given that `before` has none: only what changed is looked at. */
export const violationsBetween = (before: State, after: State): readonly Violation[] => {
  if (before === after) return NONE;
  const out: Violation[] = [];
  checkFrames(before, after, out);
  const same = before.envs === after.envs && before.spaces === after.spaces && before.pages === after.pages && before.quanta === after.quanta;
  if (!same || before.processor.running !== after.processor.running) checkEnvs(before, after, out);
  checkProcessor(after, out);
  return out.length === 0 ? NONE : out;
};
