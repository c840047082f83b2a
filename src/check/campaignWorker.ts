import { parentPort } from 'node:worker_threads';
import { BlockRunner } from './block.ts';
import type { Geometry } from '../abi/geometry.ts';
import type { RunningTheorem } from './findings.ts';
import { cleanKit } from './programs.ts';
import type { Totals } from './totals.ts';

/** What the pool asks of a worker: one block. */
export interface BlockRequest {
  readonly seed: number;
  readonly block: number;
  readonly count: number;
  readonly geometry: Geometry;
  readonly without: readonly RunningTheorem[];
  readonly steps: number | null;
  readonly hostile: boolean;
}

/** What a worker answers. */
export interface BlockAnswer {
  readonly block: number;
  readonly totals: Totals;
}

const runners = new Map<string, BlockRunner>();

const runnerFor = (request: BlockRequest): BlockRunner => {
  const key = JSON.stringify([request.geometry, request.without, request.steps, request.hostile]);
  const known = runners.get(key);
  if (known !== undefined) return known;
  const runner = new BlockRunner(cleanKit(), { geometry: request.geometry, without: new Set(request.without), steps: request.steps, split: null, hostile: request.hostile });
  runners.set(key, runner);
  return runner;
};

parentPort?.on('message', (request: BlockRequest) => {
  const totals = runnerFor(request).run(request.seed, request.block, request.count);
  const answer: BlockAnswer = { block: request.block, totals };
  parentPort?.postMessage(answer);
});
