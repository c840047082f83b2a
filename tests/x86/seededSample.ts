import * as fc from 'fast-check';

const seed = Number(process.env['XOK_SEED'] ?? 1);

/** So many of a list of mistakes, chosen by XOK_SEED, where each takes a copy of the processor; all of them with XOK_BUDGET=full. */
export const seededSample = <Mistake>(mistakes: readonly Mistake[], size: number): readonly Mistake[] =>
  process.env['XOK_BUDGET'] === 'full' ? mistakes : fc.sample(fc.shuffledSubarray([...mistakes], { minLength: size, maxLength: size }), { seed, numRuns: 1 })[0];
