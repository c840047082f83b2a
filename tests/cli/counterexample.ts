import { SMALL } from '../../src/abi/geometry.ts';
import { BlockRunner } from '../../src/check/block.ts';
import { cleanKit } from '../../src/check/programs.ts';
import type { Kit } from '../../src/check/kit.ts';
import type { Counterexample } from '../../src/check/totals.ts';
import { createModel } from '../../src/model/model.ts';

/** Kernel and model that disagree: the model lacks one guard. */
export const disagreeingKit = (): Kit => ({ ...cleanKit(), model: createModel({ without: 'FRG-4' }) });

/** A counterexample that the campaign itself finds. */
export const someCounterexample = (kit: Kit): Counterexample => {
  const runner = new BlockRunner(kit, { geometry: SMALL, without: new Set(), steps: null, split: null });
  for (let block = 0; block < 20; block++) {
    const [found] = runner.run(1, block, 100).counterexamples;
    if (found !== undefined) return found;
  }
  throw new Error('the disagreement was not found');
};
