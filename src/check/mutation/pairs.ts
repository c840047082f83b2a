import type { Geometry } from '../../abi/geometry.ts';
import type { Kit } from '../kit.ts';
import { PairRunner } from '../theorems/confidentiality.ts';

/** The first pair of states that an environment could tell apart. */
export interface ToldApart {
  readonly pairs: number;
  readonly message: string;
}

/**
 * P6 on its own. What else a kernel does wrong may throw on the way to a pair;
 * that is the business of other theorems, so such a pair is passed over.
 */
export const tellApart = (kit: Kit, geometry: Geometry, seed: number, count: number, beat: () => void): ToldApart | null => {
  const runner = new PairRunner(kit, geometry);
  for (let index = 0; index < count; index++) {
    if (index % 100 === 0) beat();
    try {
      const { refuted } = runner.run(seed, index, 1);
      if (refuted !== null) return { pairs: index + 1, message: refuted.why };
    } catch {
      continue;
    }
  }
  return null;
};
