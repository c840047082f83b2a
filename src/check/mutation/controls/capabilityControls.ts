import { RIGHT_DUP, UAREA } from '../../../abi/layout.ts';
import type { Slot, State } from '../../../model/state.ts';
import { get } from '../../../model/vector.ts';
import { isDominated, sameSlot } from '../../authority.ts';
import { idOfRow, uareaWord } from '../../readings.ts';
import type { Control, Spoilt } from './control.ts';
import { spoiltAfter } from './control.ts';
import { firstRow, withEnvAt, withWordAt } from './edits.ts';
import type { ModelEntry } from './modelEntries.ts';

/** An accepted acquire that needed its offer, whose granter's row is known: before, after, granter, and what was gained. */
export interface Taken {
  readonly before: State;
  readonly after: State;
  readonly granter: number;
  readonly gained: Slot;
}

const mayForge = (held: readonly Slot[], slot: Slot): boolean =>
  held.some((one) => one !== null && slot !== null && (one.rights & RIGHT_DUP) !== 0 && isDominated(one, slot));

/** The acquisition that an entry is; null if it is none, or if the caller could have made the capability by itself. */
export const takenBy = ({ before, outcome }: ModelEntry): Taken | null => {
  if (outcome.event !== 'acquire' || outcome.error !== null) return null;
  const { running } = before.processor;
  const granter = firstRow(before.envs.length, (i) => get(before.envs, i).status === 'live' && uareaWord(before, i, UAREA.aenvid) === idOfRow(before, running)
    && uareaWord(outcome.next, i, UAREA.aenvid) === 0);
  const held = get(before.envs, running).capabilities;
  const gained = get(outcome.next.envs, running).capabilities.find((slot) => slot !== null && !held.some((one) => sameSlot(one, slot))) ?? null;
  return gained === null || mayForge(held, gained) || granter === running ? null : { before, after: outcome.next, granter, gained };
};

const uareaOf = (s: State, index: number): number => get(s.envs, index).uarea;
const both = (before: State | null, after: State | null): Spoilt | null => (before === null || after === null ? null : [before, after]);

/** Acquisitions, each with one thing that made it lawful taken away. */
const OFFERS: readonly (readonly [string, (taken: Taken) => Spoilt | null])[] = [
  ['was offered to another', ({ before, after, granter }) => both(withWordAt(before, uareaOf(before, granter), UAREA.aenvid, 2047), after)],
  ['is not the one that was offered', ({ before, after, granter }) => both(withWordAt(before, uareaOf(before, granter), UAREA.gcap, 0x0f), after)],
  ['is not the one that was offered, by the end of its name', ({ before, after, granter }) =>
    both(withWordAt(before, uareaOf(before, granter), UAREA.gcap + 4, (uareaWord(before, granter, UAREA.gcap + 4) ^ 0x10000) >>> 0), after)],
  ['no slot of the granter vouches for', ({ before, after, granter }) => both(withWordAt(before, uareaOf(before, granter), UAREA.gkey, 99), after)],
  ['is vouched for without DUP', ({ before, after, granter }) => {
    const capabilities = get(before.envs, granter).capabilities.map((slot) => (slot === null ? null : { rights: slot.rights & ~RIGHT_DUP, name: slot.name }));
    return both(withEnvAt(before, granter, { capabilities }), withEnvAt(after, granter, { capabilities }));
  }],
  ['is vouched for by another name', ({ before, after, granter }) => {
    const capabilities = get(before.envs, granter).capabilities.map((slot) => (slot === null ? null : { rights: slot.rights, name: [201, 202] }));
    return both(withEnvAt(before, granter, { capabilities }), withEnvAt(after, granter, { capabilities }));
  }],
  ['is offered still', ({ before, after, granter }) => both(before, withWordAt(after, uareaOf(after, granter), UAREA.aenvid, idOfRow(before, before.processor.running)))],
  ['came to somebody else than the one to whom it was offered', ({ before, after, granter, gained }) => {
    const { running } = before.processor;
    const other = firstRow(before.envs.length, (i) => i !== running && i !== granter && get(after.envs, i).status === 'live'
      && !get(before.envs, i).capabilities.some((slot) => sameSlot(slot, gained)));
    if (other < 0) return null;
    const { capabilities } = get(after.envs, other);
    return [before, withEnvAt(withEnvAt(after, running, { capabilities: get(before.envs, running).capabilities }), other, { capabilities: [...capabilities.slice(0, -1), gained] })];
  }],
];

/** A capability that the actor holds without DUP, and that no other of its capabilities could make. */
const heldOnly = (s: State, actor: number): Slot => get(s.envs, actor).capabilities.find((slot) => slot !== null && slot.name.length < 7 && !mayForge(get(s.envs, actor).capabilities, slot)) ?? null;

const FORGED: readonly Control[] = [
  { rule: 'FRG-11', says: 'nobody could grant', what: 'derives from one that its holder has without DUP', spoil: ({ before, outcome: { next } }) => {
    const { running } = before.processor;
    const held = running < 0 || get(next.envs, running).status !== 'live' ? null : heldOnly(before, running);
    if (held === null) return null;
    return [before, withEnvAt(next, running, { capabilities: [...get(next.envs, running).capabilities.slice(0, -1), { rights: 0, name: [...held.name, 203] }] })];
  } },
  { rule: 'FRG-11', says: 'nobody could grant', what: 'came to somebody while nobody ran', spoil: ({ before, outcome: { next } }) => {
    const heir = before.processor.running >= 0 ? -1 : firstRow(next.envs.length, (i) => get(next.envs, i).status === 'live');
    return heir < 0 ? null : spoiltAfter(before, withEnvAt(next, heir, { capabilities: [...get(next.envs, heir).capabilities.slice(0, -1), { rights: 0, name: [203] }] }));
  } },
];

/** P4: capabilities that came from nowhere. */
export const CAPABILITY_CONTROLS: readonly Control[] = [
  ...FORGED,
  ...OFFERS.map(([what, spoil]): Control => ({ what, rule: 'FRG-11', says: 'nobody could grant', spoil: (entry) => {
    const taken = takenBy(entry);
    return taken === null ? null : spoil(taken);
  } })),
];
