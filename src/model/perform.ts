import type { CallName } from '../abi/calls.ts';
import { CALL_COSTS } from '../abi/costs.ts';
import { ERRORS, type ErrorName } from '../abi/errors.ts';
import type { Call, Elements, Guard } from './call.ts';
import { begin, type Edit } from './edit.ts';
import { charged, returned, withResults } from './processor.ts';
import type { Registers, State } from './state.ts';
import { appendBytesAt, firstFault, markRange, type PageFault } from './userMemory.ts';

/** What became of a call, before anybody is told more than its result registers. */
export interface Attempt {
  readonly event: CallName;
  /** The state with clock and results of the call. After a fault, the state as it was, the clock included. */
  readonly next: State;
  /** The guard that refused, or the effect rule that names what happened. */
  readonly rule: string;
  /** The error of a refusal; null when not refused. */
  readonly error: ErrorName | null;
  readonly effects: readonly string[];
  /** The value of a call that was done and has one. */
  readonly value: number | null;
  /** What the call costs; a fault is charged by whoever decides what becomes of it. */
  readonly cost: number;
  /** The first byte of an argument or result that is missing or forbidden; null if there is none. ENT-5, ENT-9. */
  readonly fault: PageFault | null;
}

const NO_BYTES: readonly number[] = [];
const UNREAD: readonly string[] = [];
const READ: readonly string[] = ['ENT-6'];
const MARKED: readonly string[] = ['ENT-6', 'MEM-8'];
const RETURNED: readonly string[] = ['ENT-1'];
const MISSED: readonly string[] = ['ENT-5'];
const MISSED_RESULT: readonly string[] = ['ENT-5', 'ENT-9'];

/** Which guard refused, and with which error. */
export type Refusal = Pick<Guard<unknown>, 'rule' | 'error'>;

/** The state after a refusal: EAX and the clock, nothing else. ENT-3. */
export const refused = (s: State, error: ErrorName, cost: number): State => {
  const r = s.processor.registers;
  return returned(s, cost, withResults(r, ERRORS[error], r.edx));
};

const refuse = <Args>(call: Call<Args>, s: State, { rule, error }: Refusal, cost: number, entered: readonly string[]): Attempt => {
  const effects = entered.length === 0 ? RETURNED : RETURNED.concat(entered);
  return { event: call.name, next: refused(s, error, cost), rule, error, effects, value: null, cost, fault: null };
};

const miss = <Args>(call: Call<Args>, s: State, fault: PageFault, cost: number, effects: readonly string[]): Attempt => ({
  event: call.name, next: s, rule: 'ENT-5', error: null, effects, value: null, cost, fault,
});

/** Judges and carries out the elements of a range in order; the guard that refuses one, or null. */
const refusedElement = <Args>(elements: Elements<Args>, e: Edit, a: Args): Refusal | null => {
  const count = elements.count(a);
  for (let at = 0; at < count; at++) {
    for (const guard of elements.guards) if (!guard.test(e, a, at)) return guard;
    elements.apply(e, a, at);
  }
  return null;
};

/** ENT-3 (3) and (4): guards in the page's order, then the effect, from a state whose clock and results are written. */
const decide = <Args>(call: Call<Args>, s: State, words: Registers, bytes: readonly number[], cost: number, entered: readonly string[]): Attempt => {
  const { registers, running: caller } = s.processor;
  const a = call.decode(words, bytes, caller);
  for (const guard of call.guards) if (!guard.test(s, a)) return refuse(call, s, guard, cost, entered);
  const accepted = begin(s);
  if (call.elements !== null) {
    const guard = refusedElement(call.elements, accepted, a);
    if (guard !== null) return refuse(call, s, guard, cost, entered);
    call.elements.settle(s, accepted, a);
  }
  const value = call.value === null ? null : call.value(s, a);
  const total = cost + CALL_COSTS[call.name].perRow * call.rows.done(s, a);
  accepted.processor = charged(s.processor, total, withResults(registers, 0, value ?? registers.edx));
  const next = call.effect(accepted, a);
  const done = call.effects(s, a, next);
  return {
    event: call.name, next, rule: done[0], error: null, effects: entered.length === 0 ? done : done.concat(entered), value, cost: total, fault: null,
  };
};

/** ENT-3 (2), ENT-4 to ENT-6, ENT-9: looks at all ranges, then probes them, then fetches, then decides. */
const fetchAndDecide = <Args>(call: Call<Args>, s: State, words: Registers, cost: number): Attempt => {
  const { range } = call;
  const fetched = call.fetch(words);
  const results = call.results(words);
  if (range !== null) {
    for (const asked of fetched) if (asked.length > 0 && !range.test(s, asked)) return refuse(call, s, range, cost, UNREAD);
    for (const asked of results) if (asked.length > 0 && !range.test(s, asked)) return refuse(call, s, range, cost, UNREAD);
  }
  for (const { address, length } of fetched) {
    const fault = firstFault(s, address, length, false);
    if (fault !== null) return miss(call, s, fault, cost, MISSED);
  }
  for (const { address, length } of results) {
    const fault = firstFault(s, address, length, true);
    if (fault !== null) return miss(call, s, fault, cost, MISSED_RESULT);
  }
  if (fetched.length === 0) return decide(call, s, words, NO_BYTES, cost, UNREAD);
  let state = s;
  const bytes: number[] = [];
  for (const { address, length } of fetched) {
    appendBytesAt(s, address, length, bytes);
    state = markRange(state, address, length, false);
  }
  if (state !== s) return decide(call, state, words, bytes, cost, MARKED);
  return decide(call, s, words, bytes, cost, bytes.length === 0 ? UNREAD : READ);
};

/** Performs one call with the words that are given, which need not be those of the processor. ENT-1, ENT-3. */
export const attempt = <Args>(call: Call<Args>, s: State, words: Registers): Attempt => {
  const { base, perRow } = CALL_COSTS[call.name];
  for (const count of call.counts) if (!count.test(s, words)) return refuse(call, s, count, base, UNREAD);
  return fetchAndDecide(call, s, words, base + perRow * call.rows.asked(words));
};
