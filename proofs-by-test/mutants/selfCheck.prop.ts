import { expect, it } from 'vitest';
import { DIST, MUTANT_DATA } from '../../src/check/mutation/places.ts';
import { harnessSelfCheck } from '../../src/check/mutation/selfCheck.ts';

/** What must fail on a mutant of the checker passes on the checker as it is: else every such mutant would seem to be caught. */
it('the checker passes its own check', async () => {
  expect(await harnessSelfCheck({ dist: DIST, data: MUTANT_DATA, beat: () => {} })).toBeNull();
});
