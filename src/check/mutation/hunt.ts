import * as fc from 'fast-check';
import type { Geometry } from '../../abi/geometry.ts';
import { blockSeed } from '../block.ts';
import type { Finding, RunningTheorem } from '../findings.ts';
import type { Kit } from '../kit.ts';
import { minimise } from '../minimise.ts';
import { ScenarioRunner } from '../scenario.ts';
import type { ScenarioResult, StepObserver } from '../scenario.ts';
import type { Step } from '../step.ts';
import { TapeArbitrary } from '../tape.ts';

/** A scenario that a check refuted, with its number in the block. */
export interface Quarry {
  readonly index: number;
  readonly finding: Finding;
  readonly result: ScenarioResult;
}

const RUNS_MAX = 3000;

/** Runs the scenarios that a campaign of the same seed would run, up to the first that is refuted, and does not shrink it. */
export class Hunter {
  readonly #runner: ScenarioRunner;
  readonly #tape = new TapeArbitrary(null);

  constructor(kit: Kit, geometry: Geometry, without: ReadonlySet<RunningTheorem>, observe: StepObserver | null = null) {
    this.#runner = new ScenarioRunner(kit, { geometry, without, observe, split: null });
  }

  get runner(): ScenarioRunner {
    return this.#runner;
  }

  /** The first refuted one among `count` scenarios of a block. */
  block(seed: number, block: number, count: number): Quarry | null {
    let index = 0;
    let quarry: Quarry | null = null;
    this.#tape.beginBlock(blockSeed(seed, block) >>> 8);
    const property = fc.property(this.#tape, (tape) => {
      const result = this.#runner.runTape(tape);
      if (result.finding !== null) quarry = { index, finding: result.finding, result };
      index++;
      return result.finding === null;
    });
    const { failed, errorInstance } = fc.check(property, { seed: blockSeed(seed, block), numRuns: count, endOnFailure: true });
    if (failed && quarry === null) throw errorInstance;
    return quarry;
  }

  /** Resolved steps, recounted in full at their end unless that is left out. */
  runSteps(boot: ScenarioResult['boot'], steps: readonly Step[], full = true): ScenarioResult {
    return this.#runner.runSteps(`given ${JSON.stringify(boot)}`, boot, steps, full);
  }

  /** The steps of a quarry, made small within so many seconds. */
  smallest(quarry: Quarry, seconds: number): readonly Step[] {
    const end = performance.now() + seconds * 1000;
    const { boot, steps } = quarry.result;
    const run = (from: ScenarioResult['boot'], candidate: readonly Step[]): ScenarioResult =>
      performance.now() < end ? this.runSteps(from, candidate) : { boot: from, steps: candidate, finding: null, hash: 0n };
    return minimise(run, boot, steps, quarry.finding, RUNS_MAX);
  }
}
