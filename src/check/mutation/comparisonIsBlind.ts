import { SMALL } from '../../abi/geometry.ts';
import { firstDifference } from '../../refine/difference.ts';
import { cleanKit } from '../programs.ts';
import { Hunter } from './hunt.ts';
import type { SelfCheckFailure } from './selfCheck.ts';
import { eachShape, put } from './shapes.ts';

/** P1: two states that differ in a single field, whichever it is, must compare as different. */
export const comparisonIsBlind = (): SelfCheckFailure | null => {
  const hunter = new Hunter(cleanKit(), SMALL, new Set());
  let failure: SelfCheckFailure | null = null;
  const seen = new Set<string>();
  for (let block = 0; block < 12 && failure === null; block++) {
    hunter.block(1, block, 1);
    const state = hunter.runner.current;
    if (state === null) continue;
    eachShape({ ...state, boot: null }, [], seen, (path, other) => {
      const changed = structuredClone(state);
      put(changed, path, other);
      if (firstDifference(state, changed) === null) failure = { check: 'P1', message: `states that differ in ${path.join('.')} compare as equal` };
    });
  }
  return failure;
};
