import { SMALL } from '../../../abi/geometry.ts';
import { CALL_NAMES } from '../../callRules.ts';
import { Draw, WORDS_PER_STEP } from '../../draw/draw.ts';
import { DRAWERS, drawStep, drawSwarm } from '../../draw/drawStep.ts';
import type { Swarm } from '../../draw/drawStep.ts';
import { drawnBoots } from '../../scenario.ts';
import { predictSegment } from '../../segment.ts';
import { tapeOfSeed } from '../../tapeOfSeed.ts';
import { createModel } from '../../../model/model.ts';
import type { Model } from '../../../model/model.ts';
import type { State } from '../../../model/state.ts';
import type { Outcome, Trap } from '../../../model/trap.ts';

/** One kernel entry as the model makes it. */
export interface ModelEntry {
  readonly before: State;
  readonly trap: Trap;
  readonly outcome: Outcome;
}

/** Every call by its weight. */
export const EVERY_CALL: Swarm = { calls: CALL_NAMES.flatMap((name) => Array.from({ length: DRAWERS[name].weight }, () => name)), userPercent: 18, aim: 'none', computes: false };

/** Steps are drawn by the guards of the whole model, or a model without a guard would never be shown what it forbids. */
const WHOLE = createModel();

/** Entries of the model along drawn steps from a state; no machine takes part. */
export const walkModel = (model: Model, start: State, swarm: Swarm, tape: Int32Array, visit: (entry: ModelEntry) => void): void => {
  const draw = new Draw(tape);
  let state = start;
  for (let i = 1; i < tape.length / WORDS_PER_STEP; i++) {
    draw.turnTo(i, tape);
    const predicted = predictSegment(state, drawStep(WHOLE, state, swarm, draw));
    if (predicted === null) continue;
    state = predicted.state;
    if (predicted.trap === null) continue;
    const outcome = model.enter(state, predicted.trap);
    visit({ before: state, trap: predicted.trap, outcome });
    state = outcome.next;
  }
};

/** An entry, or the records of a batch as if each had been one: what a batch does is judged record by record. */
export const singly = (entry: ModelEntry): readonly ModelEntry[] => {
  const { trap, outcome } = entry;
  if (outcome.acts === null) return [entry];
  return outcome.acts.map(({ call, rule, error, before, after }) => ({ before, trap, outcome: { ...outcome, event: call ?? 'batch', rule, error, next: after, acts: null } }));
};

const STEPS = 40;

/** Entries of drawn scenarios from drawn boots: lawful, and of every kind but batches, which are judged part by part. */
export const modelEntries = (scenarios: number): readonly ModelEntry[] => {
  const model = createModel();
  const boots = drawnBoots(SMALL);
  const entries: ModelEntry[] = [];
  for (let i = 0; i < scenarios; i++) {
    const tape = tapeOfSeed(17, i, STEPS);
    const draw = new Draw(tape);
    draw.turnTo(0, tape);
    walkModel(model, model.boot(boots[i % boots.length]), drawSwarm(draw), tape, (entry) => {
      if (entry.outcome.acts === null) entries.push(entry);
    });
  }
  return entries;
};
