import { CALLS } from '../abi/calls.ts';
import type { CallName } from '../abi/calls.ts';
import { CALL_NAMES, fetchesArguments, guardRules } from './callRules.ts';
import { CALL_EFFECTS, EFFECT_RULES } from './effectRules.ts';
import type { State } from '../model/state.ts';
import type { Outcome } from '../model/trap.ts';
import type { Model } from '../model/model.ts';
import { impossible } from './impossibleCells.ts';
import { RELATING, relationOf, RELATIONS } from './relations.ts';

/** A cell counts when it was hit at least so often. */
export const HITS_MIN = 3;

const isCall = (event: string): event is CallName => event in CALLS;

/** Rules of effects and events that must have taken place in a campaign. */
const EVENTS: readonly string[] = [
  'event exception delivered', 'event exception death', 'event slice-end', 'event idle', 'event unknown ENT-2',
];

/** Every cell of call × outcome × declared relation, then the events, the effect rules, and those of single calls. */
export const declaredCells = (model: Model): string[] => {
  const cells: string[] = [];
  for (const call of CALL_NAMES) {
    const outcomes = ['ok', ...guardRules(model, call), ...(fetchesArguments(model, call) ? ['ENT-5'] : [])];
    for (const outcome of outcomes) for (const relation of RELATIONS[RELATING[call].kind]) cells.push(`${call} ${outcome} ${relation}`);
  }
  const ofCalls = CALL_NAMES.flatMap((call) => (CALL_EFFECTS[call] ?? []).map((rule) => `effect ${rule} ${call}`));
  return [...cells, ...EVENTS, ...EFFECT_RULES.map((rule) => `effect ${rule}`), ...ofCalls];
};

/** One cell's name and how often it was hit. */
interface Counter {
  readonly name: string;
  hits: number;
}

/** Counts which cells were hit. Counts add up, so shards and workers merge. */
export class Coverage {
  readonly #counters: Counter[] = [];
  readonly #effects = new Map<string, Counter>();
  readonly #cells = new Map<string, Map<string, Map<string, Counter>>>();

  /** One kernel entry, from the state at the trap. */
  entered(atTrap: State, outcome: Outcome): void {
    const { event, rule, error } = outcome;
    if (isCall(event)) this.#cell(event, error === null && rule !== 'ENT-5' ? 'ok' : rule, relationOf(atTrap, event)).hits++;
    else this.#cell('event', event, rule === 'ENT-2' ? 'ENT-2' : rule === 'EXC-4' ? 'death' : event === 'exception' ? 'delivered' : '').hits++;
    for (const effect of outcome.effects) this.#effect(effect).hits++;
    const watched = isCall(event) ? CALL_EFFECTS[event] : undefined;
    if (watched !== undefined) for (const effect of watched) if (outcome.effects.includes(effect)) this.#effect(`${effect} ${event}`).hits++;
  }

  /** How often each cell was hit. */
  counts(): Record<string, number> {
    return Object.fromEntries(this.#counters.map((counter) => [counter.name, counter.hits]));
  }

  #count(name: string): Counter {
    const counter = { name, hits: 0 };
    this.#counters.push(counter);
    return counter;
  }

  /** The counter of an effect rule, or of one and the call that it is watched for. */
  #effect(rule: string): Counter {
    let counter = this.#effects.get(rule);
    if (counter === undefined) this.#effects.set(rule, (counter = this.#count(`effect ${rule}`)));
    return counter;
  }

  /** The counter of a cell; its name is joined once, since it is needed at every entry. */
  #cell(a: string, b: string, c: string): Counter {
    let byOutcome = this.#cells.get(a);
    if (byOutcome === undefined) this.#cells.set(a, (byOutcome = new Map()));
    let byRelation = byOutcome.get(b);
    if (byRelation === undefined) byOutcome.set(b, (byRelation = new Map()));
    let counter = byRelation.get(c);
    if (counter === undefined) byRelation.set(c, (counter = this.#count(c === '' ? `${a} ${b}` : `${a} ${b} ${c}`)));
    return counter;
  }
}

/** What a campaign's counts say of the declared cells. */
export interface CoverageReport {
  readonly cells: number;
  readonly hit: number;
  readonly impossible: number;
  /** Declared, possible, and hit fewer than HITS_MIN times. */
  readonly missed: string[];
  /** Hit although declared impossible: always a failed run. */
  readonly contradicted: string[];
}

export const coverageReport = (model: Model, counts: ReadonlyMap<string, number>): CoverageReport => {
  const missed: string[] = [];
  const contradicted: string[] = [];
  let cells = 0;
  let hit = 0;
  let excluded = 0;
  for (const cell of declaredCells(model)) {
    cells++;
    const count = counts.get(cell) ?? 0;
    if (impossible(cell) !== null) {
      excluded++;
      if (count > 0) contradicted.push(cell);
    } else if (count >= HITS_MIN) hit++;
    else missed.push(cell);
  }
  return { cells, hit, impossible: excluded, missed, contradicted };
};
