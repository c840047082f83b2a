import { ENTRIES_PER_TABLE, PAGE_BYTES, UADDRS } from '../../abi/addressMap.ts';
import { EXCEPTION_FRAME_BYTES, RIGHT_MOD, RIGHT_WRITE, RIGHTS_ALL, UAREA } from '../../abi/layout.ts';
import { EMPTY_ENTRY_LINE } from '../../model/state.ts';
import type { Entry, EntryLine, Env, FrameContents, Page, Quantum, Registers, Space, State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { mayActOn, mayActOnSpace, mayClaim, mayUse, sameSlot } from '../authority.ts';
import { changesBetween } from '../changes.ts';
import type { EntryChange } from '../changes.ts';
import { finding } from '../findings.ts';
import type { Finding } from '../findings.ts';
import { sameButMarks } from '../readings.ts';

/**
 * P5, integrity: each changed field of each object is licensed by one row of a
 * table keyed by object kind and field, which names the capability that the
 * actor needs in the state before. The table never looks at which call it was
 * or how it ended. The actor is the environment that entered the kernel.
 */
interface Change {
  readonly before: State;
  readonly after: State;
  readonly actor: number;
}

const actorEnv = (c: Change): Env | null => (c.actor < 0 ? null : get(c.before.envs, c.actor));
const died = (c: Change, index: number): boolean => get(c.before.envs, index).status === 'live' && get(c.after.envs, index).status !== 'live';

const sameGeneral = (a: Registers, b: Registers): boolean => a.ecx === b.ecx && a.ebx === b.ebx && a.ebp === b.ebp && a.esi === b.esi && a.edi === b.edi;

/** `results` lets EAX and EDX differ: a call may have written them. */
const sameRegisters = (a: Registers, b: Registers, results: boolean): boolean =>
  (results || (a.eax === b.eax && a.edx === b.edx)) && a.eip === b.eip && a.esp === b.esp && a.eflags === b.eflags && sameGeneral(a, b);

/** env.registers: only who leaves the processor is saved, with what it had; only who enters it is loaded, with what was saved (TIM-8). */
const registersLicensed = (c: Change, index: number, was: Env, is: Env): boolean => {
  const entered = c.after.processor.running === index && index !== c.actor;
  if (entered) return sameRegisters(was.registers, c.after.processor.registers, false);
  return index === c.actor && sameRegisters(c.before.processor.registers, is.registers, true);
};

const envFinding = (c: Change, index: number, was: Env, is: Env): string | null => {
  if (was.status !== 'live') return 'a row that is not live changed';
  if (is.status !== 'live') return mayActOn(c.before, c.actor, index, RIGHTS_ALL) ? null : 'destroyed without all rights';
  if (was.generation !== is.generation || was.directory !== is.directory || was.uarea !== is.uarea) return 'identity, space or u-area changed in life';
  if (was.capabilities !== is.capabilities && !was.capabilities.every((slot, k) => sameSlot(slot, is.capabilities[k])) && !mayActOn(c.before, c.actor, index, RIGHT_WRITE)) return 'capabilities changed without W';
  if (was.registers !== is.registers && !registersLicensed(c, index, was, is)) return 'saved registers changed';
  return null;
};

/** page.*: what may happen to a frame's row. Counts are the invariants' business, since bindings are judged one by one. */
const pageFinding = (c: Change, frame: number, was: Page, is: Page): string | null => {
  if (was.status === 'user' && is.status === 'user') return userPageFinding(c, frame, was, is);
  const actor = actorEnv(c);
  switch (`${was.status}>${is.status}`) {
    case 'kernel>kernel': return was.pins === is.pins ? null : 'kernel page';
    case 'free>user': return actor !== null && mayClaim(actor) && actor.capabilities.some((slot) => slot !== null && slot.rights === RIGHTS_ALL && sameSlot(slot, is.acl[0])) ? null : 'claimed without all rights, or for another';
    case 'free>table': return spaceGaining(c, frame) ? null : 'a table that no space gained by right';
    case 'user>free': return was.pins === 0 || uareaOfDead(c, frame) ? null : 'a pinned page became free';
    case 'table>free': return spaceLosing(c, frame) ? null : 'a table was taken from a space without W';
    case 'directory>free': return directoryOfDead(c, frame) ? null : 'a directory was freed in life';
    default: return `status went from ${was.status} to ${is.status}`;
  }
};

const userPageFinding = (c: Change, frame: number, was: Page, is: Page): string | null => {
  const actor = actorEnv(c);
  if (was.readersLimit !== is.readersLimit || was.writersLimit !== is.writersLimit) return 'sharing limits changed';
  if (was.pins !== is.pins && !uareaOfDead(c, frame)) return 'pins changed';
  const changed = was.acl !== is.acl && !was.acl.every((slot, i) => sameSlot(slot, is.acl[i]));
  return !changed || (actor !== null && mayUse(actor, was.acl, RIGHT_MOD)) ? null : 'ACL changed without MOD';
};

const someEnv = (c: Change, test: (index: number, env: Env) => boolean): boolean => {
  for (let i = 0; i < c.before.envs.length; i++) if (test(i, get(c.before.envs, i))) return true;
  return false;
};
const uareaOfDead = (c: Change, frame: number): boolean => someEnv(c, (i, env) => env.uarea === frame && died(c, i));
const directoryOfDead = (c: Change, frame: number): boolean => someEnv(c, (i, env) => env.directory === frame && died(c, i));
const mapsTable = (space: Space | null, frame: number): boolean => space !== null && (space.uareaTable === frame || space.tables.some((t) => t.frame === frame));

const spaceGaining = (c: Change, frame: number): boolean => someEnv(c, (i, env) =>
  env.status === 'live' && mapsTable(get(c.after.spaces, env.directory), frame) && mayActOn(c.before, c.actor, i, RIGHT_WRITE));
const spaceLosing = (c: Change, frame: number): boolean => someEnv(c, (i, env) =>
  env.status === 'live' && mapsTable(get(c.before.spaces, env.directory), frame) && (died(c, i) || mayActOn(c.before, c.actor, i, RIGHT_WRITE)));

/** A page entry: marks by the actor's own accesses; anything else by W on the space; a new frame or a new right by the page's ACL. */
const entryFinding = (c: Change, directory: number, was: Entry | null, is: Entry | null): string | null => {
  const actor = actorEnv(c);
  if (actor === null) return 'a page entry changed while nobody ran';
  if (was !== null && is !== null && actor.directory === directory && sameButMarks(was, is)) return null;
  if (is === null && get(c.after.spaces, directory) === null) return directoryOfDead(c, directory) ? null : 'a space vanished in life';
  if (!mayActOnSpace(c.before, c.actor, directory, RIGHT_WRITE)) return 'a page entry changed without W on the space';
  if (is === null || !is.present) return null;
  const page = get(c.before.pages, is.frame);
  if (page.status === 'free') return mayClaim(actor) ? null : 'a free frame was bound without all rights';
  if (page.status !== 'user') return 'a frame that is not a user page was bound';
  return mayUse(actor, page.acl, is.writable ? RIGHT_WRITE : 0) ? null : 'a page was bound without the right';
};

const lineMapsWritable = (line: EntryLine, frame: number): boolean => {
  if (line !== EMPTY_ENTRY_LINE) for (const entry of line) if (entry !== null && entry.present && entry.writable && entry.frame === frame) return true;
  return false;
};

export const mapsWritable = (space: Space | null, frame: number): boolean => {
  if (space !== null) for (const table of space.tables) for (const line of table.lines) if (lineMapsWritable(line, frame)) return true;
  return false;
};

/** True when the frame is the u-area of an env of the space: all of them are writable in it (MEM-9). */
export const bindsUarea = (s: State, space: Space | null, frame: number): boolean => space !== null && space.uareas.some((index) => get(s.envs, index).uarea === frame);

/** Where the exception frame of an env would lie: below u_xsp, or below ESP (EXC-1, EXC-2). It reaches into two pages at most. */
interface ExceptionFrame {
  readonly base: number;
  readonly top: number;
  readonly lowPage: number;
  readonly highPage: number;
  /** The user frames that the two pages lead to. */
  readonly low: number;
  readonly high: number;
}

const exceptionFrameOf = (s: State, actor: Env): ExceptionFrame => {
  const xsp = get(s.contents, actor.uarea)?.[0][UAREA.xsp / 4] ?? 0;
  const top = xsp === 0 ? s.processor.registers.esp : xsp;
  const base = top - EXCEPTION_FRAME_BYTES;
  const lowPage = Math.floor(base / PAGE_BYTES);
  const highPage = Math.floor((top - 1) / PAGE_BYTES);
  const low = boundFrame(s, actor, lowPage);
  return { base, top, lowPage, highPage, low, high: highPage === lowPage ? low : boundFrame(s, actor, highPage) };
};

/** True for the words that an entry may write in user memory: u_xsp, and those of the exception frame. */
const isWrittenByKernel = (e: ExceptionFrame, actor: Env, frame: number, offset: number): boolean => {
  if (frame === actor.uarea && offset === UAREA.xsp) return true;
  const inLow = e.lowPage * PAGE_BYTES + offset;
  if (e.low === frame && inLow + 4 > e.base && inLow < e.top) return true;
  const inHigh = e.highPage * PAGE_BYTES + offset;
  return e.high === frame && inHigh + 4 > e.base && inHigh < e.top;
};

/** The user frame that a page of the actor's space leads to, -1 for none. */
const boundFrame = (s: State, actor: Env, page: number): number => {
  const space = get(s.spaces, actor.directory);
  const uarea = page - UADDRS / PAGE_BYTES;
  if (space === null || page < 0) return -1;
  if (space.uareas.includes(uarea)) return get(s.envs, uarea).uarea;
  const table = space.tables.find((t) => t.region === Math.floor(page / ENTRIES_PER_TABLE));
  const entry = table?.lines[Math.floor((page % ENTRIES_PER_TABLE) / 16)][page % 16] ?? null;
  return entry !== null && entry.present ? entry.frame : -1;
};

/** User memory during an entry: only pages that are writable in the actor's space, which hold its exception frame. */
const contentsFinding = (c: Change, frame: number, was: FrameContents, is: FrameContents): string | null => {
  if (was === null || is === null) return null;
  const actor = actorEnv(c);
  if (actor === null) return 'user memory changed while nobody ran';
  const space = get(c.before.spaces, actor.directory);
  if (!bindsUarea(c.before, space, frame) && !mapsWritable(space, frame)) return 'memory of another changed';
  const written = exceptionFrameOf(c.before, actor);
  for (let line = 0; line < is.length; line++) {
    const old = was[line];
    const now = is[line];
    if (old === now) continue;
    for (let i = 0; i < 16; i++) {
      if (old[i] !== now[i] && !isWrittenByKernel(written, actor, frame, (line * 16 + i) * 4)) return 'own memory changed where no exception frame is';
    }
  }
  return null;
};

/** processor.registers: whoever goes on running keeps the registers that no call and no exception writes. */
const processorFinding = (c: Change): string | null => {
  const { running, registers } = c.after.processor;
  return running !== c.actor || running < 0 || sameGeneral(c.before.processor.registers, registers) ? null : 'general registers changed';
};

const quantumFinding = (c: Change, was: Quantum, is: Quantum): string | null =>
  (was.used && !is.used && someEnv(c, (i) => died(c, i)) ? null : 'a quantum changed in its env\'s life');

const uareasFinding = (c: Change, was: Space | null, is: Space | null): string | null =>
  (was?.uareas !== is?.uareas && !someEnv(c, (i) => died(c, i)) ? `u-areas at ${UADDRS} changed` : null);

const refused = (object: string, why: string | null): Finding | null => (why === null ? null : finding('P5', 'ENT-3', `${object}: ${why}`));

/** What a finding calls the row of each table. */
const NAMES = {
  env: (i: number): string => `env ${i}`,
  page: (f: number): string => `page ${f}`,
  contents: (f: number): string => `memory of frame ${f}`,
  quantum: (q: number): string => `quantum ${q}`,
  space: (d: number): string => `space ${d}`,
} as const;

/** The first of the changed rows that the table does not license. */
const firstOf = (object: (row: number) => string, rows: readonly number[], judge: (row: number) => string | null): Finding | null => {
  for (const row of rows) {
    const why = judge(row);
    if (why !== null) return refused(object(row), why);
  }
  return null;
};

const entriesFinding = (c: Change, entries: readonly EntryChange[]): Finding | null => {
  for (const { directory, page, was, is } of entries) {
    const why = entryFinding(c, directory, was, is);
    if (why !== null) return refused(`space ${directory} page ${page.toString(16)}`, why);
  }
  return null;
};

/** Applies the table to everything that differs between two states; the first finding wins. */
export const integrity = (before: State, after: State): Finding | null => {
  const c: Change = { before, after, actor: before.processor.running };
  const changes = changesBetween(before, after);
  return firstOf(NAMES.env, changes.envs, (i) => envFinding(c, i, get(before.envs, i), get(after.envs, i)))
    ?? firstOf(NAMES.page, changes.pages, (f) => pageFinding(c, f, get(before.pages, f), get(after.pages, f)))
    ?? firstOf(NAMES.contents, changes.contents, (f) => contentsFinding(c, f, get(before.contents, f), get(after.contents, f)))
    ?? refused('processor', processorFinding(c))
    ?? firstOf(NAMES.quantum, changes.quanta, (q) => quantumFinding(c, get(before.quanta, q), get(after.quanta, q)))
    ?? firstOf(NAMES.space, changes.spaces, (d) => uareasFinding(c, get(before.spaces, d), get(after.spaces, d)))
    ?? entriesFinding(c, changes.entries);
};
