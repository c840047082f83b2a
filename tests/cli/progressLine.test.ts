import { expect, it } from 'vitest';
import { emptyTotals } from '../../src/check/totals.ts';
import type { Io } from '../../src/cli/io.ts';
import { ProgressLine } from '../../src/cli/verify/progressLine.ts';
import type { Ends } from '../../src/cli/verify/progressLine.ts';
import { createModel } from '../../src/model/model.ts';

/** What is shown ten seconds after the beginning, when 100 scenarios and 2,000 steps are done. */
const shown = (ends: Partial<Ends>): string => {
  const lines: string[] = [];
  const io: Io = {
    out: () => {}, err: (text) => void lines.push(text), errIsTerminal: false, input: (async function* () {})(), cwd: '.',
    signal: new AbortController().signal, freshSeed: () => 1,
  };
  new ProgressLine(io, createModel(), { scenarios: null, steps: null, seconds: null, ...ends }).show({ totals: { ...emptyTotals(), scenarios: 100, steps: 2000 }, seconds: 10 });
  return lines.join('');
};

it.each<readonly [Partial<Ends>, number]>([
  [{ scenarios: 300 }, 20],
  [{ steps: 3000 }, 5],
  [{ seconds: 60 }, 50],
  [{ scenarios: 300, steps: 10_000, seconds: 25 }, 15],
  [{ scenarios: 100 }, 0],
])('tells how much is left of %j', (ends, seconds) => {
  expect(shown(ends)).toContain(`100 scenarios  2000 steps  200 steps/s`);
  expect(shown(ends)).toMatch(new RegExp(`  ${seconds} s left\\n$`));
});
