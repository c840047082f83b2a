/** The negative control of the recordings: a processor with any one flag wrong does not get through them. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { copyLayers } from '../../src/check/mutation/copyLayers.ts';
import { DIST } from '../../src/check/mutation/places.ts';
import { differences } from './oracle/comparison.ts';
import { Emulated } from './oracle/emulated.ts';
import { FLAG_MISTAKES } from './oracle/flagMistakes.ts';
import { loadProcessor } from './oracle/loadProcessor.ts';
import { unpackRecording } from './oracle/recording.ts';
import type { Recorded } from './oracle/recording.ts';
import type { Change } from '../../src/check/mutation/mutant.ts';

const recorded = unpackRecording(readFileSync(new URL('./vectors/random.gz', import.meta.url)));

const firstDifference = (emulated: Emulated, cases: readonly Recorded[]): number =>
  cases.findIndex(({ test, real }) => {
    const answer = emulated.run(test);
    return answer === null || differences(test, real, answer).length > 0;
  });

/** Index of the first recorded case on which a copy of the processor with one change differs, -1 if there is none. */
const caughtAt = async (change: Change | null): Promise<number> => {
  const copy = copyLayers(DIST, ['x86'], change);
  try {
    return firstDifference(new Emulated(await loadProcessor(copy.base)), recorded);
  } finally {
    copy.remove();
  }
};

it('a copy without a mistake gets through', async () => {
  expect(await caughtAt(null)).toBe(-1);
});

it('every mistake in a flag or a condition is caught', async () => {
  const survivors: string[] = [];
  for (const { name, change } of FLAG_MISTAKES) {
    // One after another: each copy has a memory of its own.
    // oxlint-disable-next-line no-await-in-loop
    if ((await caughtAt(change)) < 0) survivors.push(name);
  }
  expect(FLAG_MISTAKES.length).toBeGreaterThan(150);
  expect(survivors).toEqual([]);
});
