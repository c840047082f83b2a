import { WORDS_PER_STEP } from './draw/draw.ts';

/** A tape for checks that do not shrink: words from a small generator (mulberry32, Tommy Ettinger) seeded by seed and index. */
export const tapeOfSeed = (seed: number, index: number, steps: number): Int32Array => {
  const tape = new Int32Array((steps + 1) * WORDS_PER_STEP);
  let x = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) | 0;
  for (let i = 0; i < tape.length; i++) {
    x = (x + 0x6d2b79f5) | 0;
    let t = Math.imul(x ^ (x >>> 15), x | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    tape[i] = t ^ (t >>> 14);
  }
  return tape;
};
