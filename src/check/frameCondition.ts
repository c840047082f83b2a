import type { Space, State } from '../model/state.ts';
import { get } from '../model/vector.ts';
import { changesBetween } from './changes.ts';
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
  const changes = changesBetween(before, after);
  if (changes.envs.length > 0) return `env ${changes.envs[0]} changed between entries`;
  if (changes.pages.length > 0) return `page ${changes.pages[0]} changed between entries`;
  if (changes.quanta.length > 0) return `quantum ${changes.quanta[0]} changed between entries`;
  for (const frame of changes.contents) {
    const own = get(before.contents, frame) !== null && get(after.contents, frame) !== null && (bindsUarea(before, space, frame) || mapsWritable(space, frame));
    if (!own) return `memory of frame ${frame} changed between entries`;
  }
  for (const directory of changes.spaces) {
    if (!sameTables(get(before.spaces, directory), get(after.spaces, directory))) return `space ${directory} has other tables than before`;
  }
  for (const { directory, page, was, is } of changes.entries) {
    if (directory !== env.directory || was === null || is === null || !sameButMarks(was, is)) return `space ${directory} page ${page.toString(16)} changed between entries`;
  }
  const p = after.processor;
  // The timer that fires ends its deadline; nothing else touches it.
  const keepsDeadline = p.deadline === before.processor.deadline || (p.deadline < 0 && p.clock >= before.processor.deadline);
  // Who has the unit may change what is in it, but neither gets it nor gives it back without the kernel.
  const keepsUnit = (p.unit === null) === (before.processor.unit === null);
  const changedHands = !keepsUnit || p.running !== running || p.quantum !== before.processor.quantum || p.clock < before.processor.clock || !keepsDeadline;
  return changedHands ? 'the processor changed hands between entries' : null;
};
