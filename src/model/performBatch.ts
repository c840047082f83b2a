import { CALLS, type CallName } from '../abi/calls.ts';
import { CALL_COSTS, COST_UNKNOWN_CALL } from '../abi/costs.ts';
import { ERRORS, type ErrorName } from '../abi/errors.ts';
import type { Calls } from './allCalls.ts';
import { recordsIn, registersOfCall, type BatchRecord } from './calls/batch.ts';
import { losesQuantum } from './conclude.ts';
import { dispatch } from './dispatch.ts';
import { idOf } from './environments.ts';
import { attemptBy, decide, refused, type Attempt } from './perform.ts';
import { returned } from './processor.ts';
import type { Registers, State } from './state.ts';
import type { Act } from './trap.ts';

/** A record that was attempted, and what the batch is told besides. */
interface Performed {
  readonly act: Act;
  /** The value of a record that was done and has one. */
  readonly value: number | null;
  readonly effects: readonly string[];
}

const FORBIDDEN: readonly string[] = ['BAT-4'];
const MISSED: readonly string[] = ['BAT-5'];

/** A record of which nothing was done but that it cost its cycles. */
const stopped = (before: State, call: CallName | null, rule: string, error: ErrorName, cost: number, effects: readonly string[]): Performed => ({
  act: { call, rule, error, before, after: refused(before, error, cost) }, value: null, effects,
});

/** The call that a record names though no record may; null if the record may be looked at. BAT-4. */
const forbiddenCall = (s: State, { eax: number, ecx: env }: Registers): CallName | null => {
  if (number === CALLS.batch.number) return 'batch';
  if (number === CALLS.yield.number) return 'yield';
  return number === CALLS.env_free.number && (env === 0 || env === idOf(s, s.processor.running)) ? 'env_free' : null;
};

/** Performs the call whose number and words are in the registers as a record. BAT-3 to BAT-5. */
const performRecord = (calls: Calls, s: State): Performed => {
  const { registers } = s.processor;
  const forbidden = forbiddenCall(s, registers);
  if (forbidden !== null) return stopped(s, forbidden, 'BAT-4', 'E_INVAL', CALL_COSTS[forbidden].base, FORBIDDEN);
  const attempt = dispatch(calls, s, registers.eax, registers);
  if (attempt === null) return stopped(s, null, 'BAT-4', 'E_INVAL', COST_UNKNOWN_CALL, FORBIDDEN);
  const { event, next, rule, error, effects, value, cost, fault } = attempt;
  if (fault !== null) return stopped(s, event, rule, 'E_FAULT', cost, MISSED);
  return { act: { call: event, rule, error, before: s, after: next }, value, effects };
};

/**
 * Performs records in order until one is refused. A model without EFR-1 may let
 * the caller die of a stale id; then nobody is left to go on.
 */
const performRecords = (calls: Calls, s: State, records: readonly BatchRecord[]): readonly Performed[] => {
  const { registers, running: caller } = s.processor;
  const performed: Performed[] = [];
  let state = s;
  for (const record of records) {
    const one = performRecord(calls, returned(state, 0, registersOfCall(record, registers)));
    performed.push(one);
    state = one.act.after;
    if (one.act.error !== null || state.processor.running !== caller) break;
  }
  return performed;
};

/** The state that the records left, with the caller's registers and the results of the batch. BAT-6. */
const withBatchResults = (accepted: State, performed: readonly Performed[]): State => {
  const { registers: r, running: caller } = accepted.processor;
  let state = accepted;
  let { edx } = r;
  let ecx = 0;
  let eax = 0;
  for (const { act, value } of performed) {
    state = act.after;
    if (act.error === null) ecx += 1;
    else eax = ERRORS[act.error];
    edx = value ?? edx;
  }
  if (state.processor.running !== caller) return state;
  return returned(state, 0, { eax, ecx, edx, ebx: r.ebx, esp: r.esp, ebp: r.ebp, esi: r.esi, edi: r.edi, eip: r.eip, eflags: r.eflags });
};

/**
 * The effects of a batch and of its records, each once. BAT-7 is told wherever a
 * record cost the caller its quantum, even if a later one gave it back.
 */
const effectsOf = (atTrap: State, batch: Attempt, performed: readonly Performed[]): readonly string[] => {
  const names = new Set(batch.effects);
  for (const { act, effects } of performed) {
    for (const name of effects) names.add(name);
    if (losesQuantum(atTrap, act.after)) names.add('BAT-7');
  }
  return [...names];
};

/**
 * Performs a batch with the words that are given: its own checks and fetch,
 * then its records. BAT-3 to BAT-6. It ends no slice; that is judged once, when
 * the call is concluded. BAT-7.
 */
export const performBatch = (calls: Calls, atTrap: State, registers: Registers): Attempt =>
  attemptBy(calls.batch, atTrap, registers, (call, s, words, bytes, cost, entered) => {
    const accepted = decide(call, s, words, bytes, cost, entered);
    if (accepted.error !== null) return accepted;
    const performed = performRecords(calls, accepted.next, recordsIn(bytes));
    const next = withBatchResults(accepted.next, performed);
    const { event, rule, error, value, fault } = accepted;
    return {
      event, next, rule, error, effects: effectsOf(atTrap, accepted, performed), value, cost: next.processor.clock - atTrap.processor.clock, fault,
      acts: performed.map(({ act }) => act),
    };
  });
