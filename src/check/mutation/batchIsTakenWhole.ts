import { SMALL } from '../../abi/geometry.ts';
import type { State } from '../../model/state.ts';
import type { Act } from '../../model/trap.ts';
import { get } from '../../model/vector.ts';
import { RUNNING_THEOREMS } from '../findings.ts';
import type { RunningTheorem } from '../findings.ts';
import type { Kit } from '../kit.ts';
import { cleanKit } from '../programs.ts';
import { firstRow, withEnvAt, withPageAt, withQuantumAt } from './controls/edits.ts';
import { Hunter } from './hunt.ts';
import type { SelfCheckFailure } from './selfCheck.ts';

const SCENARIOS = 1500;
const STRANGE = { rights: 7, name: [250, 251, 252] };

/** What a record might do that the theorem alone can object to; null where there is no place for it. */
const SPOILT: readonly (readonly [RunningTheorem, (s: State) => State | null])[] = [
  ['P4', (s) => {
    const { running } = s.processor;
    return withEnvAt(s, running, { capabilities: [...get(s.envs, running).capabilities.slice(0, -1), STRANGE] });
  }],
  ['P5', (s) => withQuantumAt(s, s.processor.quantum, { guard: STRANGE })],
  ['P9', (s) => {
    const frame = firstRow(s.pages.length, (f) => get(s.pages, f).status === 'free');
    return frame < 0 ? null : withPageAt(s, frame, { status: 'user', acl: [STRANGE, STRANGE] });
  }],
];

/** The records, the first of which did what it must not, and the next of which undid it. */
const spoiltActs = (acts: readonly Act[], spoil: (s: State) => State | null): readonly Act[] => {
  const [first, ...others] = acts;
  const after = first === undefined || others.length === 0 ? null : spoil(first.after);
  return first === undefined || after === null ? acts : [{ ...first, after }, ...others];
};

/** The clean programs, but what is said of the records of a batch. */
const talkingKit = (spoil: (s: State) => State | null): Kit => {
  const clean = cleanKit();
  const { boot, calls, enter } = clean.model;
  return { ...clean, model: { boot, calls, enter: (s, trap) => {
    const outcome = enter(s, trap);
    return outcome.acts === null ? outcome : { ...outcome, acts: spoiltActs(outcome.acts, spoil) };
  } } };
};

/** P4, P5 and P9 judge each record of a batch: what one did is found although the next undid it. */
export const batchIsTakenWhole = (): SelfCheckFailure | null => {
  for (const [theorem, spoil] of SPOILT) {
    const hunter = new Hunter(talkingKit(spoil), SMALL, new Set(RUNNING_THEOREMS.filter((other) => other !== theorem)));
    const quarry = hunter.block(1, 0, SCENARIOS);
    if (quarry === null) return { check: theorem, message: 'what a record of a batch does is not judged' };
    if (quarry.finding.theorem !== theorem) return { check: theorem, message: `a record of a batch was found by ${quarry.finding.theorem}: ${quarry.finding.message}` };
  }
  return null;
};
