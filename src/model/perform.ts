import { CALL_COSTS } from '../abi/costs.ts';
import { ERRORS } from '../abi/errors.ts';
import { VECTOR } from '../abi/vectors.ts';
import type { Call, Guard } from './call.ts';
import { begin } from './edit.ts';
import { deliver } from './exceptions.ts';
import { beforeInt, charged, returned, withResults } from './processor.ts';
import type { State } from './state.ts';
import type { Outcome } from './trap.ts';
import { bytesAt, firstMissing, markRange } from './userMemory.ts';
import { get } from './vector.ts';

const NO_BYTES: readonly number[] = [];
const RETURNED: readonly string[] = ['ENT-1'];
const READ: readonly string[] = ['ENT-1', 'ENT-6'];
const MARKED: readonly string[] = ['ENT-1', 'ENT-6', 'MEM-8'];

/** A refusal: EAX and the clock, nothing else. ENT-3. */
export const refuse = (s: State, event: string, guard: { readonly rule: string; readonly error: Guard<unknown>['error'] }, cost: number, effects = RETURNED): Outcome => {
  const r = s.processor.registers;
  return { next: returned(s, cost, withResults(r, ERRORS[guard.error], r.edx)), event, rule: guard.rule, error: guard.error, effects };
};

/** A byte of an argument is missing: the caller gets the fault, and the call restarts. ENT-5. */
const miss = (s: State, event: string, address: number): Outcome => {
  const fault = { vector: VECTOR.pageFault, errorCode: 0, address, registers: beforeInt(s.processor.registers) };
  const { next, effects } = deliver(s, fault);
  return { next, event, rule: 'ENT-5', error: null, effects: ['ENT-5', ...effects] };
};

/** The fetched bytes, and the state with their pages marked. */
interface Fetched {
  readonly state: State;
  readonly bytes: readonly number[];
  readonly effects: readonly string[];
}

/** ENT-3 (2), ENT-4 to ENT-6: an Outcome if the entry ends here. */
const fetchArguments = <Args>(call: Call<Args>, s: State, cost: number): Fetched | Outcome => {
  const ranges = call.fetch(s.processor.registers);
  if (ranges.length === 0) return { state: s, bytes: NO_BYTES, effects: RETURNED };
  const { range } = call;
  for (const asked of ranges) if (range !== null && asked.length > 0 && !range.test(s, asked)) return refuse(s, call.name, range, cost);
  let missing: number | null = null;
  for (const { address, length } of ranges) missing ??= firstMissing(s, address, length, false);
  if (missing !== null) return miss(s, call.name, missing);
  let state = s;
  let bytes = NO_BYTES;
  for (const { address, length } of ranges) {
    const read = bytesAt(s, address, length);
    bytes = bytes.length === 0 ? read : [...bytes, ...read];
    state = markRange(state, address, length, false);
  }
  if (state !== s) return { state, bytes, effects: MARKED };
  return { state, bytes, effects: bytes.length === 0 ? RETURNED : READ };
};

/** One call, from the registers at the trap to its outcome. ENT-1, ENT-3. */
export const perform = <Args>(call: Call<Args>, s: State): Outcome => {
  const r = s.processor.registers;
  const { base, perRow } = CALL_COSTS[call.name];
  for (const count of call.counts) if (!count.test(s, r)) return refuse(s, call.name, count, base);
  const cost = base + perRow * call.rows.asked(r);
  const fetched = fetchArguments(call, s, cost);
  if ('next' in fetched) return fetched;
  const { state } = fetched;
  const caller = s.processor.running;
  const a = call.decode(r, fetched.bytes, caller);
  for (const guard of call.guards) if (!guard.test(state, a)) return refuse(state, call.name, guard, cost, fetched.effects);
  const accepted = begin(state);
  const edx = call.value === null ? r.edx : call.value(state, a);
  accepted.processor = charged(state.processor, cost + perRow * call.rows.done(state, a), withResults(r, 0, edx));
  const next = call.effect(accepted, a);
  const done = call.effects(accepted, a, next);
  // A caller that destroyed itself does not return (EFR-4).
  const effects = get(next.envs, caller).status === 'live' ? [...done, ...fetched.effects] : done;
  return { next, event: call.name, rule: done[0], error: null, effects };
};
