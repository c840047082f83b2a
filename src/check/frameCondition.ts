import type { FrameContents, Space, State } from '../model/state.ts';
import { get } from '../model/vector.ts';
import { changedEntries, changedRows } from './changes.ts';
import { sameButMarks } from './readings.ts';
import { bindsUarea, mapsWritable } from './theorems/writtenMemory.ts';

/** True when two spaces hang in the same frames, whatever their entries are. */
const sameTables = (a: Space | null, b: Space | null): boolean =>
  a !== null && b !== null && a.uareaTable === b.uareaTable && a.uareas.length === b.uareas.length && a.uareas.every((index, i) => index === b.uareas[i])
  && a.tables.length === b.tables.length && a.tables.every((table, i) => table.region === b.tables[i].region && table.frame === b.tables[i].frame);

/**
 * The frame condition of a ring-3 segment that is not predicted: from one
 * boundary to the next, code of the running env changed nothing but its own
 * registers, bytes of its own writable pages, accessed and dirty bits of its
 * own bindings, and the clock. Returns what else changed, or null.
 */
export const frameViolation = (before: State, after: State): string | null => {
  const running = before.processor.running;
  const env = get(before.envs, running);
  const space = get(before.spaces, env.directory);
  let found: string | null = null;
  if (before.envs !== after.envs) changedRows(before.envs, after.envs, (i) => { found ??= `env ${i} changed between entries`; });
  if (before.pages !== after.pages) changedRows(before.pages, after.pages, (f) => { found ??= `page ${f} changed between entries`; });
  changedRows(before.quanta, after.quanta, (q) => { found ??= `quantum ${q} changed between entries`; });
  changedRows(before.contents, after.contents, (frame: number, was: FrameContents, is: FrameContents) => {
    const own = was !== null && is !== null && (bindsUarea(before, space, frame) || mapsWritable(space, frame));
    if (!own) found ??= `memory of frame ${frame} changed between entries`;
  });
  changedRows(before.spaces, after.spaces, (directory, was, is) => {
    if (!sameTables(was, is)) found ??= `space ${directory} has other tables than before`;
    changedEntries(was, is, (page, a, b) => {
      if (directory !== env.directory || a === null || b === null || !sameButMarks(a, b)) found ??= `space ${directory} page ${page.toString(16)} changed between entries`;
    });
  });
  const p = after.processor;
  // The timer that fires ends its deadline; nothing else touches it.
  const keepsDeadline = p.deadline === before.processor.deadline || (p.deadline < 0 && p.clock >= before.processor.deadline);
  if (p.running !== running || p.quantum !== before.processor.quantum || p.clock < before.processor.clock || !keepsDeadline) found ??= 'the processor changed hands between entries';
  return found;
};
