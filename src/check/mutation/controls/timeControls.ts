import { TICKS_PER_ROUND } from '../../../abi/costs.ts';
import { ENV_ID_GENERATION_UNIT } from '../../../abi/layout.ts';
import { envId, envIndex } from '../../../abi/words.ts';
import { IDLE, type State } from '../../../model/state.ts';
import { get } from '../../../model/vector.ts';
import { hasScheduled } from '../../theorems/time.ts';
import type { Control } from './control.ts';
import { spoiltAfter } from './control.ts';
import { withProcessorAt, withQuantumAt } from './edits.ts';

const later = (s: State, ticks: number): State => withProcessorAt(s, { deadline: s.processor.deadline + ticks * s.boot.geometry.tickCycles });
const isHandedOn = (before: State, after: State): boolean =>
  after.processor.running >= 0 && !hasScheduled(before, after) && get(after.quanta, after.processor.quantum).env % ENV_ID_GENERATION_UNIT !== after.processor.running;

/** Slices, each spoilt in one way: what, the rule that must be named, what must be said, and how. */
const OF_SLICES: readonly (readonly [string, string, string, (before: State, after: State) => State | null])[] = [
  ['a slice longer than the ticks of its quantum', 'TIM-2', 'further away', (before, after) => (after.processor.running >= 0 && hasScheduled(before, after) ? later(after, 1) : null)],
  ['a slice shorter than the ticks of a round', 'TIM-9', 'shorter', (before, after) => (after.processor.running >= 0 && hasScheduled(before, after)
    ? withProcessorAt(after, { deadline: after.processor.clock + TICKS_PER_ROUND * after.boot.geometry.tickCycles - 1 }) : null)],
  ['an idle kernel that looks again only after two rounds', 'TIM-3', 'idle kernel', (_, after) => (after.processor.running < 0 ? later(after, TICKS_PER_ROUND) : null)],
  ['a deadline that a directed yield moves', 'YLD-2', 'directed yield', (before, after) => (isHandedOn(before, after) ? later(after, 1) : null)],
  ['a slice that goes on though its quantum was given away', 'ENV-7', 'given away', (before, after) => {
    const { running, quantum } = before.processor;
    if (running < 0 || hasScheduled(before, after) || running !== after.processor.running) return null;
    return withQuantumAt(after, quantum, { env: envId(get(after.quanta, quantum).env + 1) });
  }],
];

/** P19: how long a slice may be, and on what it may go on. */
export const SLICE_CONTROLS: readonly Control[] = OF_SLICES.map(([what, rule, says, spoil]): Control =>
  ({ what, rule, says, spoil: ({ before, outcome: { next } }) => spoiltAfter(before, spoil(before, next)) }));

/** P19: who is next. */
export const FAIRNESS_CONTROLS: readonly Control[] = [
  { what: 'a slice that ended, and whose quantum goes on although another is runnable', rule: 'TIM-2', says: 'passed over', spoil: ({ before, outcome: { next } }) => {
    const { quantum } = before.processor;
    return !hasScheduled(before, next) || next.processor.running < 0 || next.processor.quantum === quantum ? null : [before, withProcessorAt(next, { quantum })];
  } },
  { what: 'an idle kernel while somebody is runnable', rule: 'TIM-2', says: 'passed over', spoil: ({ before, outcome: { next } }) =>
    (!hasScheduled(before, next) || next.processor.running < 0 ? null : [before, withProcessorAt(next, { running: IDLE, quantum: before.processor.quantum })]) },
  { what: 'an env that runs on a quantum that is not runnable', rule: 'TIM-2', says: 'not runnable', spoil: ({ before, outcome: { next } }) =>
    (next.processor.running >= 0 || !hasScheduled(before, next) ? null : [before, withProcessorAt(next, { running: envIndex(0) })]) },
];
