import type { Geometry } from '../../abi/geometry.ts';
import { SMALL } from '../../abi/geometry.ts';
import { INTERFACE_VERSION } from '../../abi/layout.ts';
import { createModel } from '../../model/model.ts';
import { encodeScenario } from '../files/scenarioFile.ts';
import { RUNNING_THEOREMS } from '../findings.ts';
import type { RunningTheorem } from '../findings.ts';
import type { Kit } from '../kit.ts';
import { cleanKit } from '../programs.ts';
import { copyLayers } from './copyLayers.ts';
import { Hunter } from './hunt.ts';
import type { Quarry } from './hunt.ts';
import { kernelKit } from './kernelKit.ts';
import { MutantError } from './mutant.ts';
import type { Mutant } from './mutant.ts';
import { tellApart } from './pairs.ts';
import { DIST } from './places.ts';
import { twinModel } from './twinModel.ts';
import type { SeedRun } from './types.ts';

/** One mutant and how hard to look for a scenario that refutes it. */
export interface TrialRequest {
  readonly mutant: Mutant;
  readonly without: readonly string[];
  readonly seeds: readonly number[];
  readonly scenarios: number;
}

/** What a trial found; the counterexample is that of the first seed, as a scenario file. */
export interface TrialResult {
  readonly runs: readonly SeedRun[];
  readonly counterexample: string | null;
  /** True when the counterexample fails on the clean programs, too: then it shows nothing. */
  readonly failsClean: boolean;
}

type Hunting = Pick<Hunter, 'block' | 'runSteps' | 'smallest'>;

/** What the copies of the checker offer. */
interface HuntModule {
  readonly Hunter: new (kit: Kit, geometry: Geometry, without: ReadonlySet<RunningTheorem>) => Hunting;
}
interface ProgramsModule {
  readonly cleanKit: () => Kit;
}

/** A change that names what is not there is a mistake in the change, not one in the kernel. */
const MEANINGLESS = / is not (?:defined|a function)$/;
const BLOCK = 500;
const SHRINK_SECONDS = 8;
/** Pairs of states for P6 at most; a pair costs as much as some scenarios. */
const PAIRS_MAX = 20_000;
/** So many scenarios come before the pairs and the rest behind them: what only pairs can find would cost all of them first. */
const BEFORE_PAIRS = 8 * BLOCK;

const huntingModel = async (mutant: Mutant, without: ReadonlySet<RunningTheorem>): Promise<Hunting> => {
  const copy = copyLayers(DIST, ['model', 'refine', 'check'], [mutant]);
  try {
    const hunt: HuntModule = await import(new URL('check/mutation/hunt.js', copy.base).href);
    const programs: ProgramsModule = await import(new URL('check/programs.js', copy.base).href);
    return new hunt.Hunter(programs.cleanKit(), SMALL, without);
  } finally {
    copy.remove();
  }
};

const counterexampleOf = (quarry: Quarry, hunter: Hunting, seed: number, scenario: number): { readonly text: string; readonly failsClean: boolean } => {
  const { boot } = quarry.result;
  const steps = hunter.smallest(quarry, SHRINK_SECONDS);
  const clean = new Hunter(cleanKit(), SMALL, new Set()).runSteps(boot, steps);
  const text = encodeScenario({
    interface: INTERFACE_VERSION, finding: quarry.finding, found: { seed, scenario, stepsDrawn: quarry.result.steps.length }, boot,
    steps: steps.map((step) => ({ step, outcome: undefined, hash: undefined })),
  });
  return { text, failsClean: clean.finding !== null };
};

/**
 * What the weakened model of a twin tells of the records of a batch is no evidence against the kernel: where the two lack
 * a guard in different ways, its account would convict a kernel that did nothing. So a finding counts if it is one by the
 * account of the whole model, too.
 */
const witnessOf = (kit: Kit, off: ReadonlySet<RunningTheorem>): ((quarry: Quarry) => boolean) => {
  const hunter = new Hunter({ ...kit, model: createModel() }, SMALL, off);
  return ({ result }) => hunter.runSteps(result.boot, result.steps).finding !== null;
};
const ALWAYS = (): boolean => true;

/** What a seed says of a mutant: the run, and the scenario that refuted it, if one did. */
interface SeedTrial {
  readonly quarry: Quarry | null;
  readonly run: SeedRun;
}

/** Runs the scenarios of a seed from one, which begins a block, to another. */
const huntSeed = (hunter: Hunting, isWitnessed: (quarry: Quarry) => boolean, seed: number, from: number, to: number, beat: () => void): SeedTrial => {
  for (let first = from; first < to; first += BLOCK) {
    beat();
    const quarry = hunter.block(seed, first / BLOCK, Math.min(BLOCK, to - first));
    if (quarry === null || !isWitnessed(quarry)) continue;
    const { theorem, rule, message } = quarry.finding;
    if (MEANINGLESS.test(message)) throw new MutantError(message);
    return { quarry, run: { seed, killedBy: theorem, rule, message, scenarios: first + quarry.index + 1 } };
  }
  return { quarry: null, run: { seed, killedBy: null, rule: null, message: null, scenarios: to } };
};

const pairRun = (kit: Kit, seed: number, scenarios: number, beat: () => void): SeedRun | null => {
  const apart = tellApart(kit, SMALL, seed, Math.min(PAIRS_MAX, scenarios), beat);
  return apart === null ? null : { seed, killedBy: 'P6', rule: 'CAP-5', message: apart.message, scenarios: apart.pairs };
};

const isRunning = (theorem: string): theorem is RunningTheorem => RUNNING_THEOREMS.some((known) => known === theorem);

/** The kernel kit of a kernel mutant or twin; null for a mutant of the model. */
const kitOf = (mutant: Mutant): Promise<Kit> | null =>
  mutant.kind === 'model' ? null : kernelKit(DIST, mutant, mutant.kind === 'twin' ? twinModel(mutant.rule) : createModel());

/** The theorems that compare the machine with the model's prediction. */
const COMPARING = ['P1', 'P21'] as const;

/**
 * Looks for scenarios that refute a mutant of the kernel or the model, seed by
 * seed. Confidentiality (P6) is tried on what the others let pass at first, and
 * only where refinement is off: with it on, P6 could not add anything.
 */
export const tryMutant = async (request: TrialRequest, beat: () => void): Promise<TrialResult> => {
  const { mutant, seeds, scenarios } = request;
  const off = new Set<RunningTheorem>(request.without.filter(isRunning));
  // Where kernel and model agree on a mistake, comparing them says nothing: P21 compares exposed bytes with the model's, too.
  if (mutant.kind === 'twin') for (const theorem of COMPARING) off.add(theorem);
  const kit = await kitOf(mutant);
  const hunter = kit === null ? await huntingModel(mutant, off) : new Hunter(kit, SMALL, off);
  const isWitnessed = kit !== null && mutant.kind === 'twin' ? witnessOf(kit, off) : ALWAYS;
  const hasPairs = kit !== null && off.has('P1') && !request.without.includes('P6');
  const scenariosMax = RUNNING_THEOREMS.every((theorem) => off.has(theorem)) ? 0 : scenarios;
  const hunt = (seed: number, from: number, to: number): SeedTrial => huntSeed(hunter, isWitnessed, seed, Math.min(from, scenariosMax), Math.min(to, scenariosMax), beat);
  const runs: SeedRun[] = [];
  let counterexample: string | null = null;
  let failsClean = false;
  for (const seed of seeds) {
    const early = hunt(seed, 0, hasPairs ? BEFORE_PAIRS : scenarios);
    const pairs = early.quarry === null && hasPairs ? pairRun(kit, seed, scenarios, beat) : null;
    const { quarry, run } = early.quarry === null && pairs === null && hasPairs ? hunt(seed, BEFORE_PAIRS, scenarios) : early;
    if (quarry !== null && counterexample === null) {
      beat();
      const small = counterexampleOf(quarry, hunter, seed, run.scenarios - 1);
      counterexample = small.text;
      failsClean = small.failsClean;
    }
    runs.push(pairs ?? run);
    // What one seed could not refute has survived; the others would only take time.
    if (pairs === null && quarry === null) break;
  }
  return { runs, counterexample, failsClean };
};
