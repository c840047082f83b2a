import { createModel } from '../../model/model.ts';
import type { Model } from '../../model/model.ts';
import type { State } from '../../model/state.ts';
import type { Outcome } from '../../model/trap.ts';

/** What a model that cannot go on says: nothing happens. Nobody looks at it, because twins are run without refinement. */
const unanswered = (s: State): Outcome => ({ next: s, event: 'unknown', rule: 'ENT-1', error: null, effects: [], acts: null });

/**
 * The model of a twin: it lacks the guard, but scenarios are still drawn to miss
 * it. Without a guard the model may meet what it has no words for; that is
 * never counted as a finding about the kernel.
 */
export const twinModel = (rule: string): Model => {
  const clean = createModel();
  const weak = createModel({ without: rule });
  return {
    boot: clean.boot, calls: clean.calls,
    enter: (s, trap) => {
      try {
        return weak.enter(s, trap);
      } catch {
        return unanswered(s);
      }
    },
  };
};
