/** The negative control of the floating-point recording: a unit with one mistake does not get through it. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Emulated } from './oracle/emulated.ts';
import { loadProcessor } from './oracle/loadProcessor.ts';
import { unpackRecording } from './oracle/recording.ts';
import { x87Differences } from './oracle/x87Comparison.ts';
import { X87_MISTAKES } from './oracle/x87Mistakes.ts';
import { copyGetsThrough, survivorsOf } from './survivorsOf.ts';

const SAMPLE = 10;
const recorded = unpackRecording(readFileSync(new URL('./vectors/x87.gz', import.meta.url)));

const getsThrough = async (base: URL): Promise<boolean> => {
  const emulated = new Emulated(await loadProcessor(base));
  return recorded.every(({ test, real }) => {
    const answer = emulated.run(test);
    return answer !== null && x87Differences(test, real, answer).length === 0;
  });
};

it('a copy without a mistake gets through', async () => {
  expect(await copyGetsThrough([], getsThrough)).toBe(true);
});

it('every mistake is caught', async () => {
  expect(X87_MISTAKES.length).toBeGreaterThan(75);
  expect(await survivorsOf(X87_MISTAKES, SAMPLE, getsThrough)).toEqual([]);
});
