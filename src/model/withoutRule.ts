import { Broken } from '../abi/broken.ts';
import type { Calls } from './allCalls.ts';
import type { Call } from './call.ts';

/** What can be told of every call, whatever its arguments are. */
interface Ruled {
  readonly rule: string;
}
interface Guarded {
  readonly counts: readonly Ruled[];
  readonly range: Ruled | null;
  readonly guards: readonly Ruled[];
  readonly elements: { readonly guards: readonly Ruled[] } | null;
}

const states = (guards: readonly Ruled[], rule: string): boolean => guards.some((guard) => guard.rule === rule);

const has = ({ counts, range, guards, elements }: Guarded, rule: string): boolean =>
  range?.rule === rule || states(counts, rule) || states(guards, rule) || (elements !== null && states(elements.guards, rule));

const weakened = <Args>(call: Call<Args>, rule: string): Call<Args> => {
  if (!has(call, rule)) return call;
  const { counts, range, guards, elements } = call;
  return {
    ...call,
    counts: counts.filter((guard) => guard.rule !== rule),
    range: range?.rule === rule ? null : range,
    guards: guards.filter((guard) => guard.rule !== rule),
    elements: elements === null ? null : { ...elements, guards: elements.guards.filter((guard) => guard.rule !== rule) },
  };
};

/** The calls without the guard of one rule. A rule that no guard has is a mistake of whoever asks. */
export const withoutRule = (calls: Calls, rule: string): Calls => {
  if (!Object.values(calls).some((call) => has(call, rule))) throw new Broken(rule, `no guard of the model states ${rule}`);
  return {
    geteid: weakened(calls.geteid, rule),
    forge: weakened(calls.forge, rule),
    acquire: weakened(calls.acquire, rule),
    remove_vas: weakened(calls.remove_vas, rule),
    insert_pte: weakened(calls.insert_pte, rule),
    insert_pte_range: weakened(calls.insert_pte_range, rule),
    pt_free: weakened(calls.pt_free, rule),
    mod_pte_range: weakened(calls.mod_pte_range, rule),
    read_pte: weakened(calls.read_pte, rule),
    pgacl_mod: weakened(calls.pgacl_mod, rule),
    pstate_mod: weakened(calls.pstate_mod, rule),
    env_alloc: weakened(calls.env_alloc, rule),
    env_free: weakened(calls.env_free, rule),
    env_clone: weakened(calls.env_clone, rule),
    rdenv: weakened(calls.rdenv, rule),
    wrenv: weakened(calls.wrenv, rule),
    rdu: weakened(calls.rdu, rule),
    wru: weakened(calls.wru, rule),
    quantum_alloc: weakened(calls.quantum_alloc, rule),
    quantum_set: weakened(calls.quantum_set, rule),
    quantum_free: weakened(calls.quantum_free, rule),
    yield: weakened(calls.yield, rule),
  };
};
