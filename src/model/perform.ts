import { CALL_COSTS } from '../abi/costs.ts';
import { ERRORS } from '../abi/errors.ts';
import { VECTOR } from '../abi/vectors.ts';
import type { ByteRange, Call, Guard } from './call.ts';
import { begin } from './edit.ts';
import { deliver } from './exceptions.ts';
import { beforeInt, charged, returned, withResults } from './processor.ts';
import type { State } from './state.ts';
import type { Outcome } from './trap.ts';
import { appendBytesAt, firstMissing, markRange } from './userMemory.ts';

const NO_BYTES: readonly number[] = [];
const RETURNED: readonly string[] = ['ENT-1'];
const UNREAD: readonly string[] = [];
const READ: readonly string[] = ['ENT-6'];
const MARKED: readonly string[] = ['ENT-6', 'MEM-8'];

/** Which guard refused, and with which error. */
type Refusal = Pick<Guard<unknown>, 'rule' | 'error'>;

/** A refusal: EAX and the clock, nothing else. ENT-3. */
export const refuse = (s: State, event: string, guard: Refusal, cost: number, effects = RETURNED): Outcome => {
  const r = s.processor.registers;
  return { next: returned(s, cost, withResults(r, ERRORS[guard.error], r.edx)), event, rule: guard.rule, error: guard.error, effects };
};

/** A byte of an argument is missing: the caller gets the fault, and the call restarts. ENT-5. */
const miss = (s: State, event: string, address: number): Outcome => {
  const fault = { vector: VECTOR.pageFault, errorCode: 0, address, registers: beforeInt(s.processor.registers) };
  const { next, effects } = deliver(s, fault);
  return { next, event, rule: 'ENT-5', error: null, effects: ['ENT-5', ...effects] };
};

/** ENT-3 (3) and (4): guards in the page's order, then the effect, from a state whose clock and results are written. */
const decide = <Args>(call: Call<Args>, s: State, bytes: readonly number[], cost: number, entered: readonly string[]): Outcome => {
  const { registers, running: caller } = s.processor;
  const a = call.decode(registers, bytes, caller);
  for (const guard of call.guards) if (!guard.test(s, a)) return refuse(s, call.name, guard, cost, entered.length === 0 ? RETURNED : RETURNED.concat(entered));
  const accepted = begin(s);
  const edx = call.value === null ? registers.edx : call.value(s, a);
  const rows = call.rows.done(s, a);
  accepted.processor = charged(s.processor, cost + CALL_COSTS[call.name].perRow * rows, withResults(registers, 0, edx));
  const next = call.effect(accepted, a);
  const done = call.effects(accepted, a, next);
  const effects = entered.length === 0 ? done : [...done, ...entered];
  return { next, event: call.name, rule: done[0], error: null, effects };
};

/** ENT-3 (2), ENT-4 to ENT-6: fetches the ranges, then decides. */
const fetchAndDecide = <Args>(call: Call<Args>, s: State, ranges: readonly ByteRange[], cost: number): Outcome => {
  const { range } = call;
  for (const asked of ranges) if (range !== null && asked.length > 0 && !range.test(s, asked)) return refuse(s, call.name, range, cost);
  for (const { address, length } of ranges) {
    const missing = firstMissing(s, address, length, false);
    if (missing !== null) return miss(s, call.name, missing);
  }
  let state = s;
  const bytes: number[] = [];
  for (const { address, length } of ranges) {
    appendBytesAt(s, address, length, bytes);
    state = markRange(state, address, length, false);
  }
  if (state !== s) return decide(call, state, bytes, cost, MARKED);
  return decide(call, s, bytes, cost, bytes.length === 0 ? UNREAD : READ);
};

/** One call, from the registers at the trap to its outcome. ENT-1, ENT-3. */
export const perform = <Args>(call: Call<Args>, s: State): Outcome => {
  const r = s.processor.registers;
  const { base, perRow } = CALL_COSTS[call.name];
  for (const count of call.counts) if (!count.test(s, r)) return refuse(s, call.name, count, base);
  const cost = base + perRow * call.rows.asked(r);
  const ranges = call.fetch(r);
  return ranges.length === 0 ? decide(call, s, NO_BYTES, cost, UNREAD) : fetchAndDecide(call, s, ranges, cost);
};
