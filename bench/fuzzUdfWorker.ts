import { parentPort, workerData } from 'node:worker_threads';
import { fuzzBlock } from '../src/check/udf/fuzzBlock.ts';
import type { FuzzRequest } from '../src/check/udf/fuzzBlock.ts';
import { cleanUdfKit } from '../src/check/udf/udfKit.ts';

/** One number, shared with the pool: the sequence that is being tried, so that one that does not end can be named. */
const current = new Float64Array(workerData instanceof SharedArrayBuffer ? workerData : new SharedArrayBuffer(8));
const kit = cleanUdfKit();

parentPort?.on('message', (request: FuzzRequest) => {
  parentPort?.postMessage(fuzzBlock(kit, request, (index) => { current[0] = index; }));
});
