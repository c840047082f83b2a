import { SMALL } from '../../abi/geometry.ts';
import type { CallName } from '../../abi/calls.ts';
import { createModel } from '../../model/model.ts';
import type { Model } from '../../model/model.ts';
import type { Space, State } from '../../model/state.ts';
import { get } from '../../model/vector.ts';
import { changesBetween } from '../changes.ts';
import type { EntryChange } from '../changes.ts';
import { PAGE_BYTES } from '../../abi/addressMap.ts';
import type { Swarm } from '../draw/drawStep.ts';
import { Ghost } from '../ghost.ts';
import { drawnBoots } from '../scenario.ts';
import { tapeOfSeed } from '../tapeOfSeed.ts';
import { isolation } from '../theorems/isolation.ts';
import { walkModel } from './controls/modelEntries.ts';
import type { ModelEntry } from './controls/modelEntries.ts';
import type { SelfCheckFailure } from './selfCheck.ts';

/** Scenarios of calls that bind, and that end and begin spaces. */
const CALLS: readonly CallName[] = [
  'insert_pte', 'insert_pte', 'insert_pte', 'insert_pte_range', 'insert_pte_range', 'insert_pte_range', 'insert_pte_range', 'mod_pte_range', 'mod_pte_range', 'mod_pte_range', 'mod_pte_range', 'mod_pte_range', 'mod_pte_range',
  'remove_vas', 'remove_vas', 'env_alloc', 'env_alloc', 'env_clone', 'env_clone', 'env_free', 'env_free', 'yield', 'forge', 'pgacl_mod',
];
const SWARM: Swarm = { calls: CALLS, userPercent: 8, aim: 'none', computes: false };
const STEPS = 60;
const WALKS_PER_BOOT = 12;

/**
 * Guards without which something is bound that should not be, and whether the ghost must object each time: any capability on
 * the space will do for it, not only the one in slot `ke`, and a flag that binds nothing is not its business.
 */
const GUARDS: readonly (readonly [string, boolean])[] = [
  ['INS-3', false], ['INS-8', true], ['INS-9', true], ['IPR-5', false], ['IPR-10', true], ['IPR-11', true], ['MPR-10', false],
];

const failure = (message: string): SelfCheckFailure => ({ check: 'P8', message });

/** What is wrong with the licence of one changed entry: a lawful binding is licensed, exactly, and one that is gone is not. */
const wrongLicence = (ghost: Ghost, { directory, page, was, is }: EntryChange): string | null => {
  const va = page * PAGE_BYTES;
  const where = `page ${page.toString(16)} of space ${directory}`;
  const licensed = (frame: number, writable: boolean): boolean => ghost.licenses(directory, va, frame, writable);
  if (is !== null && is.present && !licensed(is.frame, is.writable)) return `${where} is bound without a licence`;
  if (is !== null && is.present && !is.writable && licensed(is.frame, true)) return `writing is licensed at ${where}, which is bound for reading`;
  const isGone = was !== null && was.present && (is === null || !is.present || is.frame !== was.frame);
  return isGone && licensed(was.frame, false) ? `the licence of ${where} outlived its binding` : null;
};

const unlicensedIn = (ghost: Ghost, directory: number, space: Space): string | null => {
  for (const { region, lines } of space.tables) {
    for (let page = 0; page < 1024; page++) {
      const entry = lines[Math.floor(page / 16)][page % 16];
      if (entry !== null && entry.present && !ghost.licenses(directory, (region * 1024 + page) * PAGE_BYTES, entry.frame, entry.writable)) return `a licence of space ${directory} was forgotten`;
    }
  }
  return null;
};

/** The binding of a space that is not licensed any more, though nobody removed it. */
const forgotten = (ghost: Ghost, s: State): string | null => {
  for (let d = 0; d < s.spaces.length; d++) {
    const space = get(s.spaces, d);
    const why = space === null ? null : unlicensedIn(ghost, d, space);
    if (why !== null) return why;
  }
  return null;
};

/** How often a model without a guard let something be bound that the whole one refuses, and how often the ghost objected. */
interface Score {
  widened: number;
  refuted: number;
}

const ghostAfter = (start: State, history: readonly ModelEntry[]): Ghost => {
  const ghost = new Ghost();
  ghost.begin(start);
  for (const { before, trap, outcome } of history) ghost.follow(before, trap, outcome.next);
  return ghost;
};

/** True when an entry binds a frame anew, or for writing. */
const widens = (before: State, after: State): boolean => changesBetween(before, after).entries.some(({ was, is }) =>
  is !== null && is.present && (was === null || !was.present || was.frame !== is.frame || (is.writable && !was.writable)));

/** What a model without the guard that refused an entry makes of it, and what a ghost with the same history says then. */
const tryCareless = (careless: Model, start: State, history: readonly ModelEntry[], { before, trap }: ModelEntry, score: Score): void => {
  const { next, error } = careless.enter(before, trap);
  if (error !== null || !widens(before, next)) return;
  score.widened++;
  const ghost = ghostAfter(start, history);
  ghost.follow(before, trap, next);
  if (isolation(ghost, before, next) !== null) score.refuted++;
};

const walk = (start: State, tape: Int32Array, careless: ReadonlyMap<string, Model>, scores: ReadonlyMap<string, Score>): SelfCheckFailure | null => {
  const ghost = ghostAfter(start, []);
  const history: ModelEntry[] = [];
  let wrong: string | null = null;
  walkModel(createModel(), start, SWARM, tape, (entry) => {
    if (wrong !== null) return;
    const { before, trap, outcome } = entry;
    const weak = careless.get(outcome.rule);
    const score = scores.get(outcome.rule);
    if (weak !== undefined && score !== undefined && outcome.error !== null) tryCareless(weak, start, history, entry, score);
    ghost.follow(before, trap, outcome.next);
    history.push(entry);
    for (const change of changesBetween(before, outcome.next).entries) wrong ??= wrongLicence(ghost, change);
    if (before.envs !== outcome.next.envs) wrong ??= forgotten(ghost, outcome.next);
  });
  return wrong === null ? null : failure(wrong);
};

/**
 * P8: along lawful entries the licences are the bindings, no more and no less;
 * and an entry that one guard alone refuses is refuted by the ghost when a
 * model without that guard lets it pass.
 */
export const ghostIsCareless = (): SelfCheckFailure | null => {
  const careless = new Map(GUARDS.map(([rule]) => [rule, createModel({ without: rule })]));
  const scores = new Map(GUARDS.map(([rule]): [string, Score] => [rule, { widened: 0, refuted: 0 }]));
  const boots = drawnBoots(SMALL);
  const model = createModel();
  for (let i = 0; i < WALKS_PER_BOOT * boots.length; i++) {
    const found = walk(model.boot(boots[i % boots.length]), tapeOfSeed(23, i, STEPS), careless, scores);
    if (found !== null) return found;
  }
  for (const [rule, always] of GUARDS) {
    const { widened, refuted } = scores.get(rule) ?? { widened: 0, refuted: 0 };
    if (refuted === 0 || (always && refuted < widened)) return failure(`without ${rule}, ${widened} bindings were made and ${refuted} of them refuted`);
  }
  return null;
};
