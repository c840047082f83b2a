import type { Geometry } from '../abi/geometry.ts';
import type { Kit } from './kit.ts';
import type { PairRunner } from './theorems/confidentiality.ts';

/** What one unit of work on a theorem says that is not checked step by step within the campaign. */
export interface Unit {
  readonly scenarios: number;
  readonly steps: number;
  readonly refuted: string | null;
}

/** One unit, a function of the seed alone. */
type RunUnit = (kit: Kit, geometry: Geometry, seed: number) => Promise<Unit>;

const PAIRS = 6000;
const REPEATS = 20;
const IMAGES = 2;

/** The runner of pairs of the last unit: what it has booted serves the next one, whose result it cannot change. */
let pairs: { readonly kit: Kit; readonly geometry: string; readonly runner: PairRunner } | null = null;

const pairRunner = async (kit: Kit, geometry: Geometry): Promise<PairRunner> => {
  const key = JSON.stringify(geometry);
  if (pairs === null || pairs.kit !== kit || pairs.geometry !== key) {
    const { PairRunner } = await import('./theorems/confidentiality.ts');
    pairs = { kit, geometry: key, runner: new PairRunner(kit, geometry) };
  }
  return pairs.runner;
};

/** The theorems with runs of their own; their code is loaded when it is wanted. */
export const THEOREM_UNITS = {
  P2: async (kit, geometry, seed) => {
    const { abstractionSees } = await import('./theorems/abstractionSees.ts');
    const { states, bytes, refuted } = abstractionSees(kit, geometry, seed, 1);
    return { scenarios: states, steps: bytes, refuted };
  },
  P6: async (kit, geometry, seed) => {
    const { pairs: done, refuted } = (await pairRunner(kit, geometry)).run(seed, 0, PAIRS);
    return { scenarios: done, steps: 2 * done, refuted: refuted === null ? null : `pair ${refuted.scenario}: ${refuted.why}` };
  },
  P22: async (kit, geometry, seed) => {
    const { determinism } = await import('./theorems/determinism.ts');
    return determinism(kit, geometry, seed, REPEATS);
  },
  P23: async (kit, geometry, seed) => {
    const { amnesia } = await import('./theorems/amnesia.ts');
    const { images, steps, refuted } = await amnesia(kit, geometry, seed, IMAGES);
    return { scenarios: images, steps, refuted };
  },
} as const satisfies Readonly<Record<string, RunUnit>>;

export type TheoremOfUnits = keyof typeof THEOREM_UNITS;
