import * as fc from 'fast-check';
import type { Geometry } from '../abi/geometry.ts';
import { Coverage } from './coverage.ts';
import type { Finding, RunningTheorem } from './findings.ts';
import type { Kit } from './kit.ts';
import type { Split } from './lockstep.ts';
import { minimise } from './minimise.ts';
import { ScenarioRunner } from './scenario.ts';
import type { ScenarioResult } from './scenario.ts';
import { DistinctSketch } from './sketch.ts';
import { TapeArbitrary } from './tape.ts';
import { emptyTotals, encodeSketch } from './totals.ts';
import type { Counterexample, Totals } from './totals.ts';

/** Scenarios of one fast-check run. A campaign is a number of blocks, each with a seed of its own. */
export const BLOCK_SCENARIOS = 500;
/** A refuted scenario is made small in at most so many runs. */
const SHRINK_RUNS_MAX = 3000;

/** The seed of a block: a function of the campaign's seed and the block's index alone. */
export const blockSeed = (seed: number, block: number): number => {
  let x = (Math.imul(seed | 0, 0x9e3779b1) + Math.imul(block + 1, 0x85ebca6b)) | 0;
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  return (x ^ (x >>> 13)) | 0;
};

/** What a block runner is made for. */
export interface BlockSettings {
  readonly geometry: Geometry;
  readonly without: ReadonlySet<RunningTheorem>;
  /** Steps of every scenario; null for the usual mixture. */
  readonly steps: number | null;
  readonly split: Split | null;
  /** Whether environments execute raw bytes and nothing else; absent for the usual draws. */
  readonly hostile?: boolean;
}

/** Runs blocks of scenarios, one after another, on machines that it keeps warm. */
export class BlockRunner {
  readonly #runner: ScenarioRunner;
  readonly #tape: TapeArbitrary;
  #coverage = new Coverage();
  #entries = 0;
  #idle = 0;
  #changes = 0;
  #counting = true;

  constructor(kit: Kit, settings: BlockSettings) {
    this.#tape = new TapeArbitrary(settings.steps);
    this.#runner = new ScenarioRunner(kit, {
      geometry: settings.geometry, without: settings.without, split: settings.split, hostile: settings.hostile === true,
      observe: (step, _before, result) => {
        if (!this.#counting) return;
        if (step.kind === 'idle') this.#idle++;
        else if (result.outcome !== null) this.#entries++;
        if (result.outcome === null) return;
        this.#coverage.entered(result.atTrap, result.outcome);
        if (result.outcome.error === null && result.after.spaces !== result.atTrap.spaces || result.after.envs !== result.atTrap.envs || result.after.pages !== result.atTrap.pages) this.#changes++;
      },
    });
  }

  /** Runs the first `count` scenarios of a block; ends early at the first that is refuted, made small. */
  run(seed: number, block: number, count: number): Totals {
    const totals = emptyTotals();
    const sketch = new DistinctSketch();
    let hash = 0n;
    this.#coverage = new Coverage();
    this.#entries = 0;
    this.#idle = 0;
    this.#counting = true;
    let refuted: ScenarioResult | null = null;
    let started = 0;
    let drawnSteps = 0;
    this.#tape.beginBlock(blockSeed(seed, block) >>> 8);
    const property = fc.property(this.#tape, (tape) => {
      this.#changes = 0;
      const result = this.#runner.runTape(tape);
      if (this.#counting) {
        totals.scenarios++;
        totals.steps += result.steps.length;
        totals.accepted[this.#changes] = (totals.accepted[this.#changes] ?? 0) + 1;
        hash += result.hash;
        sketch.see(result.hash);
      }
      if (result.finding === null) return true;
      if (refuted !== null && (refuted.finding?.theorem !== result.finding.theorem || refuted.finding.rule !== result.finding.rule)) return true;
      if (this.#counting) {
        started = performance.now();
        drawnSteps = result.steps.length;
      }
      this.#counting = false;
      refuted = result;
      return false;
    });
    const { failed, errorInstance } = fc.check(property, { seed: blockSeed(seed, block), numRuns: count });
    // An exception out of the harness itself must not look like a block that passed.
    if (failed && refuted === null) throw errorInstance;
    totals.entries = this.#entries;
    totals.idleSteps = this.#idle;
    totals.hash = (hash & ((1n << 64n) - 1n)).toString(16);
    totals.coverage = this.#coverage.counts();
    totals.distinct = encodeSketch(sketch);
    const found = smallest(refuted);
    if (found !== null) totals.counterexamples.push(this.#counterexample(found, totals.scenarios - 1 + block * BLOCK_SCENARIOS, drawnSteps, started));
    return totals;
  }

  /** Makes the scenario that fast-check ended with smaller still, on resolved steps. */
  #counterexample(result: ScenarioResult & { readonly finding: Finding }, scenario: number, stepsDrawn: number, started: number): Counterexample {
    const steps = minimise((boot, candidate) => this.#runner.runSteps(keyOf(boot), boot, candidate, true), result.boot, result.steps, result.finding, SHRINK_RUNS_MAX);
    const final = this.#runner.runSteps(keyOf(result.boot), result.boot, steps, true);
    return {
      finding: final.finding ?? result.finding, boot: result.boot, steps: final.finding === null ? result.steps : steps,
      stepsDrawn, scenario, shrinkSeconds: (performance.now() - started) / 1000,
    };
  }
}

const smallest = (result: ScenarioResult | null): (ScenarioResult & { readonly finding: Finding }) | null =>
  result === null || result.finding === null ? null : { ...result, finding: result.finding };

const keyOf = (boot: ScenarioResult['boot']): string => `given ${JSON.stringify(boot)}`;
