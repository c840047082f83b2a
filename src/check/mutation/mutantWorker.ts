import { parentPort } from 'node:worker_threads';
import { mutantOf } from './catalogue.ts';
import { harnessTrial } from './harnessTrial.ts';
import { tryMutant } from './trial.ts';
import type { TrialRequest, TrialResult } from './trial.ts';
import { isUdfMutant } from './udfMutantKit.ts';
import { tryUdfMutant } from './udfTrial.ts';

/** What the pool asks of a worker: one mutant. */
export interface MutantJob {
  readonly id: string;
  readonly without: readonly string[];
  readonly seeds: readonly number[];
  readonly scenarios: number;
}

/** What a worker says: that it is alive, what it found, or that the mutant cannot be applied. */
export type MutantAnswer =
  | { readonly kind: 'beat' }
  | { readonly kind: 'done'; readonly result: TrialResult; readonly seconds: number }
  | { readonly kind: 'error'; readonly message: string };

const answer = (message: MutantAnswer): void => parentPort?.postMessage(message);
const MS_BETWEEN_BEATS = 1000;
let beatAt = 0;

/** Tells that the trial moves on, once a second however often that is said. */
const beat = (): void => {
  const now = performance.now();
  if (now - beatAt < MS_BETWEEN_BEATS) return;
  beatAt = now;
  answer({ kind: 'beat' });
};

/** The trial that a mutant's kind and file ask for. */
const trialOf = (request: TrialRequest): Promise<TrialResult> => {
  if (request.mutant.kind === 'harness') return harnessTrial(request.mutant, beat);
  return isUdfMutant(request.mutant) ? tryUdfMutant(request, beat) : tryMutant(request, beat);
};

const serve = async (job: MutantJob): Promise<void> => {
  const started = performance.now();
  try {
    const mutant = mutantOf(job.id);
    const result = await trialOf({ ...job, mutant });
    answer({ kind: 'done', result, seconds: (performance.now() - started) / 1000 });
  } catch (error) {
    answer({ kind: 'error', message: error instanceof Error ? error.message : String(error) });
  }
};

parentPort?.on('message', (job: MutantJob) => void serve(job));
