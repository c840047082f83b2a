import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CallName } from '../../src/abi/calls.ts';
import { SMALL } from '../../src/abi/geometry.ts';
import { CALL_NAMES, guardRules } from '../../src/check/callRules.ts';
import { Draw } from '../../src/check/draw/draw.ts';
import { DRAWERS, drawStep, drawSwarm } from '../../src/check/draw/drawStep.ts';
import { sceneOf } from '../../src/check/draw/pools.ts';
import { rowsOf } from '../../src/check/mutation/mutant.ts';
import { twinModel } from '../../src/check/mutation/twinModel.ts';
import { drawnBoots } from '../../src/check/scenario.ts';
import { predictSegment } from '../../src/check/segment.ts';
import { tapeOfSeed } from '../../src/check/tapeOfSeed.ts';
import { createModel } from '../../src/model/model.ts';
import type { Model } from '../../src/model/model.ts';
import type { State } from '../../src/model/state.ts';

/**
 * A near-miss is drawn to fail one guard of a call. It is worth something only if that guard is the one that refuses it,
 * and shows what the guard is for only if nothing behind it would refuse it as well. All of it on the model: no machine
 * takes part.
 */
interface NearMisses {
  readonly call: CallName;
  readonly rule: string;
  readonly without: Model;
  drawn: number;
  /** Refused by the guard. */
  refused: number;
  /** Refused by the guard, and accepted without it. */
  decided: number;
}

const SCENARIOS = 1000;
const STEPS = 30;
const PER_STATE = 3;
const WHOLE = createModel();

const ALL: readonly NearMisses[] = CALL_NAMES.flatMap((call) =>
  guardRules(WHOLE, call).map((rule) => ({ call, rule, without: twinModel(rule), drawn: 0, refused: 0, decided: 0 })));

/** Draws a near-miss in a state. Left out: what traps before the call, and a step that prepares what the near-miss needs. */
const count = (state: State, misses: NearMisses, draw: Draw): void => {
  const { call, rule, without } = misses;
  const predicted = predictSegment(state, DRAWERS[call].draw(sceneOf(state, draw), rule));
  if (predicted === null || predicted.trap === null) return;
  const outcome = WHOLE.enter(predicted.state, predicted.trap);
  if (outcome.event !== call) return;
  misses.drawn++;
  if (outcome.rule !== rule) return;
  misses.refused++;
  if (without.enter(predicted.state, predicted.trap).error === null) misses.decided++;
};

/** Takes one drawn step on the model. */
const stepped = (state: State, swarm: ReturnType<typeof drawSwarm>, draw: Draw): State => {
  const predicted = predictSegment(state, drawStep(WHOLE, state, swarm, draw));
  if (predicted === null) return state;
  return predicted.trap === null ? predicted.state : WHOLE.enter(predicted.state, predicted.trap).next;
};

/** Near-misses in turn, in the states of drawn scenarios. */
const walk = (): void => {
  const boots = drawnBoots(SMALL);
  let next = 0;
  for (let scenario = 0; scenario < SCENARIOS; scenario++) {
    const tape = tapeOfSeed(17, scenario, 2 * STEPS + 1);
    const draw = new Draw(tape);
    draw.turnTo(0, tape);
    const swarm = drawSwarm(draw);
    let state = WHOLE.boot(boots[scenario % boots.length]);
    for (let step = 1; step <= STEPS; step++) {
      draw.turnTo(STEPS + step, tape);
      for (let i = 0; i < PER_STATE && state.processor.running >= 0; i++) count(state, ALL[next++ % ALL.length], draw);
      draw.turnTo(step, tape);
      state = stepped(state, swarm, draw);
    }
  }
};

/**
 * Without these guards the model refuses all the same, as it finds nothing where there is no row and no slot. A kernel
 * reads memory there: what ring 3 can put into it is drawn by src/check/draw/forgedRow.ts, and their mutants show it.
 */
const READ_BY_KERNELS_ONLY: readonly string[] = [
  'FRG-6', 'ACQ-4', 'INS-5', 'INS-6', 'INS-7', 'IPR-8', 'IPR-9', 'PGA-2', 'PSM-1', 'ENA-1', 'ENC-1', 'QAL-3', 'QST-3', 'QFR-2',
];

const names = (list: readonly NearMisses[]): readonly string[] => list.map(({ call, rule, drawn, refused, decided }) => `${rule} of ${call}: ${drawn} drawn, ${refused} refused by it, ${decided} by nothing else`);

describe('near-misses', () => {
  walk();
  const rows = (file: string): readonly string[] => rowsOf(file, readFileSync(new URL(`../../proofs-by-test/mutants/${file}`, import.meta.url), 'utf8')).map((row) => String(row['rule']));

  it('are drawn often enough to tell', () => {
    expect(names(ALL.filter(({ drawn }) => drawn < 25))).toEqual([]);
  });

  it('are refused by the guard that they are drawn for: one in a hundred where the state must be rare, three in four in the mean', () => {
    expect(names(ALL.filter(({ drawn, refused }) => refused < drawn / 100))).toEqual([]);
    expect(ALL.reduce((sum, { drawn, refused }) => sum + refused / drawn, 0) / ALL.length).toBeGreaterThan(0.75);
  });

  it('show what a guard is for: one in two hundred of those that it refuses would be accepted without it', () => {
    const validation = rows('argumentValidation.json');
    const idle = ALL.filter(({ rule, refused, decided }) => !validation.includes(rule) && decided < refused / 200);
    expect(names(idle.filter(({ rule }) => !READ_BY_KERNELS_ONLY.includes(rule)))).toEqual([]);
    expect(READ_BY_KERNELS_ONLY.filter((rule) => !idle.some((misses) => misses.rule === rule))).toEqual([]);
  });
});
