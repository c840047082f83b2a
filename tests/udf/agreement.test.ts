import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UdfEnd } from '../../src/abi/udf.ts';
import { checked, metered, verified } from './engines.ts';
import { randomInput, randomProgram, tameProgram } from './randomPrograms.ts';

/** How many runs ended in each way, by the rule of a fault. */
type Counts = Record<string, number>;
const count = (counts: Counts, end: UdfEnd): void => {
  const key = end.kind === 'fault' ? end.rule : end.kind;
  counts[key] = (counts[key] ?? 0) + 1;
};

describe('engines on random programs (UDF-25)', () => {
  it('agree on every part of what a run tells, whichever way it ends', () => {
    const counts: Counts = {};
    fc.assert(
      fc.property(randomProgram, randomInput, (words, input) => {
        const want = metered(words).run(input);
        count(counts, want.end);
        expect(checked(words).run(input)).toEqual(want);
      }),
      { seed: 25, numRuns: 2000 },
    );
    for (const kind of ['exit', 'exhausted', 'UDF-5', 'UDF-6', 'UDF-7', 'UDF-10', 'UDF-18', 'UDF-19', 'UDF-20']) {
      expect(counts[kind], `runs that end by ${kind}`).toBeGreaterThan(20);
    }
  });

  it('agree in the verified form, too, on runs that break no rule', () => {
    const counts: Counts = {};
    fc.assert(
      fc.property(tameProgram, randomInput, (words, input) => {
        const want = metered(words).run({ ...input, kind: 'owns', costMax: 2000 });
        count(counts, want.end);
        if (want.end.kind !== 'exit') return;
        expect(checked(words).run({ ...input, kind: 'owns', costMax: 2000 })).toEqual(want);
        expect(verified(words).run({ ...input, kind: 'owns', costMax: 2000 })).toEqual(want);
      }),
      { seed: 26, numRuns: 800 },
    );
    expect(counts['exit']).toBeGreaterThan(400);
  });
});
