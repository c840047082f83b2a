import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { workerUrl } from '../workerUrl.ts';
import { allMutants } from './catalogue.ts';
import { MutantError } from './mutant.ts';
import type { Mutant } from './mutant.ts';
import type { MutantAnswer, MutantJob } from './mutantWorker.ts';
import { reportOf, timedOut } from './report.ts';
import { UnknownMutant } from './types.ts';
import type { MutantReport, MutantRequest } from './types.ts';

/** A worker that says nothing for so long is stopped: its mutant loops. */
const SILENCE_MS = 60_000;
/** Argument validation is looked at with fewer scenarios: it is expected to survive. */
const VALIDATION_SCENARIOS = 3000;

const chosen = (request: MutantRequest): readonly Mutant[] => {
  const all = allMutants();
  for (const id of request.ids) if (!all.some((mutant) => mutant.id === id)) throw new UnknownMutant(id);
  return all.filter((mutant) => (request.ids.length === 0 || request.ids.includes(mutant.id)) && (request.kinds.length === 0 || request.kinds.includes(mutant.kind)));
};

/** Resolves when somebody has had enough; what is under way is given up then. */
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** One worker thread that tries one mutant after another; a new thread takes the place of one that had to be stopped. */
class Trier {
  #worker: Worker | null = null;

  try(mutant: Mutant, request: MutantRequest): Promise<MutantReport> {
    const worker = (this.#worker ??= new Worker(workerUrl('mutation/mutantWorker')));
    const scenarios = mutant.argumentValidation === null && mutant.equivalent === null ? request.scenarios : Math.min(request.scenarios, VALIDATION_SCENARIOS);
    const job: MutantJob = { id: mutant.id, without: request.without, seeds: request.seeds, scenarios };
    const started = performance.now();
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout;
      const settle = (): void => {
        clearTimeout(timer);
        worker.off('error', fail);
        worker.off('message', hear);
      };
      const giveUp = (): void => {
        settle();
        void this.stop();
        resolve(timedOut(mutant, (performance.now() - started) / 1000));
      };
      const wait = (): void => {
        timer = setTimeout(giveUp, SILENCE_MS).unref();
      };
      const fail = (error: Error): void => {
        settle();
        this.#worker = null;
        reject(error);
      };
      const hear = (answer: MutantAnswer): void => {
        clearTimeout(timer);
        if (answer.kind === 'beat') return wait();
        settle();
        if (answer.kind === 'error') return reject(new MutantError(`${mutant.id}: ${answer.message}`));
        return resolve(reportOf(mutant, request, answer.result, answer.seconds));
      };
      worker.on('error', fail);
      worker.on('message', hear);
      wait();
      worker.postMessage(job);
    });
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}

/**
 * Tries mutants on worker threads that stay alive, and reports each as it is
 * done. Reports come back in the order of the catalogue, so that they do not
 * depend on the number of workers.
 * @throws UnknownMutant, or MutantError for a mutant that cannot be applied
 */
export const runMutants = async (request: MutantRequest, onProgress: (report: MutantReport) => void, signal: AbortSignal): Promise<readonly MutantReport[]> => {
  const mutants = chosen(request);
  const reports: (MutantReport | null)[] = mutants.map(() => null);
  const unusable: string[] = [];
  let next = 0;
  const work = async (trier: Trier): Promise<void> => {
    while (next < mutants.length && !signal.aborted) {
      const index = next++;
      try {
        const report = await trier.try(mutants[index], request);
        reports[index] = report;
        onProgress(report);
      } catch (error) {
        if (!(error instanceof MutantError)) throw error;
        unusable.push(error.message);
      }
    }
  };
  const triers = Array.from({ length: Math.max(1, Math.min(cpus().length, mutants.length)) }, () => new Trier());
  const stopAll = async (): Promise<void> => {
    await Promise.all(triers.map((trier) => trier.stop()));
  };
  try {
    await Promise.race([Promise.all(triers.map(work)), aborted(signal)]);
  } finally {
    await stopAll();
  }
  if (unusable.length > 0) throw new MutantError(unusable.join('\n'));
  return reports.filter((report) => report !== null);
};

export { showMutant } from './showMutant.ts';
