import { PAD, PAGE_BYTES } from '../../abi/addressMap.ts';
import { TICKS_PER_ROUND } from '../../abi/costs.ts';
import { INITIAL_FLOATING_POINT } from '../../abi/floatingPoint.ts';
import { frameMapOf } from '../../abi/frameMap.ts';
import { ENV_ID_GENERATION_UNIT, RIGHT_MOD, RIGHT_WRITE, RIGHTS_ALL } from '../../abi/layout.ts';
import { EFLAGS_BIRTH, EFLAGS_USER } from '../../abi/vectors.ts';
import type { Entry, Env, Page, Quantum, Space, State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { mayActOn, mayActOnSpace, mayClaim, mayGuardWith, mayUse, sameSlot } from '../authority.ts';
import { changesBetween } from '../changes.ts';
import type { EntryChange } from '../changes.ts';
import { finding } from '../findings.ts';
import type { Finding } from '../findings.ts';
import { liveIndices } from '../present.ts';
import { birthRegisters, isBorn, isNothing, sameButMarks, sameFloatingPoint, sameGeneral, sameRegisters } from '../readings.ts';
import { hasScheduled, ticksAtChoice } from './time.ts';
import { isExceptionFrame, isOfferTaken, isResult, isUareaWrite, mayStore, writtenMemory } from './writtenMemory.ts';

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
const born = (c: Change, index: number): boolean => isBorn(get(c.before.envs, index), get(c.after.envs, index));

/** Whether some env of which the row changed, as it does in birth and death, passes the test. */
const someChanged = ({ before, after }: Change, test: (index: number) => boolean): boolean => changesBetween(before, after).envs.some(test);
const uareaOfDead = (c: Change, frame: number): boolean => someChanged(c, (i) => get(c.before.envs, i).uarea === frame && died(c, i));
const uareaOfBorn = (c: Change, frame: number): boolean => someChanged(c, (i) => get(c.after.envs, i).uarea === frame && born(c, i));
/** Whether somebody was born with this directory and nobody had it before. */
const bornWithSpace = (c: Change, directory: number): boolean =>
  get(c.before.spaces, directory) === null && someChanged(c, (i) => get(c.after.envs, i).directory === directory && born(c, i));
/** Whether the last of those who had this directory died. */
const diedWithSpace = (c: Change, directory: number): boolean =>
  someChanged(c, (i) => get(c.before.envs, i).directory === directory && died(c, i))
  && !liveIndices(c.after).some((i) => get(c.after.envs, i).directory === directory);

/** env, from a row that is not live: what an env is born with (ENV-8), and on which frames. */
const birthFinding = (c: Change, index: number, was: Env, is: Env): string | null => {
  const actor = actorEnv(c);
  if (was.status !== 'free' || is.status !== 'live' || was.generation !== is.generation) return 'a row that is not live changed';
  if (actor === null || !mayGuardWith(actor, is.capabilities[0])) return 'born without all rights, or guarded by another capability';
  if (is.capabilities.some((slot, k) => k > 0 && slot !== null)) return 'born with more than its guard';
  if (!sameRegisters(is.registers, birthRegisters(index))) return 'born with other registers than those of birth';
  if (!sameFloatingPoint(is.floatingPoint, INITIAL_FLOATING_POINT)) return 'born with another floating-point state than that of birth';
  if (is.directory !== actor.directory && !bornWithSpace(c, is.directory)) return 'born into the space of another';
  return get(c.before.pages, is.uarea).status === 'free' ? null : 'born on a u-area that was not free';
};

/** A register record that another wrote: no flag but a user's differs from those of birth (WRE-7). */
const harmlessFlags = (eflags: number): boolean => ((eflags ^ EFLAGS_BIRTH) & ~EFLAGS_USER) === 0;

/**
 * env.registers: who leaves the processor is saved, with what it had (a call may have
 * written EAX and EDX); who enters it is loaded, with what was saved (TIM-8); of who
 * sleeps, by W on it.
 */
const registersLicensed = (c: Change, index: number, was: Env, is: Env): boolean => {
  const { eax, edx } = is.registers;
  if (index === c.actor) return sameRegisters({ ...c.before.processor.registers, eax, edx }, is.registers);
  if (c.after.processor.running === index) return sameRegisters(was.registers, c.after.processor.registers);
  return mayActOn(c.before, c.actor, index, RIGHT_WRITE) && harmlessFlags(is.registers.eflags);
};

/** env.floatingPoint: the actor's goes into the unit or comes back from it (FPU-4, FPU-5); nobody has a right to another's. */
const floatingPointLicensed = (c: Change, index: number, was: Env, is: Env): boolean => {
  const hasUnit = index === c.after.processor.running && c.after.processor.unit !== null;
  if (hasUnit) return isNothing(is.floatingPoint);
  return sameFloatingPoint(is.floatingPoint, index === c.actor ? c.before.processor.unit ?? was.floatingPoint : was.floatingPoint);
};

const envFinding = (c: Change, index: number, was: Env, is: Env): string | null => {
  if (was.status !== 'live') return birthFinding(c, index, was, is);
  if (is.status !== 'live') return mayActOn(c.before, c.actor, index, RIGHTS_ALL) ? null : 'destroyed without all rights';
  if (was.generation !== is.generation || was.directory !== is.directory || was.uarea !== is.uarea) return 'identity, space or u-area changed in life';
  if (was.capabilities !== is.capabilities && !was.capabilities.every((slot, k) => sameSlot(slot, is.capabilities[k])) && !mayActOn(c.before, c.actor, index, RIGHT_WRITE)) return 'capabilities changed without W';
  if (was.registers !== is.registers && !registersLicensed(c, index, was, is)) return 'saved registers changed';
  if (was.floatingPoint !== is.floatingPoint && !floatingPointLicensed(c, index, was, is)) return 'saved floating-point state changed';
  return null;
};

/** page.*: what may happen to a frame's row. Counts are the invariants' business, since bindings are judged one by one. */
const pageFinding = (c: Change, frame: number, was: Page, is: Page): string | null => {
  if (was.status === 'user' && is.status === 'user') return userPageFinding(c, frame, was, is);
  switch (`${was.status}>${is.status}`) {
    case 'kernel>kernel': return was.pins === is.pins ? null : 'kernel page';
    case 'free>user': return claimFinding(c, frame, is);
    case 'free>table': return spaceGaining(c, frame) ? null : 'a table that no space gained by right';
    case 'free>directory': return bornWithSpace(c, frame) ? null : 'a directory without a birth';
    case 'user>free': return was.pins === 0 || uareaOfDead(c, frame) ? null : 'a pinned page became free';
    case 'table>free': return spaceLosing(c, frame) ? null : 'a table was taken from a space without W';
    case 'directory>free': return diedWithSpace(c, frame) ? null : 'a directory was freed in life';
    default: return `status went from ${was.status} to ${is.status}`;
  }
};

const claimFinding = (c: Change, frame: number, is: Page): string | null => {
  const actor = actorEnv(c);
  if (actor === null || !mayGuardWith(actor, is.acl[0])) return 'claimed without all rights, or for another';
  return is.pins === 0 || uareaOfBorn(c, frame) ? null : 'pins changed';
};

const userPageFinding = (c: Change, frame: number, was: Page, is: Page): string | null => {
  const actor = actorEnv(c);
  const mayModify = actor !== null && mayUse(actor, was.acl, RIGHT_MOD);
  if ((was.readersLimit !== is.readersLimit || was.writersLimit !== is.writersLimit) && !mayModify) return 'sharing limits changed without MOD';
  if (was.pins !== is.pins && !(is.pins < was.pins && uareaOfDead(c, frame))) return 'pins changed';
  const changed = was.acl !== is.acl && !was.acl.every((slot, i) => sameSlot(slot, is.acl[i]));
  return !changed || mayModify ? null : 'ACL changed without MOD';
};

const mapsTable = (space: Space | null, frame: number): boolean => space !== null && (space.uareaTable === frame || space.tables.some((t) => t.frame === frame));

const spaceGaining = (c: Change, frame: number): boolean => liveIndices(c.after).some((i) => {
  const was = get(c.before.envs, i);
  const { directory } = get(c.after.envs, i);
  if (!mapsTable(get(c.after.spaces, directory), frame)) return false;
  return was.status === 'live' ? mayActOn(c.before, c.actor, i, RIGHT_WRITE) : bornWithSpace(c, directory);
});
const spaceLosing = (c: Change, frame: number): boolean => liveIndices(c.before).some((i) => {
  const { directory } = get(c.before.envs, i);
  return mapsTable(get(c.before.spaces, directory), frame) && (diedWithSpace(c, directory) || mayActOn(c.before, c.actor, i, RIGHT_WRITE));
});

const isPadOfBirth = (s: State, page: number, is: Entry | null): boolean =>
  is !== null && is.present && page * PAGE_BYTES === PAD && is.frame === frameMapOf(s.boot.geometry).pad && !is.writable;

const sameHardware = (a: Entry, b: Entry): boolean =>
  a.writeThrough === b.writeThrough && a.cacheDisable === b.cacheDisable && a.accessed === b.accessed && a.dirty === b.dirty;

/** A page entry: marks by the actor's own accesses; anything else by W on the space; a frame or a hardware flag by the page's ACL as well. */
const entryFinding = (c: Change, { directory, page, was, is }: EntryChange): string | null => {
  const actor = actorEnv(c);
  if (actor === null) return 'a page entry changed while nobody ran';
  if (was !== null && is !== null && actor.directory === directory && sameButMarks(was, is)) return null;
  if (get(c.after.spaces, directory) === null) return diedWithSpace(c, directory) ? null : 'a space vanished in life';
  if (get(c.before.spaces, directory) === null) return isPadOfBirth(c.before, page, is) ? null : 'a space was born with a binding that is not the pad';
  if (!mayActOnSpace(c.before, c.actor, directory, RIGHT_WRITE)) return 'a page entry changed without W on the space';
  return is === null || !is.present ? null : bindingFinding(c, actor, was, is);
};

/** What a present entry names, given W on its space. Software bits of a binding that stays need no more than that. */
const bindingFinding = (c: Change, actor: Env, was: Entry | null, is: Entry): string | null => {
  const stays = was !== null && was.present && was.frame === is.frame;
  if (stays && was.writable === is.writable && sameHardware(was, is)) return null;
  const { status, acl } = get(c.before.pages, is.frame);
  if (status === 'free') return mayClaim(actor) ? null : 'a free frame was bound without all rights';
  if (status !== 'user') return 'a frame that is not a user page was bound';
  const gainsWriting = is.writable && !(stays && was.writable);
  return mayUse(actor, acl, gainsWriting ? RIGHT_WRITE : 0) ? null : 'a page was bound without the right';
};

/** The table of u-areas, and who is in it: the live envs of the space. */
const spaceFinding = (c: Change, was: Space | null, is: Space | null): string | null => {
  if (was !== null && is !== null && was.uareaTable !== is.uareaTable) return 'a space got another table of u-areas in life';
  if (was?.uareas === is?.uareas) return null;
  const before = was?.uareas ?? [];
  const after = is?.uareas ?? [];
  const explained = before.every((i) => after.includes(i) || died(c, i)) && after.every((i) => before.includes(i) || born(c, i));
  return explained ? null : 'u-areas changed without birth or death';
};

/** quantum.*: its guard stays as it was taken; its env by all rights on the guard; its ticks by scheduling alone. */
const quantumFinding = (c: Change, index: number, was: Quantum, is: Quantum): string | null => {
  const actor = actorEnv(c);
  const owns = actor !== null && mayUse(actor, [was.guard], RIGHTS_ALL);
  if (!was.used) {
    if (actor === null || !mayGuardWith(actor, is.guard)) return 'a quantum was taken without all rights, or is guarded by another capability';
    return is.ticks === TICKS_PER_ROUND ? null : 'a quantum was taken with other ticks than those of a round';
  }
  if (!is.used) return owns || died(c, was.env % ENV_ID_GENERATION_UNIT) ? null : 'a quantum was freed in its env\'s life without all rights on it';
  if (!sameSlot(was.guard, is.guard)) return 'a quantum got another guard';
  if (was.env !== is.env && !owns) return 'a quantum was given away without all rights on it';
  return was.ticks === is.ticks || ticksLicensed(c, index, is.ticks) ? null : 'ticks changed other than by scheduling';
};

/** The chosen quantum has spent its ticks; the others have what was left and what the round brought. */
const ticksLicensed = (c: Change, index: number, ticks: number): boolean => {
  if (!hasScheduled(c.before, c.after)) return false;
  const { running, quantum } = c.after.processor;
  return ticks === (running >= 0 && index === quantum ? 0 : ticksAtChoice(c.before, c.after, index));
};

const refused = (object: string, why: string | null): Finding | null => (why === null ? null : finding('P5', 'ENT-3', `${object}: ${why}`));

/** The first of the changed rows that the table does not license. */
const firstOf = (object: string, rows: readonly number[], judge: (row: number) => string | null): Finding | null => {
  for (const row of rows) {
    const why = judge(row);
    if (why !== null) return refused(`${object} ${row}`, why);
  }
  return null;
};

const entriesFinding = (c: Change, entries: readonly EntryChange[]): Finding | null => {
  for (const change of entries) {
    const why = entryFinding(c, change);
    if (why !== null) return refused(`space ${change.directory} page ${change.page.toString(16)}`, why);
  }
  return null;
};

/** User memory during an entry, as a whole: one exception frame, one result, one write to a u-area, or one offer taken. */
const memoryFinding = (c: Change): Finding | null => {
  const written = writtenMemory(c.before, c.after);
  if (written.length === 0) return null;
  const actor = actorEnv(c);
  const [{ frame }] = written;
  if (actor === null) return refused(`memory of frame ${frame}`, 'user memory changed while nobody ran');
  const licensed = isExceptionFrame(c.before, actor, written) || isResult(c.before, actor, written) || isUareaWrite(c.before, c.actor, written)
    || isOfferTaken(c.before, c.after, c.actor, written);
  if (licensed) return null;
  const foreign = written.find((one) => !mayStore(c.before, actor, one.frame));
  return foreign === undefined ? refused(`memory of frame ${frame}`, 'own memory changed where neither an exception frame nor one result is')
    : refused(`memory of frame ${foreign.frame}`, 'memory of another changed');
};

/** processor.unit: the state of the actor, who goes on with it; if it is taken from one who lives on, it is saved. */
const unitFinding = (c: Change): string | null => {
  const { unit: was } = c.before.processor;
  const { unit: is, running } = c.after.processor;
  if (was === is && (is === null || running === c.actor)) return null;
  const actor = actorEnv(c);
  if (is === null) return actor === null || was === null || died(c, c.actor) || sameFloatingPoint(get(c.after.envs, c.actor).floatingPoint, was) ? null : 'a floating-point state was lost';
  return actor !== null && running === c.actor && sameFloatingPoint(is, was ?? actor.floatingPoint) ? null : 'the floating-point unit does not hold the actor\'s own';
};

/** processor.registers: whoever goes on running keeps the registers that no call and no exception writes. */
const processorFinding = (c: Change): string | null => {
  const { running, registers } = c.after.processor;
  return running !== c.actor || running < 0 || sameGeneral(c.before.processor.registers, registers) ? null : 'general registers changed';
};

/** Applies the table to everything that differs between two states; the first finding wins. */
export const integrity = (before: State, after: State): Finding | null => {
  const c: Change = { before, after, actor: before.processor.running };
  const changes = changesBetween(before, after);
  return firstOf('env', changes.envs, (i) => envFinding(c, i, get(before.envs, i), get(after.envs, i)))
    ?? firstOf('page', changes.pages, (f) => pageFinding(c, f, get(before.pages, f), get(after.pages, f)))
    ?? memoryFinding(c)
    ?? refused('processor', processorFinding(c))
    ?? refused('processor', unitFinding(c))
    ?? firstOf('quantum', changes.quanta, (q) => quantumFinding(c, q, get(before.quanta, q), get(after.quanta, q)))
    ?? firstOf('space', changes.spaces, (d) => spaceFinding(c, get(before.spaces, d), get(after.spaces, d)))
    ?? entriesFinding(c, changes.entries);
};
