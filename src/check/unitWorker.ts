import { parentPort } from 'node:worker_threads';
import type { Geometry } from '../abi/geometry.ts';
import { cleanKit } from './programs.ts';
import { THEOREM_UNITS } from './theoremUnits.ts';
import type { TheoremOfUnits } from './theoremUnits.ts';

/** What the pool asks of a worker: one unit of one theorem. */
export interface UnitRequest {
  readonly theorem: TheoremOfUnits;
  readonly geometry: Geometry;
  readonly seed: number;
}

/** One for all units, which keep by it what they have booted. */
const kit = cleanKit();

parentPort?.on('message', ({ theorem, geometry, seed }: UnitRequest) => {
  void THEOREM_UNITS[theorem](kit, geometry, seed).then((unit) => parentPort?.postMessage(unit));
});
