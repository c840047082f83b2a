import { parentPort } from 'node:worker_threads';
import { UdfBlockRunner } from './udf/udfBlock.ts';
import type { UdfTheorem } from './udf/udfFinding.ts';
import { cleanUdfKit } from './udf/udfKit.ts';

/** What the pool asks of a worker: one block of drawn programs. */
export interface UdfRequest {
  readonly theorems: readonly UdfTheorem[];
  readonly seed: number;
  readonly block: number;
  readonly programs: number;
}

parentPort?.on('message', ({ theorems, seed, block, programs }: UdfRequest) => {
  parentPort?.postMessage(new UdfBlockRunner(cleanUdfKit(), new Set(theorems)).run(seed, block, programs));
});
