import { PAD, PAGE_BYTES } from '../../../abi/addressMap.ts';
import { UAREA_COUNT_MAX } from '../../../abi/calls.ts';
import { INITIAL_FLOATING_POINT } from '../../../abi/floatingPoint.ts';
import { frameMapOf } from '../../../abi/frameMap.ts';
import { RIGHT_MOD, RIGHT_WRITE, RIGHTS_ALL, UAREA } from '../../../abi/layout.ts';
import { envId, envIndex, frameNumber, virtualAddress } from '../../../abi/words.ts';
import { mayActOn, mayActOnSpace, mayUse } from '../../authority.ts';
import { offeredTo } from '../../readings.ts';
import { mayStore } from '../../theorems/writtenMemory.ts';
import { entryAt } from '../../../model/pageEntries.ts';
import type { Capability, Entry, Env, Page, Quantum, State } from '../../../model/state.ts';
import { FREE_PAGE, FREE_QUANTUM, NO_ENTRY, NULL_FRAME, ZERO_REGISTERS } from '../../../model/state.ts';
import { get } from '../../../model/vector.ts';
import { firstRow, withEntryAt, withEnvAt, withPageAt, withProcessorAt, withQuantumAt, withSpaceAt, withWordAt } from './edits.ts';

/** A lawful entry, to be spoilt: both states, and who acted. */
interface Entered {
  readonly before: State;
  readonly after: State;
  readonly actor: number;
}

/** One unlawful change on top of a lawful entry; null where the entry offers no place for it. */
export interface Control {
  /** The refusal of the integrity table that must be given. */
  readonly says: string;
  readonly what: string;
  readonly spoil: (c: Entered) => State | null;
  /** The same, where the state before has to be other than any that is reached. */
  readonly also?: (before: State) => State | null;
}

const STRANGE: Capability = { rights: RIGHTS_ALL, name: [250, 251, 252, 253, 254, 255, 249] };
/** A floating-point state that nobody has by himself. */
const COMPUTED = INITIAL_FLOATING_POINT.with(20, 99);
const isLive = (s: State, i: number): boolean => get(s.envs, i).status === 'live';
/** The page of the first region, where tables are made and seldom filled to the end. */
const FAR = 1000 * PAGE_BYTES;

const env = (test: (c: Entered, i: number) => boolean, change: (c: Entered, i: number) => Partial<Env>) => (c: Entered): State | null => {
  const i = firstRow(c.after.envs.length, (row) => test(c, row));
  return i < 0 ? null : withEnvAt(c.after, i, change(c, i));
};
const page = (test: (c: Entered, f: number, was: Page, is: Page) => boolean, change: Partial<Page>) => (c: Entered): State | null => {
  const f = firstRow(c.after.pages.length, (row) => test(c, row, get(c.before.pages, row), get(c.after.pages, row)));
  return f < 0 ? null : withPageAt(c.after, f, change);
};
const quantum = (test: (c: Entered, q: number, was: Quantum, is: Quantum) => boolean, change: (c: Entered, is: Quantum) => Partial<Quantum>) => (c: Entered): State | null => {
  const q = firstRow(c.after.quanta.length, (row) => test(c, row, get(c.before.quanta, row), get(c.after.quanta, row)));
  return q < 0 ? null : withQuantumAt(c.after, q, change(c, get(c.after.quanta, q)));
};
/** Changes the entry of an address in the first space that satisfies a test. */
const entry = (test: (c: Entered, d: number) => boolean, va: number, change: (c: Entered, d: number, was: Entry | null) => Entry | null | undefined) => (c: Entered): State | null => {
  const d = firstRow(c.after.spaces.length, (row) => get(c.after.spaces, row) !== null && test(c, row));
  const space = d < 0 ? null : get(c.after.spaces, d);
  const next = space === null ? undefined : change(c, d, entryAt(space, virtualAddress(va)));
  return next === undefined ? null : withEntryAt(c.after, d, va, next);
};

const bornAt = (c: Entered, i: number): boolean => !isLive(c.before, i) && isLive(c.after, i);
const bornAlone = (c: Entered, i: number): boolean => bornAt(c, i) && get(c.before.spaces, get(c.after.envs, i).directory) === null;
const livesOn = (c: Entered, i: number): boolean => isLive(c.before, i) && isLive(c.after, i);
const isForeign = (c: Entered, i: number, rights: number): boolean => livesOn(c, i) && !mayActOn(c.before, c.actor, i, rights);
const sleeps = (c: Entered, i: number): boolean => i !== c.actor && i !== c.after.processor.running;
const takenBack = (c: Entered): boolean => c.before.processor.unit !== null && c.after.processor.unit === null && isLive(c.after, c.actor);
const stays = (was: Page, is: Page, status: Page['status']): boolean => was.status === status && is.status === status;
const actorOf = (c: Entered): Env => get(c.before.envs, c.actor);
const mayOn = (c: Entered, f: number, rights: number): boolean => c.actor >= 0 && mayUse(actorOf(c), get(c.before.pages, f).acl, rights);
const ownSpace = (c: Entered, d: number): boolean => c.actor >= 0 && actorOf(c).directory === d && get(c.before.spaces, d) !== null;
const owns = (c: Entered, was: Quantum): boolean => c.actor >= 0 && mayUse(actorOf(c), [was.guard], RIGHTS_ALL);
const binding = (frame: number, writable: boolean): Entry =>
  ({ present: true, frame: frameNumber(frame), writable, writeThrough: false, cacheDisable: false, accessed: false, dirty: false, software: 0, payload: NO_ENTRY });
/** The first frame that satisfies a test, for reading or for writing. */
const bound = (writable: boolean, test: (c: Entered, f: number) => boolean) => (c: Entered): Entry | undefined => {
  const f = firstRow(c.after.pages.length, (row) => test(c, row));
  return f < 0 ? undefined : binding(f, writable);
};

const ENVS: readonly Control[] = [
  { says: 'a row that is not live changed', what: 'the generation of a free row', spoil: env((c, i) => get(c.before.envs, i).status === 'free' && !isLive(c.after, i), (c, i) => ({ generation: get(c.after.envs, i).generation + 1 })) },
  { says: 'a row that is not live changed', what: 'the generation that an env is born with', spoil: env(bornAt, (c, i) => ({ generation: get(c.after.envs, i).generation + 1 })) },
  { says: 'born without all rights, or guarded by another capability', what: 'a guard that the maker has not', spoil: env(bornAt, (c, i) => ({ capabilities: [STRANGE, ...get(c.after.envs, i).capabilities.slice(1)] })) },
  { says: 'born with more than its guard', what: 'a second capability at birth', spoil: env(bornAt, (c, i) => ({ capabilities: get(c.after.envs, i).capabilities.map((slot, k) => (k === 1 ? get(c.after.envs, i).capabilities[0] : slot)) })) },
  { says: 'born with other registers than those of birth', what: 'a register at birth', spoil: env(bornAt, (c, i) => ({ registers: { ...get(c.after.envs, i).registers, ebx: 1 } })) },
  { says: 'born with another floating-point state than that of birth', what: 'a number in the unit at birth', spoil: env(bornAt, () => ({ floatingPoint: COMPUTED })) },
  { says: 'born into the space of another', what: 'a birth into a stranger\'s space', spoil: (c) => {
    const other = firstRow(c.before.envs.length, (i) => livesOn(c, i) && c.actor >= 0 && get(c.before.envs, i).directory !== actorOf(c).directory);
    return other < 0 ? null : env(bornAt, () => ({ directory: get(c.before.envs, other).directory }))(c);
  } },
  { says: 'born on a u-area that was not free', what: 'a birth on the actor\'s u-area', spoil: env(bornAt, (c) => ({ uarea: actorOf(c).uarea })) },
  { says: 'destroyed without all rights', what: 'the end of a foreign env', spoil: env((c, i) => isForeign(c, i, RIGHTS_ALL), (c, i) => ({ status: 'free', generation: get(c.after.envs, i).generation + 1, directory: NULL_FRAME, uarea: NULL_FRAME, capabilities: [], registers: ZERO_REGISTERS })) },
  { says: 'identity, space or u-area changed in life', what: 'the generation of a live row', spoil: env(livesOn, (c, i) => ({ generation: get(c.after.envs, i).generation + 1 })) },
  { says: 'identity, space or u-area changed in life', what: 'a move to another space', spoil: env(livesOn, (c, i) => ({ directory: frameNumber(get(c.after.envs, i).directory + 1) })) },
  { says: 'capabilities changed without W', what: 'a slot of a foreign env', spoil: env((c, i) => isForeign(c, i, RIGHT_WRITE), (c, i) => ({ capabilities: [...get(c.after.envs, i).capabilities.slice(0, -1), { rights: 0, name: [77] }] })) },
  { says: 'saved registers changed', what: 'a register of a foreign env', spoil: env((c, i) => isForeign(c, i, RIGHT_WRITE) && sleeps(c, i), (c, i) => ({ registers: { ...get(c.after.envs, i).registers, edx: get(c.after.envs, i).registers.edx + 1 } })) },
  { says: 'saved registers changed', what: 'the interrupt flag of an env on which the actor has W', spoil: env((c, i) => livesOn(c, i) && sleeps(c, i) && mayActOn(c.before, c.actor, i, RIGHT_WRITE), (c, i) => ({ registers: { ...get(c.after.envs, i).registers, ecx: 5, eflags: 2 } })) },
  { says: 'saved registers changed', what: 'a register of who leaves the processor', spoil: env((c, i) => i === c.actor && isLive(c.after, i) && c.after.processor.running !== i, (c, i) => ({ registers: { ...get(c.after.envs, i).registers, ecx: get(c.after.envs, i).registers.ecx + 1 } })) },
  { says: 'saved floating-point state changed', what: 'a number of who sleeps, on whom the actor has every right', spoil: env((c, i) => livesOn(c, i) && sleeps(c, i) && mayActOn(c.before, c.actor, i, RIGHTS_ALL), () => ({ floatingPoint: COMPUTED })) },
  { says: 'saved floating-point state changed', what: 'a number of who is to run', spoil: env((c, i) => livesOn(c, i) && i !== c.actor && i === c.after.processor.running, () => ({ floatingPoint: COMPUTED })) },
  { says: 'saved floating-point state changed', what: 'a state that stays in the save area though it is in the unit', spoil: env((c, i) => i === c.after.processor.running && c.before.processor.unit === null && c.after.processor.unit !== null, (c, i) => ({ floatingPoint: get(c.before.envs, i).floatingPoint.with(8, 1) })) },
  { says: 'saved floating-point state changed', what: 'a number of who had the unit and leaves', spoil: env((c, i) => i === c.actor && isLive(c.after, i) && c.before.processor.unit !== null && c.after.processor.unit === null, (c, i) => ({ floatingPoint: get(c.after.envs, i).floatingPoint.with(9, 77) })) },
  { says: 'a floating-point state was lost', what: 'the state of who had the unit and leaves', spoil: (c) => (takenBack(c) ? withEnvAt(c.after, c.actor, { floatingPoint: get(c.before.envs, c.actor).floatingPoint }) : null) },
  { says: 'the floating-point unit does not hold the actor\'s own', what: 'a number in the unit of who goes on with it', spoil: (c) => (c.after.processor.unit === null ? null : withProcessorAt(c.after, { unit: c.after.processor.unit.with(10, 4711) })) },
  { says: 'the floating-point unit does not hold the actor\'s own', what: 'the unit as it was, in the hands of another', spoil: (c) => (takenBack(c) && c.after.processor.running >= 0 && c.after.processor.running !== c.actor ? withProcessorAt(c.after, { unit: c.before.processor.unit }) : null) },
  { says: 'general registers changed', what: 'ECX of who goes on', spoil: (c) => (c.actor < 0 || c.after.processor.running !== c.actor ? null : withProcessorAt(c.after, { registers: { ...c.after.processor.registers, ecx: c.after.processor.registers.ecx + 1 } })) },
];

const PAGES: readonly Control[] = [
  { says: 'claimed without all rights, or for another', what: 'a page claimed for a stranger', spoil: page((_, __, was, is) => stays(was, is, 'free'), { status: 'user', acl: [STRANGE, null], readersLimit: 2, writersLimit: 2 }) },
  { says: 'a table that no space gained by right', what: 'a table of nobody', spoil: page((_, __, was, is) => stays(was, is, 'free'), { status: 'table' }) },
  { says: 'a directory without a birth', what: 'a directory of nobody', spoil: page((_, __, was, is) => stays(was, is, 'free'), { status: 'directory' }) },
  { says: 'a pinned page became free', what: 'the u-area of a live env', spoil: page((_, __, was, is) => stays(was, is, 'user') && is.pins > 0, FREE_PAGE) },
  { says: 'a table was taken from a space without W', what: 'a table of a foreign space', spoil: (c) => page((_, f, was, is) => stays(was, is, 'table') && firstRow(c.before.spaces.length, (d) => get(c.before.spaces, d)?.uareaTable === f && get(c.after.spaces, d) !== null && !mayActOnSpace(c.before, c.actor, d, RIGHT_WRITE)) >= 0, FREE_PAGE)(c) },
  { says: 'a directory was freed in life', what: 'the directory of a live env', spoil: page((_, __, was, is) => stays(was, is, 'directory'), FREE_PAGE) },
  { says: 'kernel page', what: 'a pin on the pad', spoil: page((_, __, was) => was.status === 'kernel', { pins: 1 }) },
  { says: 'sharing limits changed without MOD', what: 'the limits of a foreign page', spoil: page((c, f, was, is) => stays(was, is, 'user') && !mayOn(c, f, RIGHT_MOD), { readersLimit: 7 }) },
  { says: 'pins changed', what: 'a pin on a page that is no u-area', spoil: page((_, __, was, is) => stays(was, is, 'user') && was.pins === 0, { pins: 1 }) },
  { says: 'pins changed', what: 'a pin on a page that was just claimed', spoil: page((_, __, was, is) => was.status === 'free' && is.status === 'user' && is.pins === 0, { pins: 1 }) },
  { says: 'ACL changed without MOD', what: 'the ACL of a foreign page', spoil: page((c, f, was, is) => stays(was, is, 'user') && !mayOn(c, f, RIGHT_MOD), { acl: [STRANGE, null] }) },
];

const ENTRIES: readonly Control[] = [
  { says: 'a page entry changed while nobody ran', what: 'a removal while idle', spoil: (c) => (c.actor >= 0 ? null : entry(() => true, PAD, (_, __, was) => (was === null ? undefined : null))(c)) },
  { says: 'a space was born with a binding that is not the pad', what: 'a second binding at birth', spoil: (c) => (firstRow(c.after.envs.length, (i) => bornAlone(c, i)) < 0 ? null
    : entry((_, d) => get(c.before.spaces, d) === null, PAD - PAGE_BYTES, () => binding(frameMapOf(c.after.boot.geometry).pad, false))(c)) },
  { says: 'a page entry changed without W on the space', what: 'a removal in a foreign space', spoil: entry((c, d) => c.actor >= 0 && get(c.before.spaces, d) !== null && !mayActOnSpace(c.before, c.actor, d, RIGHT_WRITE), PAD, (_, __, was) => (was === null ? undefined : null)) },
  { says: 'a page entry changed without W on the space', what: 'a mark in a foreign space', spoil: entry((c, d) => c.actor >= 0 && get(c.before.spaces, d) !== null && !mayActOnSpace(c.before, c.actor, d, RIGHT_WRITE), PAD, (_, __, was) => (was === null ? undefined : { ...was, accessed: !was.accessed })) },
  { says: 'a free frame was bound without all rights', what: 'a free frame, by an env that holds nothing', also: (before) => (before.processor.running < 0 ? null : withEnvAt(before, before.processor.running, { capabilities: [] })),
    spoil: entry(ownSpace, PAD - 9 * PAGE_BYTES, bound(false, (c, f) => stays(get(c.before.pages, f), get(c.after.pages, f), 'free'))) },
  { says: 'a frame that is not a user page was bound', what: 'a frame of the kernel', spoil: entry(ownSpace, PAD - 9 * PAGE_BYTES, (c) => binding(frameMapOf(c.after.boot.geometry).core, false)) },
  { says: 'a frame that is not a user page was bound', what: 'caching switched off for the pad', spoil: entry(ownSpace, PAD, (c, _, was) => (was === null || !was.present || was.frame !== frameMapOf(c.after.boot.geometry).pad ? undefined : { ...was, cacheDisable: !was.cacheDisable })) },
  { says: 'a page was bound without the right', what: 'a page that the actor cannot name', spoil: entry(ownSpace, PAD - 9 * PAGE_BYTES, bound(false, (c, f) => get(c.before.pages, f).status === 'user' && !mayOn(c, f, 0))) },
  { says: 'a page was bound without the right', what: 'a page for writing that the actor may only read', spoil: entry(ownSpace, PAD - 9 * PAGE_BYTES, bound(true, (c, f) => get(c.before.pages, f).status === 'user' && mayOn(c, f, 0) && !mayOn(c, f, RIGHT_WRITE))) },
  { says: 'a space vanished in life', what: 'the space of a live env', spoil: (c) => {
    const d = firstRow(c.after.spaces.length, (row) => get(c.before.spaces, row) !== null && get(c.after.spaces, row) !== null && c.actor >= 0);
    const space = d < 0 ? null : get(c.after.spaces, d);
    // With its list of u-areas gone as well, that is found first; a space without one stands for it.
    return space === null || entryAt(space, PAD) === null ? null : withSpaceAt(c.after, d, null);
  }, also: (before) => {
    const d = firstRow(before.spaces.length, (row) => get(before.spaces, row) !== null);
    const space = get(before.spaces, d);
    return space === null ? null : withSpaceAt(before, d, { ...space, uareas: [] });
  } },
  { says: 'a space got another table of u-areas in life', what: 'the table of u-areas', spoil: (c) => {
    const d = firstRow(c.after.spaces.length, (row) => get(c.before.spaces, row) !== null && get(c.after.spaces, row) !== null);
    const space = d < 0 ? null : get(c.after.spaces, d);
    return space === null ? null : withSpaceAt(c.after, d, { ...space, uareaTable: frameNumber(space.uareaTable + 1) });
  } },
  { says: 'u-areas changed without birth or death', what: 'a guest in a space', spoil: (c) => {
    const d = firstRow(c.after.spaces.length, (row) => get(c.before.spaces, row) !== null && get(c.after.spaces, row) !== null);
    const space = d < 0 ? null : get(c.after.spaces, d);
    const guest = space === null ? -1 : firstRow(c.after.envs.length, (i) => livesOn(c, i) && !space.uareas.includes(envIndex(i)));
    return space === null || guest < 0 ? null : withSpaceAt(c.after, d, { ...space, uareas: [...space.uareas, envIndex(guest)] });
  } },
];

const QUANTA: readonly Control[] = [
  { says: 'a quantum was taken without all rights, or is guarded by another capability', what: 'a quantum for a stranger', spoil: quantum((_, __, was, is) => !was.used && !is.used, () => ({ used: true, env: envId(2048), ticks: 8, guard: STRANGE })) },
  { says: 'a quantum was taken with other ticks than those of a round', what: 'ticks at birth', spoil: quantum((_, __, was, is) => !was.used && is.used, () => ({ ticks: 15 })) },
  { says: 'a quantum was freed in its env\'s life without all rights on it', what: 'a foreign quantum', spoil: quantum((c, _, was, is) => was.used && is.used && !owns(c, was), () => FREE_QUANTUM) },
  { says: 'a quantum got another guard', what: 'the guard', spoil: quantum((_, __, was, is) => was.used && is.used, () => ({ guard: STRANGE })) },
  { says: 'a quantum was given away without all rights on it', what: 'the env of a foreign quantum', spoil: quantum((c, _, was, is) => was.used && is.used && !owns(c, was), (_, is) => ({ env: envId(is.env + 1) })) },
  { says: 'ticks changed other than by scheduling', what: 'a tick more', spoil: quantum((_, __, was, is) => was.used && is.used && was.ticks === is.ticks, (_, is) => ({ ticks: is.ticks + 1 })) },
  { says: 'ticks changed other than by scheduling', what: 'a round that gives too much', spoil: quantum((_, __, was, is) => was.used && is.used && is.ticks > was.ticks, (_, is) => ({ ticks: is.ticks + 1 })) },
];

const userFrame = (c: Entered, test: (f: number) => boolean): number =>
  firstRow(c.after.pages.length, (f) => stays(get(c.before.pages, f), get(c.after.pages, f), 'user') && test(f));
const flipped = (s: State, frame: number, offset: number): State | null =>
  frame < 0 ? null : withWordAt(s, frame, offset, ((get(s.contents, frame)?.[Math.floor(offset / 64)][(offset / 4) % 16] ?? 0) ^ 0x01010101) >>> 0);
const untouched = (c: Entered): boolean => c.before.contents === c.after.contents;
const foreignUarea = (c: Entered): number => userFrame(c, (f) => c.actor >= 0 && !mayStore(c.before, actorOf(c), f)
  && firstRow(c.before.envs.length, (i) => get(c.before.envs, i).uarea === f && mayActOn(c.before, c.actor, i, RIGHTS_ALL)) < 0);

const MEMORY: readonly Control[] = [
  { says: 'user memory changed while nobody ran', what: 'memory while idle', spoil: (c) => (c.actor >= 0 ? null : flipped(c.after, userFrame(c, () => true), FAR % PAGE_BYTES)) },
  { says: 'memory of another changed', what: 'a u-area on which the actor has no right', spoil: (c) => flipped(c.after, foreignUarea(c), 512) },
  { says: 'memory of another changed', what: 'an offer to somebody else', spoil: (c) => {
    const frame = foreignUarea(c);
    const owner = firstRow(c.before.envs.length, (i) => get(c.before.envs, i).uarea === frame);
    const isSpare = owner >= 0 && untouched(c) && offeredTo(c.before, owner) !== 0 && offeredTo(c.before, owner) % 2048 !== c.actor;
    return isSpare ? withWordAt(c.after, frame, UAREA.aenvid, 0) : null;
  } },
  { says: 'own memory changed where neither an exception frame nor one result is', what: 'two places of one page', spoil: (c) => {
    const frame = userFrame(c, (f) => c.actor >= 0 && untouched(c) && mayStore(c.before, actorOf(c), f));
    const once = flipped(c.after, frame, 1024);
    return once === null ? null : flipped(once, frame, 1024 + UAREA_COUNT_MAX);
  } },
];

/** Every refusal of the integrity table, each by one change that it forbids. */
export const INTEGRITY_CONTROLS: readonly Control[] = [...ENVS, ...PAGES, ...ENTRIES, ...QUANTA, ...MEMORY];
