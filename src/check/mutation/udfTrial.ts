import { encodeProgramFile } from '../files/programFile.ts';
import { judgeProgram, trialOn } from '../udf/judgeProgram.ts';
import { UDF_BLOCK_PROGRAMS, UdfBlockRunner } from '../udf/udfBlock.ts';
import { UDF_THEOREMS } from '../udf/udfFinding.ts';
import type { UdfFinding } from '../udf/udfFinding.ts';
import { cleanUdfKit } from '../udf/udfKit.ts';
import type { TrialRequest, TrialResult } from './trial.ts';
import type { SeedRun } from './types.ts';
import { udfMutantKit } from './udfMutantKit.ts';

/** A program is small after so long: its words can only be left out. */
const SHRINK_SECONDS_MAX = 3;

interface Caught {
  readonly finding: UdfFinding | null;
  readonly run: SeedRun;
}

const huntSeed = (runner: UdfBlockRunner, seed: number, programs: number): Caught => {
  for (let block = 0; block * UDF_BLOCK_PROGRAMS < programs; block++) {
    const [found] = runner.run(seed, block, Math.min(UDF_BLOCK_PROGRAMS, programs - block * UDF_BLOCK_PROGRAMS)).findings;
    if (found === undefined) continue;
    const { theorem, rule, message, index } = found;
    return { finding: found, run: { seed, killedBy: theorem, rule, message, scenarios: index + 1 } };
  }
  return { finding: null, run: { seed, killedBy: null, rule: null, message: null, scenarios: programs } };
};

/** Looks for programs that refute a mutant of verifier, engine or reference, seed by seed. A scenario is a program here. */
export const tryUdfMutant = async ({ mutant, without, seeds, scenarios }: TrialRequest, beat: () => void): Promise<TrialResult> => {
  const runner = new UdfBlockRunner(await udfMutantKit(mutant), new Set(UDF_THEOREMS.filter((theorem) => !without.includes(theorem))), { shrinkSecondsMax: SHRINK_SECONDS_MAX, beat });
  const runs: SeedRun[] = [];
  let counterexample: string | null = null;
  let failsClean = false;
  for (const seed of seeds) {
    const { finding, run } = huntSeed(runner, seed, scenarios);
    runs.push(run);
    if (finding === null) break;
    if (counterexample !== null) continue;
    const { theorem, rule, message } = finding;
    counterexample = encodeProgramFile({ finding: { theorem, rule, message }, found: { seed, program: run.scenarios - 1 }, program: finding.program, metadata: finding.metadata, metadataBefore: finding.metadataBefore });
    failsClean = judgeProgram(cleanUdfKit(), trialOn(finding)).finding !== null;
  }
  return { runs, counterexample, failsClean };
};
