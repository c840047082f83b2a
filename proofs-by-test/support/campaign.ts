import { SMALL } from '../../src/abi/geometry.ts';
import type { Geometry } from '../../src/abi/geometry.ts';
import { BLOCK_SCENARIOS, BlockRunner } from '../../src/check/block.ts';
import { RUNNING_THEOREMS } from '../../src/check/findings.ts';
import type { RunningTheorem } from '../../src/check/findings.ts';
import type { Kit } from '../../src/check/kit.ts';
import { cleanKit } from '../../src/check/programs.ts';
import { addTotals, emptyTotals } from '../../src/check/totals.ts';
import type { Counterexample, Totals } from '../../src/check/totals.ts';

/** What a proof asks of a campaign; what is absent has a usual value. */
export interface Campaign {
  readonly scenarios: number;
  readonly kit?: Kit;
  readonly geometry?: Geometry;
  readonly seed?: number;
  readonly steps?: number;
  /** Whether environments execute raw bytes and nothing else. */
  readonly hostile?: boolean;
}

const allBut = (theorem: RunningTheorem): ReadonlySet<RunningTheorem> => new Set(RUNNING_THEOREMS.filter((id) => id !== theorem));

const runWithout = (without: ReadonlySet<RunningTheorem>, { scenarios, kit = cleanKit(), geometry = SMALL, seed = 7, steps, hostile = false }: Campaign): Totals => {
  const runner = new BlockRunner(kit, { geometry, without, steps: steps ?? null, split: null, hostile });
  const totals = emptyTotals();
  for (let block = 0; block * BLOCK_SCENARIOS < scenarios && totals.counterexamples.length === 0; block++) {
    addTotals(totals, runner.run(seed, block, Math.min(BLOCK_SCENARIOS, scenarios - block * BLOCK_SCENARIOS)));
  }
  return totals;
};

/** Runs drawn scenarios with this one theorem switched on; every other one is off. */
export const runOnly = (theorem: RunningTheorem, campaign: Campaign): Totals => runWithout(allBut(theorem), campaign);

/** Runs drawn scenarios with every running theorem. */
export const runAll = (campaign: Campaign): Totals => runWithout(new Set(), campaign);

/** One line for each counterexample, so that a failing proof says what it found. */
export const toldOf = (totals: Totals): readonly string[] =>
  totals.counterexamples.map(({ finding, scenario, steps }) => `${finding.theorem} ${finding.rule} ${finding.message} ${finding.path} (scenario ${scenario}, ${steps.length} steps)`);

/** The first counterexample of a campaign over a program that is meant to be refuted. */
export const refutation = (theorem: RunningTheorem, kit: Kit, scenarios: number, seed = 7): Counterexample | null =>
  runOnly(theorem, { scenarios, kit, seed }).counterexamples[0] ?? null;
