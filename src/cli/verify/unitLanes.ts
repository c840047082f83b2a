import { Worker } from 'node:worker_threads';
import type { Geometry } from '../../abi/geometry.ts';
import type { TheoremOfUnits, Unit } from '../../check/theoremUnits.ts';
import type { UnitRequest } from '../../check/unitWorker.ts';
import { workerUrl } from '../../check/workerUrl.ts';

/** Runs one unit at a time. */
export type Lane = (theorem: TheoremOfUnits, geometry: Geometry, seed: number) => Promise<Unit>;

/** Worker threads that run units, one each. */
export class UnitLanes {
  readonly #workers: readonly Worker[];
  readonly lanes: readonly Lane[];

  constructor(count: number) {
    this.#workers = Array.from({ length: count }, () => new Worker(workerUrl('unitWorker')));
    this.lanes = this.#workers.map((worker) => (theorem, geometry, seed) => new Promise((resolve, reject) => {
      const request: UnitRequest = { theorem, geometry, seed };
      const settle = (): void => {
        worker.off('error', fail);
        worker.off('message', hear);
      };
      const fail = (error: Error): void => {
        settle();
        reject(error);
      };
      const hear = (unit: Unit): void => {
        settle();
        resolve(unit);
      };
      worker.on('error', fail);
      worker.on('message', hear);
      worker.postMessage(request);
    }));
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
