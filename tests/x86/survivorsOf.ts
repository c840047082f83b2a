import * as fc from 'fast-check';
import { copyLayers } from '../../src/check/mutation/copyLayers.ts';
import type { Change } from '../../src/check/mutation/mutant.ts';
import { DIST } from '../../src/check/mutation/places.ts';

/** A deliberate mistake in the compiled processor. */
export interface Mistake {
  readonly name: string;
  readonly change: Change;
}

const seed = Number(process.env['XOK_SEED'] ?? 1);

/** So many of the mistakes, chosen by XOK_SEED, since each takes a copy of the processor; all of them with XOK_BUDGET=full. */
const sampleOf = (mistakes: readonly Mistake[], size: number): readonly Mistake[] =>
  process.env['XOK_BUDGET'] === 'full' ? mistakes : fc.sample(fc.shuffledSubarray([...mistakes], { minLength: size, maxLength: size }), { seed, numRuns: 1 })[0];

/** Whether a processor, below a folder that takes the place of `dist`, gets through what is to tell a right one from a wrong one. */
export type GetsThrough = (base: URL) => Promise<boolean>;

/** Whether a copy of the processor with these changes gets through. */
export const copyGetsThrough = async (changes: readonly Change[], getsThrough: GetsThrough): Promise<boolean> => {
  const copy = copyLayers(DIST, ['x86'], changes);
  try {
    return await getsThrough(copy.base);
  } finally {
    copy.remove();
  }
};

/** The names of those mistakes of a sample of so many with which a copy of the processor gets through. */
export const survivorsOf = async (mistakes: readonly Mistake[], size: number, getsThrough: GetsThrough): Promise<readonly string[]> => {
  const survivors: string[] = [];
  for (const { name, change } of sampleOf(mistakes, size)) {
    // One after another: each copy has a memory of its own.
    // oxlint-disable-next-line no-await-in-loop
    if (await copyGetsThrough([change], getsThrough)) survivors.push(name);
  }
  return survivors;
};
