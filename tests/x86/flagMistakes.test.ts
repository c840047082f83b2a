/** The negative control of the recordings: a processor with any one flag wrong does not get through them. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { copyLayers } from '../../src/check/mutation/copyLayers.ts';
import { DIST } from '../../src/check/mutation/places.ts';
import { differences } from './oracle/comparison.ts';
import { Emulated } from './oracle/emulated.ts';
import { CHOSEN_MISTAKE, FLAG_MISTAKES, FLAG_MISTAKE_CHANGES } from './oracle/flagMistakes.ts';
import { loadProcessor } from './oracle/loadProcessor.ts';
import { unpackRecording } from './oracle/recording.ts';
import type { Recorded } from './oracle/recording.ts';

const recorded = unpackRecording(readFileSync(new URL('./vectors/random.gz', import.meta.url)));

const isRight = (emulated: Emulated, { test, real }: Recorded): boolean => {
  const answer = emulated.run(test);
  return answer !== null && differences(test, real, answer).length === 0;
};

/** A copy of the processor that makes one mistake, or none, as it is told before each run. */
const copied = async (): Promise<(number: number, recorded: readonly Recorded[]) => boolean> => {
  const copy = copyLayers(DIST, ['x86'], FLAG_MISTAKE_CHANGES);
  try {
    const emulated = new Emulated(await loadProcessor(copy.base));
    return (number, cases) => {
      Object.assign(globalThis, { [CHOSEN_MISTAKE]: number });
      return cases.every((one) => isRight(emulated, one));
    };
  } finally {
    copy.remove();
  }
};

const NONE = -1;

it('without a mistake the copy gets through, and every mistake in a flag or a condition is caught', async () => {
  const getsThrough = await copied();
  expect(getsThrough(NONE, recorded)).toBe(true);
  expect(FLAG_MISTAKES.length).toBeGreaterThan(150);
  expect(FLAG_MISTAKES.filter((_, number) => getsThrough(number, recorded))).toEqual([]);
  // A mistake may not have broken what is put back before each run.
  expect(getsThrough(NONE, recorded)).toBe(true);
});
