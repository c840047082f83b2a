import { expect, it } from 'vitest';
import type { CallName } from '../../src/abi/calls.ts';
import { ERRORS } from '../../src/abi/errors.ts';
import { RUNNING_THEOREMS } from '../../src/check/findings.ts';
import type { RunningTheorem } from '../../src/check/findings.ts';
import { budget } from './budget.ts';
import { changedByRefusal, focusOn } from './focus.ts';
import type { Seen } from './focus.ts';

const SCENARIOS = 400;
const MET_MIN = 30;
/** Calls of which a law holds are enough when they are so many: the rarest ones need all the scenarios to reach the minimum. */
const MET_ENOUGH = 250;
const REFUSED_MIN = 150;
const REFUSED_ENOUGH = 500;
/** The campaign runs every theorem on such calls by the hundred thousand: a law is checked alone. */
const WITHOUT_THEOREMS: ReadonlySet<RunningTheorem> = new Set(RUNNING_THEOREMS);

/**
 * A law about accepted calls, checked on every one that drawn scenarios bring. It must
 * be met often enough to mean something: `check` says whether a call was a case of it.
 */
export const law = (call: CallName, check: (seen: Seen) => boolean, scenarios = SCENARIOS): void => {
  let met = 0;
  focusOn(call, budget(scenarios), (seen) => {
    if (seen.outcome.error === null && check(seen)) met++;
  }, WITHOUT_THEOREMS, () => met >= budget(MET_ENOUGH));
  if (met <= budget(MET_MIN)) throw new Error(`the law met only ${met} cases`);
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
    }, WITHOUT_THEOREMS, () => refused >= budget(REFUSED_ENOUGH));
    expect(refused).toBeGreaterThan(budget(REFUSED_MIN));
  });
};
