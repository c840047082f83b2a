import { envId, pageEntryWord } from '../../../abi/words.ts';
import type { Capability, Entry, Page, State } from '../../../model/state.ts';
import { FREE_QUANTUM, NO_FLOATING_POINT, NULL_FRAME } from '../../../model/state.ts';
import { get } from '../../../model/vector.ts';
import { idOfRow, isBorn } from '../../readings.ts';
import type { Control } from './control.ts';
import { spoiltAfter } from './control.ts';
import { firstRow, withEntryAt, withEnvAt, withPageAt, withQuantumAt, withWordAt } from './edits.ts';
import type { ModelEntry } from './modelEntries.ts';

const PAYLOAD: Entry = { present: false, frame: NULL_FRAME, writable: false, writeThrough: false, cacheDisable: false, accessed: false, dirty: false, software: 0, payload: pageEntryWord(2) };
const STRANGE: Capability = { rights: 7, name: [250, 251] };

/** Left-overs of a birth: what, the rule that forbids it, and how row i of the state after comes by it. */
const OF_BIRTHS: readonly (readonly [string, string, (s: State, i: number) => State | null])[] = [
  ['a second capability', 'ENV-8', (s, i) => withEnvAt(s, i, { capabilities: get(s.envs, i).capabilities.map((slot, k) => (k === 2 ? { rights: 0, name: [] } : slot)) })],
  ['a register', 'ENV-8', (s, i) => withEnvAt(s, i, { registers: { ...get(s.envs, i).registers, edi: 1 } })],
  ['another stack', 'ENV-8', (s, i) => withEnvAt(s, i, { registers: { ...get(s.envs, i).registers, esp: get(s.envs, i).registers.esp - 4 } })],
  ['another flag', 'ENV-8', (s, i) => withEnvAt(s, i, { registers: { ...get(s.envs, i).registers, eflags: 0x602 } })],
  ['a number in the unit', 'FPU-7', (s, i) => withEnvAt(s, i, { floatingPoint: get(s.envs, i).floatingPoint.with(7, 1) })],
  ['no floating-point state', 'FPU-7', (s, i) => withEnvAt(s, i, { floatingPoint: NO_FLOATING_POINT })],
  ['a quantum', 'ENV-8', (s, i) => withQuantumAt(s, 0, { ...FREE_QUANTUM, used: true, env: envId(idOfRow(s, i)) })],
  ['an old id', 'ENV-5', (s, i) => withEnvAt(s, i, { generation: get(s.envs, i).generation - 1 })],
  ['an id of the time to come', 'ENV-5', (s, i) => withEnvAt(s, i, { generation: get(s.envs, i).generation + 1 })],
  ['a word of a u-area', 'MEM-1', (s, i) => withWordAt(s, get(s.envs, i).uarea, 2048, 7)],
  ['another guard of its u-area', 'MEM-2', (s, i) => withPageAt(s, get(s.envs, i).uarea, { acl: [STRANGE, null] })],
  ['a pin too many', 'MEM-2', (s, i) => withPageAt(s, get(s.envs, i).uarea, { pins: 2 })],
  ['words far apart in its first table', 'MEM-6', (s, i) => {
    const { directory } = get(s.envs, i);
    const region = get(s.spaces, directory)?.tables[0].region ?? -1;
    return get(s.spaces, directory)?.uareas.length === 1 && region > 900 ? withEntryAt(s, directory, region * 0x400000, PAYLOAD) : null;
  }],
];

const newborn = ({ before, outcome: { next } }: ModelEntry): number => firstRow(next.envs.length, (row) => isBorn(get(before.envs, row), get(next.envs, row)));

const claimed = (change: (s: State, page: Page) => Partial<Page>) => ({ before, outcome: { next } }: ModelEntry): readonly [State, State] | null => {
  const frame = firstRow(next.pages.length, (f) => get(before.pages, f).status === 'free' && get(next.pages, f).status === 'user' && get(next.pages, f).pins === 0);
  return frame < 0 ? null : [before, withPageAt(next, frame, change(next, get(next.pages, frame)))];
};

const OF_CLAIMS: readonly Control[] = [
  { what: 'a second entry in the ACL of a page', rule: 'MEM-2', says: 'left over', spoil: claimed((_, { acl }) => ({ acl: acl.map((slot, i) => (i === acl.length - 1 ? STRANGE : slot)) })) },
  { what: 'another limit of readers', rule: 'MEM-2', says: 'left over', spoil: claimed((s) => ({ readersLimit: s.boot.geometry.readersLimit + 1 })) },
  { what: 'another limit of writers', rule: 'MEM-2', says: 'left over', spoil: claimed((s) => ({ writersLimit: s.boot.geometry.writersLimit + 1 })) },
  { what: 'a pin of nobody', rule: 'MEM-2', says: 'left over', spoil: claimed(() => ({ pins: 1 })) },
];

const ended = ({ before, outcome: { next } }: ModelEntry, status: string): number =>
  firstRow(next.envs.length, (i) => get(before.envs, i).status === 'live' && get(next.envs, i).status === status);

const OF_DEATHS: readonly Control[] = [
  { what: 'the generation of a life that ended', rule: 'ENV-5', says: 'may live again', spoil: (entry) => {
    const { before, outcome: { next } } = entry;
    const i = ended(entry, 'free');
    return i < 0 ? null : [before, withEnvAt(next, i, { generation: get(before.envs, i).generation })];
  } },
  { what: 'the generation of a life long past', rule: 'ENV-5', says: 'may live again', spoil: (entry) => {
    const { before, outcome: { next } } = entry;
    const i = ended(entry, 'free');
    return i < 0 ? null : [before, withEnvAt(next, i, { generation: get(before.envs, i).generation - 1 })];
  } },
  { what: 'a row that was retired', rule: 'ENV-5', says: 'may live again', spoil: ({ before, outcome: { next } }) => {
    const i = firstRow(next.envs.length, (row) => get(before.envs, row).status === 'retired');
    return i < 0 ? null : [before, withEnvAt(next, i, { status: 'free' })];
  } },
];

/** P9: what is left over where something leaves the free state. */
export const REUSE_CONTROLS: readonly Control[] = [
  ...OF_BIRTHS.map(([what, rule, spoil]): Control => ({ what: `a birth with ${what}`, rule, says: rule === 'ENV-5' || rule === 'ENV-8' ? 'was born' : 'left over', spoil: (entry) => {
    const i = newborn(entry);
    return i < 0 ? null : spoiltAfter(entry.before, spoil(entry.outcome.next, i));
  } })),
  ...OF_CLAIMS, ...OF_DEATHS,
];
