import type { State } from '../../model/state.ts';
import { forgedCapability } from '../theorems/forgedCapability.ts';
import { cleanReuse } from '../theorems/conservation.ts';
import { fairness, slices } from '../theorems/availability.ts';
import { integrity } from '../theorems/integrity.ts';
import { CAPABILITY_CONTROLS } from './controls/capabilityControls.ts';
import type { Judge } from './controls/control.ts';
import { INTEGRITY_CONTROLS } from './controls/integrityControls.ts';
import type { Control as IntegrityControl } from './controls/integrityControls.ts';
import { modelEntries, singly } from './controls/modelEntries.ts';
import type { ModelEntry } from './controls/modelEntries.ts';
import { REUSE_CONTROLS } from './controls/reuseControls.ts';
import { FAIRNESS_CONTROLS, SLICE_CONTROLS } from './controls/timeControls.ts';
import type { SelfCheckFailure } from './selfCheck.ts';

/** The theorems that judge an entry, or a record, by its two states, each with what it must refute. */
const AUTHORITY: readonly Judge[] = [
  { theorem: 'P4', judge: forgedCapability, controls: CAPABILITY_CONTROLS },
  { theorem: 'P9', judge: cleanReuse, controls: REUSE_CONTROLS },
];

/** Time passes once in an entry, however many records it performed. */
const TIME: readonly Judge[] = [
  { theorem: 'P19', judge: slices, controls: SLICE_CONTROLS },
  { theorem: 'P19', judge: (before, after, { trap }) => fairness(trap, before, after), controls: FAIRNESS_CONTROLS },
];

const SCENARIOS = 500;
/** A control is met by so many entries at most; more would say the same again. */
const MET_MAX = 40;

/** What one control says of all entries: null if it was met, and refuted as it should be wherever it was. */
const unmet = (entries: readonly ModelEntry[], what: string, tell: (entry: ModelEntry) => string | null | undefined, says: string): string | null => {
  let met = 0;
  for (const entry of entries) {
    const told = tell(entry);
    if (told === undefined) continue;
    if (told === null || !told.includes(says)) return `${what} was ${told === null ? 'let pass' : `called "${told}"`}`;
    if (++met >= MET_MAX) break;
  }
  return met === 0 ? `${what} was met by no entry` : null;
};

const blindJudge = ({ theorem, judge, controls }: Judge, entries: readonly ModelEntry[]): SelfCheckFailure | null => {
  for (const entry of entries) {
    const found = judge(entry.before, entry.outcome.next, entry);
    if (found !== null) return { check: theorem, message: `a lawful entry was refuted: ${found.message}` };
  }
  for (const { what, rule, says, spoil } of controls) {
    const message = unmet(entries, what, (entry) => {
      const spoilt = spoil(entry);
      if (spoilt === null) return undefined;
      const found = judge(spoilt[0], spoilt[1], entry);
      return found === null ? null : `${found.rule}: ${found.message}`;
    }, says);
    if (message !== null) return { check: `${theorem} ${rule}`, message };
  }
  return null;
};

/** True for an entry that changed no row: where the state before is changed as well, nothing else may speak of it. */
export const isStill = ({ before, outcome: { next } }: ModelEntry): boolean =>
  before.envs === next.envs && before.pages === next.pages && before.quanta === next.quanta && before.contents === next.contents;

/** The two states of an entry that a control of the integrity table makes unlawful; null where there is no place for it. */
export const unlawful = ({ spoil, also }: IntegrityControl, entry: ModelEntry): readonly [State, State] | null => {
  const { before: lawful, outcome } = entry;
  const before = also === undefined ? lawful : isStill(entry) ? also(lawful) : null;
  const after = before === null ? null : spoil({ before, after: outcome.next, actor: before.processor.running });
  return before === null || after === null ? null : [before, after];
};

const integrityJudge = (): Judge => ({
  theorem: 'P5', judge: integrity,
  controls: INTEGRITY_CONTROLS.map((control) => ({ what: control.what, rule: 'ENT-3', says: `: ${control.says}`, spoil: (entry) => unlawful(control, entry) })),
});

/** P4, P5, P9 and P19: each passes lawful entries, and refutes each of its controls by the right name. */
export const judgesAreBlind = (): SelfCheckFailure | null => {
  const entries = modelEntries(SCENARIOS);
  const single = entries.flatMap(singly);
  for (const judge of [...AUTHORITY, integrityJudge()]) {
    const found = blindJudge(judge, single);
    if (found !== null) return found;
  }
  for (const judge of TIME) {
    const found = blindJudge(judge, entries);
    if (found !== null) return found;
  }
  return null;
};
