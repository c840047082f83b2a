import { Worker } from 'node:worker_threads';
import type { Geometry } from '../abi/geometry.ts';
import { BLOCK_SCENARIOS } from './block.ts';
import type { BlockAnswer, BlockRequest } from './campaignWorker.ts';
import type { RunningTheorem } from './findings.ts';
import { addTotals, emptyTotals } from './totals.ts';
import { workerUrl } from './workerUrl.ts';
import type { Totals } from './totals.ts';

/** What a campaign is asked to do. */
export interface CampaignRequest {
  readonly seed: number;
  /** Scenarios of the whole campaign; null runs until time is up. */
  readonly scenarios: number | null;
  /** Steps after which no further block is begun; null for no such limit. */
  readonly stepsEnough: number | null;
  /** Seconds after which no further block is begun; null for none. */
  readonly seconds: number | null;
  readonly shard: { readonly index: number; readonly count: number };
  readonly workers: number;
  /** The geometry of each block: a function of its index alone, so that shards and workers agree. */
  readonly geometryOf: (block: number) => Geometry;
  readonly without: readonly RunningTheorem[];
  readonly steps: number | null;
  /** Whether environments execute raw bytes and nothing else. */
  readonly hostile: boolean;
}

/** How far a campaign is, for whoever shows it. */
export interface Progress {
  readonly totals: Totals;
  readonly seconds: number;
}

/** After so many counterexamples a campaign stops: more of the same would not help anyone. */
const COUNTEREXAMPLES_MAX = 5;

/** A block that takes so long does not move any more; usual ones take a second. */
const STALL_MS = 180_000;

/** What a campaign ended with; `interrupted` when it was stopped from outside. */
export interface CampaignResult {
  readonly totals: Totals;
  readonly seconds: number;
  readonly interrupted: boolean;
}

const blocksOf = (request: CampaignRequest): number =>
  request.scenarios === null ? Infinity : Math.ceil(request.scenarios / BLOCK_SCENARIOS);

const countOf = (request: CampaignRequest, block: number): number =>
  request.scenarios === null ? BLOCK_SCENARIOS : Math.min(BLOCK_SCENARIOS, request.scenarios - block * BLOCK_SCENARIOS);

/**
 * Runs a campaign over worker threads. Blocks are handed out in order; results
 * add up in any order, so the totals do not depend on the workers. A campaign
 * by time keeps only a prefix of the blocks, so that `scenarios` repeats it.
 */
export const runCampaign = (request: CampaignRequest, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<CampaignResult> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const totals = emptyTotals();
    const workers: Worker[] = [];
    const blocks = blocksOf(request);
    let next = request.shard.index;
    let underWay = 0;
    const elapsed = (): number => (performance.now() - started) / 1000;
    const isOver = (): boolean => next >= blocks || signal.aborted || totals.budget > 0 || (request.seconds !== null && elapsed() >= request.seconds) || (request.stepsEnough !== null && totals.steps >= request.stepsEnough) || totals.counterexamples.length >= COUNTEREXAMPLES_MAX;
    const finish = (): void => {
      for (const worker of workers) void worker.terminate();
      resolve({ totals, seconds: elapsed(), interrupted: signal.aborted });
    };
    const feed = (worker: Worker): void => {
      if (isOver()) {
        if (underWay === 0) finish();
        return;
      }
      const block = next;
      next += request.shard.count;
      underWay++;
      const { seed, without, steps, hostile } = request;
      const message: BlockRequest = { seed, block, count: countOf(request, block), geometry: request.geometryOf(block), without, steps, hostile };
      worker.postMessage(message);
      const stall = setTimeout(() => {
        underWay--;
        totals.budget += message.count;
        void worker.terminate();
        if (underWay === 0) finish();
      }, STALL_MS);
      worker.once('message', () => clearTimeout(stall));
    };
    for (let i = 0; i < request.workers; i++) {
      const worker = new Worker(workerUrl('campaignWorker'));
      workers.push(worker);
      worker.on('error', reject);
      worker.on('message', (answer: BlockAnswer) => {
        underWay--;
        addTotals(totals, answer.totals);
        onProgress({ totals, seconds: elapsed() });
        feed(worker);
      });
      feed(worker);
    }
  });
