import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checked, metered, verified } from './engines.ts';
import { randomInput, randomProgram } from './randomPrograms.ts';

describe('engines on random programs', () => {
  it('agree on every part of what a run tells', () => {
    const seen = { exit: 0, fault: 0, exhausted: 0 };
    fc.assert(
      fc.property(randomProgram, randomInput, (words, input) => {
        const expected = metered(words).run(input);
        seen[expected.end.kind] += 1;
        expect(checked(words).run(input)).toEqual(expected);
        if (expected.end.kind === 'exit') expect(verified(words).run(input)).toEqual(expected);
      }),
      { seed: 12, numRuns: 2000 },
    );
    console.log(seen);
  });
});
