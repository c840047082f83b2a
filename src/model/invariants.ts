import { SUBSYSTEMS } from '../abi/subsystems.ts';
import type { UseMap } from './bindingDeltas.ts';
import { changedRows } from './changedRows.ts';
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

const IN_ORDER = SUBSYSTEMS.map((name) => MODEL_SUBSYSTEMS[name]);
const NONE: readonly Violation[] = [];

/** The same as `violations(after)`, given that `before` has none: only what changed is looked at. */
export const violationsBetween = (before: State, after: State): readonly Violation[] => {
  if (before === after) return NONE;
  const out: Violation[] = [];
  const deltas: UseMap = new Map();
  const changed = changedRows(before, after);
  for (const subsystem of IN_ORDER) subsystem.usesBetween(changed, deltas);
  for (const subsystem of IN_ORDER) subsystem.violationsBetween(changed, deltas, out);
  return out.length === 0 ? NONE : out;
};
