/** The negative control of the floating-point recording: a unit with one mistake does not get through it. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { copyLayers } from '../../src/check/mutation/copyLayers.ts';
import type { Change } from '../../src/check/mutation/mutant.ts';
import { DIST } from '../../src/check/mutation/places.ts';
import { Emulated } from './oracle/emulated.ts';
import { loadProcessor } from './oracle/loadProcessor.ts';
import { unpackRecording } from './oracle/recording.ts';
import { x87Differences } from './oracle/x87Comparison.ts';
import { X87_MISTAKES } from './oracle/x87Mistakes.ts';

const recorded = unpackRecording(readFileSync(new URL('./vectors/x87.gz', import.meta.url)));

/** Index of the first recorded case on which a copy of the processor with changes differs, -1 if there is none. */
const caughtAt = async (changes: readonly Change[]): Promise<number> => {
  const copy = copyLayers(DIST, ['x86'], changes);
  try {
    const emulated = new Emulated(await loadProcessor(copy.base));
    return recorded.findIndex(({ test, real }) => {
      const answer = emulated.run(test);
      return answer === null || x87Differences(test, real, answer).length > 0;
    });
  } finally {
    copy.remove();
  }
};

it('a copy without a mistake gets through', async () => {
  expect(await caughtAt([])).toBe(-1);
});

it('every mistake is caught', async () => {
  const survivors: string[] = [];
  for (const { name, change } of X87_MISTAKES) {
    // One after another: each copy has a memory of its own.
    // oxlint-disable-next-line no-await-in-loop
    if ((await caughtAt([change])) < 0) survivors.push(name);
  }
  expect(X87_MISTAKES.length).toBeGreaterThan(75);
  expect(survivors).toEqual([]);
});
