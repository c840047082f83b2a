import { CALLS } from '../abi/calls.ts';
import type { CallName } from '../abi/calls.ts';
import { CALL_NAMES, fetchesArguments, guardRules } from './callRules.ts';
import { CALL_EFFECTS, EFFECT_RULES } from './effectRules.ts';
import type { State } from '../model/state.ts';
import type { Act, Outcome } from '../model/trap.ts';
import type { Model } from '../model/model.ts';
import { impossible } from './impossibleCells.ts';
import { RELATING, relationOf, RELATIONS, relationToUnit } from './relations.ts';

/** A cell counts when it was hit at least so often. */
export const HITS_MIN = 3;

const isCall = (event: string): event is CallName => event in CALLS;

/** Rules of effects and events that must have taken place in a campaign. */
const EVENTS: readonly string[] = [
  'event exception delivered', 'event exception death', 'event slice-end', 'event idle', 'event unknown ENT-2', 'event lent',
  'event exception delivered with the unit', 'event exception death with the unit', 'event slice-end with the unit',
];

/** Every cell of call × outcome × declared relation, then the events, the effect rules, and those of single calls. */
export const declaredCells = (model: Model): string[] => {
  const cells: string[] = [];
  for (const call of CALL_NAMES) {
    const outcomes = ['ok', ...guardRules(model, call), ...(fetchesArguments(model, call) ? ['ENT-5'] : [])];
    for (const outcome of outcomes) for (const relation of RELATIONS[RELATING[call].kind]) cells.push(`${call} ${outcome} ${relation}`);
  }
  const ofCalls = CALL_NAMES.flatMap((call) => (CALL_EFFECTS[call] ?? []).map((rule) => `effect ${rule} ${call}`));
  const records = [...CALL_NAMES.filter((call) => call !== 'batch' && call !== 'yield').map((call) => `record ${call} ok`), 'record ENT-5', 'record BAT-4', 'record refused'];
  return [...cells, ...EVENTS, ...records.map((record) => `effect ${record}`), ...EFFECT_RULES.map((rule) => `effect ${rule}`), ...ofCalls];
};

/** One cell's name and how often it was hit. */
interface Counter {
  readonly name: string;
  hits: number;
}

/** The counters of one event's outcome, by relation. */
type OutcomeCounters = Map<string, Counter>;

/** The counters of one event. */
interface EventCounters {
  readonly call: CallName | null;
  readonly outcomes: Map<string, OutcomeCounters>;
  /** Counters of the effects that are counted call by call, and their rules. */
  readonly watched: readonly { readonly rule: string; readonly counter: Counter }[];
}

/** Counts which cells were hit. Counts add up, so shards and workers merge. */
export class Coverage {
  readonly #counters: Counter[] = [];
  readonly #effects = new Map<string, Counter>();
  readonly #events = new Map<string, EventCounters>();

  /** One kernel entry, from the state at the trap. */
  entered(atTrap: State, outcome: Outcome): void {
    const { event, rule, error } = outcome;
    const counters = this.#event(event);
    const { call } = counters;
    const name = call !== null ? (error === null && rule !== 'ENT-5' ? 'ok' : rule)
      : rule === 'ENT-2' ? 'ENT-2' : rule === 'EXC-4' ? 'death' : event === 'exception' ? 'delivered' : '';
    this.#cell(event, counters, name, call === null ? relationToUnit(atTrap) : relationOf(atTrap, call)).hits++;
    const { effects } = outcome;
    for (let i = 0; i < effects.length; i++) this.#effect(effects[i]).hits++;
    for (const { rule: watched, counter } of counters.watched) if (effects.includes(watched)) counter.hits++;
    if (outcome.acts !== null) for (const act of outcome.acts) this.#record(act).hits++;
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

  #event(event: string): EventCounters {
    let counters = this.#events.get(event);
    if (counters !== undefined) return counters;
    const call = isCall(event) ? event : null;
    const rules = call === null ? [] : CALL_EFFECTS[call] ?? [];
    counters = { call, outcomes: new Map(), watched: rules.map((rule) => ({ rule, counter: this.#count(`effect ${rule} ${event}`) })) };
    this.#events.set(event, counters);
    return counters;
  }

  /** The counter of a record of a batch: performed, or stopped by a miss, by what it is, or by one of its call's guards. */
  #record({ call, rule, error }: Act): Counter {
    return this.#effect(error === null ? `record ${call ?? ''} ok` : rule === 'ENT-5' || rule === 'BAT-4' ? `record ${rule}` : 'record refused');
  }

  /** The counter of a cell; its name is joined once, since it is needed at every entry. */
  #cell(event: string, { call, outcomes }: EventCounters, outcome: string, relation: string): Counter {
    let known = outcomes.get(outcome);
    if (known === undefined) outcomes.set(outcome, (known = new Map()));
    let counter = known.get(relation);
    if (counter !== undefined) return counter;
    counter = this.#count([call === null ? 'event' : '', event, outcome, relation].filter((part) => part !== '').join(' '));
    known.set(relation, counter);
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
