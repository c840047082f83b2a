import { expect, it } from 'vitest';
import { DIST, MUTANT_DATA } from '../../src/check/mutation/places.ts';
import type { SelfCheckFailure, SelfCheckRequest } from '../../src/check/mutation/selfCheck.ts';

interface SelfCheckModule {
  readonly harnessSelfCheck: (request: SelfCheckRequest) => Promise<SelfCheckFailure | null>;
}

/** What must fail on a mutant of the checker passes on the checker as it is: else every such mutant would seem to be caught. */
it('the checker passes its own check', async () => {
  const module: SelfCheckModule = await import(new URL('check/mutation/selfCheck.js', DIST).href);
  expect(await module.harnessSelfCheck({ dist: DIST, data: MUTANT_DATA, beat: () => {} })).toBeNull();
});
