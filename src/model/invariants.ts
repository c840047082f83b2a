import { SUBSYSTEMS } from '../abi/subsystems.ts';
import type { UseMap } from './bindingDeltas.ts';
import type { Violation } from './pageInvariants.ts';
import type { State } from './state.ts';
import { MODEL_SUBSYSTEMS } from './subsystems.ts';

/** STA-1 to STA-8, all rows recounted. */
export const violations = (s: State): readonly Violation[] => {
  const out: Violation[] = [];
  const uses: UseMap = new Map();
  for (const name of SUBSYSTEMS) MODEL_SUBSYSTEMS[name].uses(s, uses);
  for (const name of SUBSYSTEMS) MODEL_SUBSYSTEMS[name].violations(s, uses, out);
  return out;
};

const NONE: readonly Violation[] = [];

/** The same as `violations(after)`, given that `before` has none: only what changed is looked at. */
export const violationsBetween = (before: State, after: State): readonly Violation[] => {
  if (before === after) return NONE;
  const out: Violation[] = [];
  const deltas: UseMap = new Map();
  for (const name of SUBSYSTEMS) MODEL_SUBSYSTEMS[name].usesBetween(before, after, deltas);
  for (const name of SUBSYSTEMS) MODEL_SUBSYSTEMS[name].violationsBetween(before, after, deltas, out);
  return out.length === 0 ? NONE : out;
};
