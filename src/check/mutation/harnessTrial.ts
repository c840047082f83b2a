import { copyLayers } from './copyLayers.ts';
import type { Mutant } from './mutant.ts';
import { DIST, MUTANT_DATA } from './places.ts';
import type { SelfCheckFailure, SelfCheckRequest } from './selfCheck.ts';
import type { TrialResult } from './trial.ts';

interface SelfCheckModule {
  readonly harnessSelfCheck: (request: SelfCheckRequest) => Promise<SelfCheckFailure | null>;
}

/** A mutant of the checker is caught when the checker's own self-check fails on it. */
export const harnessTrial = async (mutant: Mutant, beat: () => void): Promise<TrialResult> => {
  const copy = copyLayers(DIST, ['refine', 'check'], [mutant]);
  try {
    const module: SelfCheckModule = await import(new URL('check/mutation/selfCheck.js', copy.base).href);
    const failure = await module.harnessSelfCheck({ dist: DIST, data: MUTANT_DATA, beat });
    const run = failure === null
      ? { seed: 1, killedBy: null, rule: null, message: null, scenarios: 0 }
      : { seed: 1, killedBy: 'self-check', rule: failure.check, message: failure.message, scenarios: 0 };
    return { runs: [run], counterexample: null, failsClean: false };
  } finally {
    copy.remove();
  }
};
