import { CALLS, type CallName } from '../abi/calls.ts';
import { COST_IDLE, COST_SLICE_END, COST_UNKNOWN_CALL } from '../abi/costs.ts';
import type { BootConfiguration } from '../abi/geometry.ts';
import { EXCEPTION_VECTORS, VECTOR } from '../abi/vectors.ts';
import { Broken } from '../abi/broken.ts';
import { boot } from './boot.ts';
import type { Call } from './call.ts';
import { envFree, type EnvFreeArgs } from './calls/envFree.ts';
import { forge, type ForgeArgs } from './calls/forge.ts';
import { geteid, type GeteidArgs } from './calls/geteid.ts';
import { insertPte, type InsertPteArgs } from './calls/insertPte.ts';
import { pgaclMod, type PgaclModArgs } from './calls/pgaclMod.ts';
import { ptFree, type PtFreeArgs } from './calls/ptFree.ts';
import { removeVas, type RemoveVasArgs } from './calls/removeVas.ts';
import { yieldCall, type YieldArgs } from './calls/yield.ts';
import { begin } from './edit.ts';
import { deliver } from './exceptions.ts';
import { perform, refuse } from './perform.ts';
import { charged, returned, withResults } from './processor.ts';
import { schedule, scheduleEffects } from './scheduling.ts';
import { ZERO_REGISTERS, type State } from './state.ts';
import type { Outcome, Trap } from './trap.ts';
import { withoutRule } from './withoutRule.ts';

/** The arguments of each call. */
export interface ArgumentsOf {
  readonly geteid: GeteidArgs;
  readonly forge: ForgeArgs;
  readonly remove_vas: RemoveVasArgs;
  readonly insert_pte: InsertPteArgs;
  readonly pt_free: PtFreeArgs;
  readonly pgacl_mod: PgaclModArgs;
  readonly env_free: EnvFreeArgs;
  readonly yield: YieldArgs;
}
export type Calls = { readonly [Name in CallName]: Call<ArgumentsOf[Name]> };

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
  if (refuses) return refuse(s, 'unknown', UNKNOWN, COST_UNKNOWN_CALL);
  const r = s.processor.registers;
  const next = returned(s, COST_UNKNOWN_CALL, withResults(r, 0, r.edx));
  return { next, event: 'unknown', rule: 'ENT-1', error: null, effects: NO_EFFECTS };
};

/** TIM-4, TIM-5. */
const timer = (s: State): Outcome => {
  const idle = s.processor.running < 0;
  const e = begin(s);
  e.processor = charged(s.processor, idle ? COST_IDLE : COST_SLICE_END, idle ? ZERO_REGISTERS : s.processor.registers);
  schedule(e);
  const rule = idle ? 'TIM-5' : 'TIM-4';
  return { next: e, event: idle ? 'idle' : 'slice-end', rule, error: null, effects: [rule, ...scheduleEffects(e)] };
};

const exception = (s: State, trap: Trap): Outcome => {
  if (!EXCEPTION_VECTORS.includes(trap.vector)) throw new Broken('EXC-5', `vector ${trap.vector} was entered from ring 3`);
  const address = trap.vector === VECTOR.pageFault ? trap.address : 0;
  const { next, rule, effects } = deliver(s, { vector: trap.vector, errorCode: trap.errorCode, address, registers: s.processor.registers });
  return { next, event: 'exception', rule, error: null, effects };
};

/** Carries out the call whose number is in EAX. ENT-2. */
const dispatch = (calls: Calls, s: State, refuses: boolean): Outcome => {
  switch (s.processor.registers.eax) {
    case CALLS.geteid.number: return perform(calls.geteid, s);
    case CALLS.forge.number: return perform(calls.forge, s);
    case CALLS.remove_vas.number: return perform(calls.remove_vas, s);
    case CALLS.insert_pte.number: return perform(calls.insert_pte, s);
    case CALLS.pt_free.number: return perform(calls.pt_free, s);
    case CALLS.pgacl_mod.number: return perform(calls.pgacl_mod, s);
    case CALLS.env_free.number: return perform(calls.env_free, s);
    case CALLS.yield.number: return perform(calls.yield, s);
    default: return unknownCall(s, refuses);
  }
};

const ALL_CALLS: Calls = {
  geteid, forge, remove_vas: removeVas, insert_pte: insertPte, pt_free: ptFree, pgacl_mod: pgaclMod, env_free: envFree, yield: yieldCall,
};

/** The model; with `without`, a model that lacks one guard and is meant to be refuted. */
export const createModel = (options: { readonly without?: string } = {}): Model => {
  const { without } = options;
  const calls = without === undefined || without === UNKNOWN.rule ? ALL_CALLS : withoutRule(ALL_CALLS, without);
  const refuses = without !== UNKNOWN.rule;
  const enter = (s: State, trap: Trap): Outcome => {
    if (trap.vector === VECTOR.timer) return timer(s);
    if (s.processor.running < 0) throw new Broken('EXC-5', `vector ${trap.vector} was entered while no environment ran`);
    return trap.vector === VECTOR.systemCall ? dispatch(calls, s, refuses) : exception(s, trap);
  };
  return { boot, enter, calls };
};
