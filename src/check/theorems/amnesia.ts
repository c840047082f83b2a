import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Geometry } from '../../abi/geometry.ts';
import { encodeMachineImage } from '../files/machineImage.ts';
import type { Kit } from '../kit.ts';
import { ScenarioRunner } from '../scenario.ts';
import type { Step } from '../step.ts';
import { tapeOfSeed } from '../tapeOfSeed.ts';
import { workerUrl } from '../workerUrl.ts';
import type { ContinueAnswer, ContinueRequest } from '../amnesiaWorker.ts';
import { hashState } from '../../refine/stateHash.ts';

/** What a run over images says. */
export interface AmnesiaReport {
  images: number;
  threads: number;
  steps: number;
  refuted: string | null;
}

const STEPS = 40;

interface Cut {
  readonly image: Uint8Array;
  readonly rest: readonly Step[];
  readonly hashes: readonly string[];
}

/** Runs a scenario, cuts it at a step, and keeps the machine as it was there and what followed. */
const cutScenario = (kit: Kit, geometry: Geometry, seed: number, index: number): Cut | null => {
  const cutAt = 1 + (index * 5) % (STEPS - 10);
  const seen: { image: Uint8Array | null } = { image: null };
  const rest: Step[] = [];
  const hashes: string[] = [];
  let count = 0;
  const runner: ScenarioRunner = new ScenarioRunner(kit, {
    geometry, without: new Set(), split: null,
    observe: (step, _before, result) => {
      count++;
      if (count > cutAt) {
        rest.push(step);
        hashes.push(hashState(result.after));
      }
      if (count === cutAt && runner.stage !== null) seen.image = encodeMachineImage(runner.stage.machine.save(), runner.stage.state.boot);
    },
  });
  runner.runTape(tapeOfSeed(seed, index, STEPS));
  return seen.image === null || rest.length === 0 ? null : { image: seen.image, rest, hashes };
};

const continueInThread = (request: ContinueRequest): Promise<ContinueAnswer> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl('amnesiaWorker'), { workerData: request });
    worker.once('message', resolve);
    worker.once('error', reject);
  });

/**
 * P23, amnesia: the machine image is written to a file at a trap boundary; a
 * fresh thread with a new kernel object loads it and continues; every abstract
 * state from there on is the one of the run that was not cut.
 */
export const amnesia = async (kit: Kit, geometry: Geometry, seed: number, images: number): Promise<AmnesiaReport> => {
  const report: AmnesiaReport = { images: 0, threads: 0, steps: 0, refuted: null };
  const folder = await mkdtemp(join(tmpdir(), 'xok-amnesia-'));
  try {
    for (let i = 0; i < images && report.refuted === null; i++) {
      const cut = cutScenario(kit, geometry, seed, i);
      if (cut === null) continue;
      const file = join(folder, `${i}.image`);
      await writeFile(file, cut.image);
      const answer = await continueInThread({ file, steps: cut.rest });
      report.images++;
      report.threads++;
      report.steps += cut.rest.length;
      const at = cut.hashes.findIndex((hash, k) => hash !== answer.hashes[k]);
      if (at >= 0) report.refuted = `scenario ${i}: the continued run differs ${at + 1} steps after the image`;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return report;
};
