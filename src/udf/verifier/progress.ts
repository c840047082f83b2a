import { isSameState } from './sameState.ts';
import type { AbstractState } from './state.ts';

/**
 * Whether a turn of the loop at a place begins in a state that an earlier turn began in; then the loop need not end, since
 * whatever is executed next has been before. The state is compared with one earlier state only, which is replaced after 1, 2, 4, …
 * turns, so that a cycle of any length is found, in time proportional to where it begins and to its length ("An improved
 * Monte Carlo factorization algorithm", Brent 1980). UVR-13.
 */
export const isRepeated = (state: AbstractState, place: number): boolean => {
  const { turns } = state.chain;
  const known = turns.get(place);
  if (known === undefined) {
    turns.set(place, { earlier: state.copy(), count: 0, countMax: 1 });
    return false;
  }
  for (const { spills } of state.frames) state.meter.seen += spills.length;
  if (isSameState(state, known.earlier)) return true;
  known.count++;
  if (known.count < known.countMax) return false;
  known.earlier = state.copy();
  known.count = 0;
  known.countMax *= 2;
  return false;
};
