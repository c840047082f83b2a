import type { Registers, State } from '../model/state.ts';
import type { Act, Outcome } from '../model/trap.ts';
import { shareRows } from '../refine/shareRows.ts';

/** A change of state that one cause accounts for: a call, an exception, a slice end, or a record of a batch. */
export interface Part {
  readonly before: State;
  readonly after: State;
}

/** The state with other registers for whoever runs; an idle processor has none. */
const withRegisters = (s: State, registers: Registers): State => {
  if (s.processor.running < 0) return s;
  const { envs, pages, contents, spaces, quanta, boot } = s;
  return { boot, envs, pages, contents, spaces, quanta, processor: { ...s.processor, registers } };
};

const withCount = (r: Registers, acts: readonly Act[]): Registers => ({ ...r, ecx: acts.filter(({ error }) => error === null).length });

/**
 * The parts of a batch: how it began, each record that was attempted, and how it ended. The states between are the
 * model's, since the machine shows none; the last is the machine's, so that what the kernel did otherwise is a change
 * that the end of a batch does not account for.
 */
const partsOfBatch = (atTrap: State, acts: readonly Act[], after: State): readonly Part[] => {
  const { registers } = atTrap.processor;
  if (acts.length === 0) return [{ before: withRegisters(atTrap, withCount(registers, acts)), after }];
  const began: Part = { before: atTrap, after: withRegisters(acts[0].before, registers) };
  const last = withRegisters(acts[acts.length - 1].after, withCount(registers, acts));
  return [began, ...acts, { before: last, after: shareRows(last, after) }];
};

/** The parts of a kernel entry, in order: itself, unless it performed a batch. */
export const partsOf = (atTrap: State, { acts }: Outcome, after: State): readonly Part[] =>
  acts === null ? [{ before: atTrap, after }] : partsOfBatch(atTrap, acts, after);
