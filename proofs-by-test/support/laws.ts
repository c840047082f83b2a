import { expect, it } from 'vitest';
import type { CallName } from '../../src/abi/calls.ts';
import { ERRORS } from '../../src/abi/errors.ts';
import { budget } from './budget.ts';
import { changedByRefusal, focusOn } from './focus.ts';
import type { Seen } from './focus.ts';

const SCENARIOS = 500;

/** A law about accepted calls, checked on every one that drawn scenarios bring; it must be met often enough to mean something. */
export const law = (call: CallName, sentence: string, check: (seen: Seen) => boolean): void => {
  it(sentence, () => {
    let met = 0;
    focusOn(call, budget(SCENARIOS), (seen) => {
      if (seen.outcome.error === null && check(seen)) met++;
    });
    expect(met).toBeGreaterThan(budget(50));
  });
};

/** ENT-3, for one call: a refusal gives its error and changes nothing else. */
export const refusalsChangeNothing = (call: CallName): void => {
  it('refused, it changes nothing but EAX, the clock and accessed bits of its argument pages (ENT-3)', () => {
    let refused = 0;
    focusOn(call, budget(SCENARIOS), (seen) => {
      const { error } = seen.outcome;
      if (error === null) return;
      refused++;
      expect(changedByRefusal(seen)).toEqual([]);
      expect(seen.after.processor.registers.eax).toBe(ERRORS[error]);
    });
    expect(refused).toBeGreaterThan(budget(200));
  });
};
