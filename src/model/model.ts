import { CALLS } from '../abi/calls.ts';
import { COST_IDLE, COST_SLICE_END, COST_UNKNOWN_CALL } from '../abi/costs.ts';
import type { BootConfiguration } from '../abi/geometry.ts';
import { EXCEPTION_VECTORS, VECTOR } from '../abi/vectors.ts';
import { Broken } from '../abi/broken.ts';
import { ALL_CALLS, type Calls } from './allCalls.ts';
import { boot } from './boot.ts';
import { conclude } from './conclude.ts';
import { dispatch } from './dispatch.ts';
import { begin } from './edit.ts';
import { deliver } from './exceptions.ts';
import { lend } from './floatingPoint.ts';
import { refused } from './perform.ts';
import { performBatch } from './performBatch.ts';
import { charged, returned, withResults } from './processor.ts';
import { schedule, scheduleEffects } from './scheduling.ts';
import { ZERO_REGISTERS, type State } from './state.ts';
import { NO_ADDRESS, type Outcome, type Trap } from './trap.ts';
import { withoutRule } from './withoutRule.ts';

export interface Model {
  readonly boot: (configuration: BootConfiguration) => State;
  /** What one kernel entry does; throws Broken for a trap that refutes the machine (EXC-5). */
  readonly enter: (s: State, trap: Trap) => Outcome;
  readonly calls: Calls;
}

const UNKNOWN = { rule: 'ENT-2', error: 'E_INVAL' } as const;
const NO_EFFECTS: readonly string[] = ['ENT-1'];

/** ENT-2, or what is left of it in a model without that rule: success without effect. */
const unknownCall = (s: State, refuses: boolean): Outcome => {
  if (refuses) {
    const { rule, error } = UNKNOWN;
    return { next: refused(s, error, COST_UNKNOWN_CALL), event: 'unknown', rule, error, effects: NO_EFFECTS, acts: null };
  }
  const r = s.processor.registers;
  const next = returned(s, COST_UNKNOWN_CALL, withResults(r, 0, r.edx));
  return { next, event: 'unknown', rule: 'ENT-1', error: null, effects: NO_EFFECTS, acts: null };
};

/** TIM-4, TIM-5. */
const timer = (s: State): Outcome => {
  const idle = s.processor.running < 0;
  const e = begin(s);
  e.processor = charged(s.processor, idle ? COST_IDLE : COST_SLICE_END, idle ? ZERO_REGISTERS : s.processor.registers);
  schedule(e, !idle);
  const rule = idle ? 'TIM-5' : 'TIM-4';
  return { next: e, event: idle ? 'idle' : 'slice-end', rule, error: null, effects: [rule, ...scheduleEffects(s, e)], acts: null };
};

const exception = (s: State, trap: Trap): Outcome => {
  if (!EXCEPTION_VECTORS.includes(trap.vector)) throw new Broken('EXC-5', `vector ${trap.vector} was entered from ring 3`);
  const address = trap.vector === VECTOR.pageFault ? trap.address : NO_ADDRESS;
  const { next, rule, effects } = deliver(s, { vector: trap.vector, errorCode: trap.errorCode, address, registers: s.processor.registers });
  return { next, event: 'exception', rule, error: null, effects, acts: null };
};

/** The call whose number is in EAX, with the words of the processor. ENT-2. */
const systemCall = (calls: Calls, s: State, refuses: boolean): Outcome => {
  const { registers } = s.processor;
  const { eax: number } = registers;
  const attempt = number === CALLS.batch.number ? performBatch(calls, s, registers) : dispatch(calls, s, number, registers);
  return attempt === null ? unknownCall(s, refuses) : conclude(s, attempt);
};

/** The model; with `without`, a model that lacks one guard and is meant to be refuted. */
export const createModel = (options: { readonly without?: string } = {}): Model => {
  const { without } = options;
  const calls = without === undefined || without === UNKNOWN.rule ? ALL_CALLS : withoutRule(ALL_CALLS, without);
  const refuses = without !== UNKNOWN.rule;
  const enter = (s: State, trap: Trap): Outcome => {
    if (trap.vector === VECTOR.timer) return timer(s);
    if (s.processor.running < 0) throw new Broken('EXC-5', `vector ${trap.vector} was entered while no environment ran`);
    if (trap.vector === VECTOR.deviceNotAvailable) return lend(s);
    return trap.vector === VECTOR.systemCall ? systemCall(calls, s, refuses) : exception(s, trap);
  };
  return { boot, enter, calls };
};
