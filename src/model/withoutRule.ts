import { Broken } from '../abi/broken.ts';
import type { Call } from './call.ts';
import type { Calls } from './model.ts';

const has = <Args>(call: Call<Args>, rule: string): boolean =>
  call.range?.rule === rule || call.counts.some((guard) => guard.rule === rule) || call.guards.some((guard) => guard.rule === rule);

const weakened = <Args>(call: Call<Args>, rule: string): Call<Args> => {
  if (!has(call, rule)) return call;
  return {
    ...call,
    counts: call.counts.filter((guard) => guard.rule !== rule),
    range: call.range?.rule === rule ? null : call.range,
    guards: call.guards.filter((guard) => guard.rule !== rule),
  };
};

/** The calls without the guard of one rule. A rule that no guard has is a mistake of whoever asks. */
export const withoutRule = (calls: Calls, rule: string): Calls => {
  const result: Calls = {
    geteid: weakened(calls.geteid, rule),
    forge: weakened(calls.forge, rule),
    remove_vas: weakened(calls.remove_vas, rule),
    insert_pte: weakened(calls.insert_pte, rule),
    pt_free: weakened(calls.pt_free, rule),
    pgacl_mod: weakened(calls.pgacl_mod, rule),
    env_free: weakened(calls.env_free, rule),
    yield: weakened(calls.yield, rule),
  };
  const { geteid, forge, remove_vas, insert_pte, pt_free, pgacl_mod, env_free } = calls;
  const isKnown =
    has(geteid, rule) || has(forge, rule) || has(remove_vas, rule) || has(insert_pte, rule) || has(pt_free, rule) ||
    has(pgacl_mod, rule) || has(env_free, rule) || has(calls.yield, rule);
  if (!isKnown) throw new Broken(rule, `no guard of the model states ${rule}`);
  return result;
};
