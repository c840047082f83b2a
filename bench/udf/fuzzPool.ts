import { Worker } from 'node:worker_threads';
import { addFuzzTotals, emptyFuzzTotals } from '../../src/check/udf/fuzzBlock.ts';
import type { FuzzFinding, FuzzRequest, FuzzTotals } from '../../src/check/udf/fuzzBlock.ts';
import { FUZZ_BLOCK_PROGRAMS, FuzzedPrograms } from '../../src/check/udf/fuzzedPrograms.ts';

/** What a fuzzing campaign is asked to do. */
export interface FuzzCampaign {
  readonly seed: number;
  readonly programs: number;
  /** Seconds after which no further block is begun; null for no such limit. */
  readonly seconds: number | null;
  readonly workers: number;
}

const PROGRESS_MS = 2000;
/** The verifier's bound of work is a few seconds; a sequence that takes so long does not end. UVR-14, UVR-17. */
const STALL_MS = 120_000;

/** A worker, and which sequence it has been at since when. */
interface Lane {
  readonly worker: Worker;
  readonly current: Float64Array;
  index: number;
  since: number;
  isBusy: boolean;
}

const stallOf = (seed: number, index: number): FuzzFinding => ({
  seed, index, message: `UVR-17: no end within ${STALL_MS / 1000} s`,
  program: new FuzzedPrograms(seed, Math.floor(index / FUZZ_BLOCK_PROGRAMS)).at(index % FUZZ_BLOCK_PROGRAMS),
});

/** The lane whose sequence has not changed for too long, if there is one. */
const stalled = (lanes: readonly Lane[], now: number): Lane | undefined =>
  lanes.find((lane) => {
    if (lane.index !== lane.current[0]) {
      lane.index = lane.current[0];
      lane.since = now;
    }
    return lane.isBusy && now - lane.since >= STALL_MS;
  });

const startLane = (): Lane => {
  const shared = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  const worker = new Worker(new URL('../fuzzUdfWorker.js', import.meta.url), { workerData: shared });
  return { worker, current: new Float64Array(shared), index: -1, since: performance.now(), isBusy: false };
};

/** Runs a fuzzing campaign over worker threads; it ends with the first finding. Totals depend on seed and number alone, unless time is up before. */
export const fuzzPool = ({ seed, programs, seconds, workers }: FuzzCampaign, onProgress: (totals: FuzzTotals) => void): Promise<FuzzTotals> =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const totals = emptyFuzzTotals();
    const blocks = Math.ceil(programs / FUZZ_BLOCK_PROGRAMS);
    const lanes = Array.from({ length: Math.min(workers, blocks) }, startLane);
    let next = 0;
    const finish = (): void => {
      clearInterval(timer);
      for (const { worker } of lanes) void worker.terminate();
      resolve(totals);
    };
    const feed = (lane: Lane): void => {
      const isOver = next >= blocks || totals.findings.length > 0 || (seconds !== null && performance.now() - began >= seconds * 1000);
      lane.isBusy = !isOver;
      if (isOver) {
        if (lanes.every(({ isBusy }) => !isBusy)) finish();
        return;
      }
      const block = next++;
      const request: FuzzRequest = { seed, block, programs: Math.min(FUZZ_BLOCK_PROGRAMS, programs - block * FUZZ_BLOCK_PROGRAMS) };
      lane.since = performance.now();
      lane.worker.postMessage(request);
    };
    const timer = setInterval(() => {
      onProgress(totals);
      const stuck = stalled(lanes, performance.now());
      if (stuck === undefined) return;
      totals.findings.push(stallOf(seed, stuck.index));
      finish();
    }, PROGRESS_MS);
    for (const lane of lanes) {
      lane.worker.on('message', (part: FuzzTotals) => {
        addFuzzTotals(totals, part);
        feed(lane);
      });
      lane.worker.on('error', reject);
    }
    for (const lane of lanes) feed(lane);
  });
