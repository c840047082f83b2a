/** The negative control of the lockstep: a processor with any one of these mistakes does not get through it; lockstep.test.ts is the same without one. */

import { expect, it } from 'vitest';
import { loadProcessor } from '../oracle/loadProcessor.ts';
import { survivorsOf } from '../survivorsOf.ts';
import { LockstepRun } from './lockstepRun.ts';
import { DECODED_MISTAKES } from './mistakes.ts';

/** So many find the rarest mistake. */
const PROGRAMS = 1000;
const SAMPLE = 6;

/** Whether all programs run alike with everything decoded and with nothing. */
const getsThrough = async (base: URL): Promise<boolean> => {
  const run = new LockstepRun(await loadProcessor(base));
  try {
    for (let index = 0; index < PROGRAMS; index++) run.program(1, index);
  } catch {
    return false;
  }
  return true;
};

it('every mistake is caught', async () => {
  expect(await survivorsOf(DECODED_MISTAKES, SAMPLE, getsThrough)).toEqual([]);
});
