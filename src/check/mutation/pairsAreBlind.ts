import { SMALL } from '../../abi/geometry.ts';
import { cleanKit } from '../programs.ts';
import { PairRunner } from '../theorems/confidentiality.ts';
import type { SelfCheckFailure } from './selfCheck.ts';

const SEED = 31;
const PAIRS = 3000;
/** Shares of the pairs: what must differ where u cannot see, and what may be passed over. */
const DIFFERING_MIN = 0.95;
const DECLASSIFIED_MAX = 0.05;
const OWN_MIN = 0.5;

const failure = (message: string): SelfCheckFailure => ({ check: 'P6', message });

/** P6: pairs of the clean kernel are alike, nearly all of them really differ, and few are passed over. */
export const pairsAreBlind = (): SelfCheckFailure | null => {
  const { pairs, differing, declassified, own, refuted } = new PairRunner(cleanKit(), SMALL).run(SEED, 0, PAIRS);
  if (refuted !== null) return failure(`the clean kernel was refuted: ${refuted.why}`);
  if (differing < DIFFERING_MIN * pairs) return failure(`only ${differing} of ${pairs} pairs differ`);
  if (declassified > DECLASSIFIED_MAX * pairs) return failure(`${declassified} of ${pairs} pairs are passed over`);
  return own < OWN_MIN * pairs || own === pairs ? failure(`in ${own} of ${pairs} pairs it is the observer that acts`) : null;
};
