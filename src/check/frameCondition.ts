import type { FrameContents, State } from '../model/state.ts';
import { get } from '../model/vector.ts';
import { changedEntries, changedRows } from './changes.ts';
import { sameButMarks } from './readings.ts';
import { bindsUarea, mapsWritable } from './theorems/writtenMemory.ts';

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
    changedEntries(was, is, (page, a, b) => {
      if (directory !== env.directory || a === null || b === null || !sameButMarks(a, b)) found ??= `space ${directory} page ${page.toString(16)} changed between entries`;
    });
  });
  const p = after.processor;
  if (p.running !== running || p.quantum !== before.processor.quantum || p.clock < before.processor.clock) found ??= 'the processor changed hands between entries';
  return found;
};
