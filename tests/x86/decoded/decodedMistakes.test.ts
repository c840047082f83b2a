/** The negative control of the lockstep: a processor with any one of these mistakes does not get through it; lockstep.test.ts is the same without one. */

import { expect, it } from 'vitest';
import { copyLayers } from '../../../src/check/mutation/copyLayers.ts';
import type { Change } from '../../../src/check/mutation/mutant.ts';
import { DIST } from '../../../src/check/mutation/places.ts';
import { loadProcessor } from '../oracle/loadProcessor.ts';
import { seededSample } from '../seededSample.ts';
import { LockstepRun } from './lockstepRun.ts';
import { DECODED_MISTAKES } from './mistakes.ts';

/** So many find the rarest mistake. */
const PROGRAMS = 500;
const SAMPLE = 8;

/** Index of the first program that a copy of the processor with one change runs in two ways, -1 if there is none. */
const caughtAt = async (change: Change): Promise<number> => {
  const copy = copyLayers(DIST, ['x86'], [change]);
  try {
    const run = new LockstepRun(await loadProcessor(copy.base));
    for (let index = 0; index < PROGRAMS; index++) {
      try {
        run.program(1, index);
      } catch {
        return index;
      }
    }
    return -1;
  } finally {
    copy.remove();
  }
};

it('every mistake is caught', async () => {
  const survivors: string[] = [];
  for (const { name, change } of seededSample(DECODED_MISTAKES, SAMPLE)) {
    // One after another: each copy has a memory of its own.
    // oxlint-disable-next-line no-await-in-loop
    const index = await caughtAt(change);
    if (index < 0) survivors.push(name);
  }
  expect(survivors).toEqual([]);
});
