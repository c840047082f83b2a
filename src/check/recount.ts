import { violations } from '../model/invariants.ts';
import type { State } from '../model/state.ts';
import { firstDifference } from '../refine/difference.ts';
import { exposureDifference } from '../refine/exposure.ts';
import { auditSpace } from '../refine/walk.ts';
import type { Stage } from './arena.ts';
import { brokenFinding } from './lockstep.ts';
import { finding } from './findings.ts';
import type { Finding, RunningTheorem } from './findings.ts';
import type { Ghost } from './ghost.ts';
import { directoriesOf } from './present.ts';

const audits = (stage: Stage, state: State, ghost: Ghost): Finding | null => {
  for (const directory of directoriesOf(state)) {
    const found = auditSpace(stage.machine, state, directory, (va, frame, writable) => ghost.licenses(directory, va, frame, writable));
    if (found !== null) return finding('P8', found.rule, found.message);
  }
  return null;
};

/**
 * Everything that the incremental checks rely on, from scratch: the full decode
 * equals the incremental one (which tests the write barrier itself), invariants
 * by full count, the whole exposure, and a walk over the real page tables.
 */
export const fullRecount = (stage: Stage, state: State, ghost: Ghost, without: ReadonlySet<RunningTheorem>): Finding | null => {
  try {
    const decoded = stage.abstraction.full();
    const difference = firstDifference(state, decoded);
    if (difference !== null) return { theorem: 'P3', rule: 'STA-1', message: 'the incremental abstraction is not the full one', ...difference };
    for (const violation of violations(decoded)) {
      const theorem = violation.rule === 'STA-3' || violation.rule === 'STA-4' ? 'P9' : 'P3';
      if (!without.has(theorem)) return finding(theorem, violation.rule, violation.message);
    }
    const exposed = without.has('P21') ? null : exposureDifference(stage.machine, decoded, null);
    if (exposed !== null) return { theorem: 'P21', rule: 'CAP-5', message: 'exposed bytes are not the state\'s', ...exposed };
    return without.has('P8') ? null : audits(stage, decoded, ghost);
  } catch (error) {
    return brokenFinding(error, null);
  }
};
