/** Random cases of the floating-point unit: that none is forgotten, how near functions are, and what a real processor does with them. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Emulated } from './oracle/emulated.ts';
import { LiveProcessor, Unavailable } from './oracle/liveProcessor.ts';
import { runLive } from './oracle/liveRun.ts';
import { PROCESSOR } from './oracle/processor.ts';
import { unpackRecording } from './oracle/recording.ts';
import { X87_CASES, distance, isApproximate } from './oracle/x87Comparison.ts';
import { X87_DRAWN, drawX87Case } from './oracle/x87Draw.ts';
import { EXCEPTION_NAMES, X87Tally } from './oracle/x87Tally.ts';

const CASES = 4000;
const SEED = 12;
const BREAKPOINT = 3;
const recorded = unpackRecording(readFileSync(new URL('./vectors/x87.gz', import.meta.url)));

describe('what is drawn', () => {
  it('has every instruction of the unit, completed and with each exception that it has', () => {
    const tally = new X87Tally();
    for (const { test, real } of recorded) tally.add(test, real);
    expect(tally.rows.length).toBe(X87_DRAWN.length);
    expect(tally.rows.filter((row) => row.completed < 15).map((row) => row.name)).toEqual([]);
    const seen = EXCEPTION_NAMES.filter((_, bit) => tally.rows.reduce((sum, row) => sum + row.flagged[bit], 0) > 50);
    expect(seen).toEqual([...EXCEPTION_NAMES]);
    expect(tally.rows.reduce((sum, row) => sum + (row.faults[16] ?? 0), 0)).toBeGreaterThan(50);
  });

  it('is a function of seed and index', () => {
    for (let index = 0; index < 300; index++) expect(drawX87Case(5, index)).toEqual(drawX87Case(5, index));
  });
});

it('functions give what the real processor gives, most of them to the last bit (MCH-105)', () => {
  const emulated = new Emulated(PROCESSOR);
  const counts = [0, 0];
  for (const { test, real } of recorded) {
    if (!isApproximate(test) || real.vector !== BREAKPOINT) continue;
    const answer = emulated.run(test);
    const off = answer === null ? Infinity : Math.max(distance(real, answer, 0), distance(real, answer, 1));
    expect(off).toBeLessThanOrEqual(1);
    counts[off]++;
  }
  const [same, next] = counts;
  expect(same).toBeGreaterThan(150);
  expect(next).toBeGreaterThan(0);
  expect(next / (same + next)).toBeLessThan(0.15);
});

it(`the processor of this machine agrees on ${CASES} random cases`, async ({ skip }) => {
  const live = await LiveProcessor.start().catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error;
    process.stderr.write(`live cases are left out (the recorded ones are run): ${error.message}\n`);
    return skip(error.message);
  });
  const tally = new X87Tally();
  const found: string[] = [];
  try {
    await runLive({
      kind: X87_CASES, seed: SEED, first: 0, cases: CASES, live, tally, emulated: new Emulated(PROCESSOR), progress: () => {}, agree: () => {},
      differ: ({ index, lines }) => found.push(`case ${index}: ${lines.join('; ')}; repeat: npm run oracle:x86 -- --x87 --seed ${SEED} --first ${index} --cases 1`),
    });
  } finally {
    live.stop();
  }
  expect(found.slice(0, 5), `${found.length} of ${tally.compared} cases differ`).toEqual([]);
  expect(tally.compared).toBe(CASES);
});
