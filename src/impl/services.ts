import { CALLS, RANGE_COUNT_MAX } from '../abi/calls.ts';
import { CALL_COSTS } from '../abi/costs.ts';
import type { Cost } from '../abi/costs.ts';
import type { Handler } from './call.ts';
import { envFree } from './calls/envFree.ts';
import { forge } from './calls/forge.ts';
import { geteid } from './calls/geteid.ts';
import { insertPte } from './calls/insertPte.ts';
import { pgaclMod } from './calls/pgaclMod.ts';
import { ptFree } from './calls/ptFree.ts';
import { removeVas } from './calls/removeVas.ts';
import { yieldCall } from './calls/yield.ts';

/** What serves a call, and what it costs whether refused or not. */
export interface Service {
  readonly handler: Handler;
  readonly cost: Cost;
  /** Which word counts the rows that are charged beside those that the handler charges where it finds them; -1 for none. */
  readonly countWord: number;
  readonly countMax: number;
}

const plain = (handler: Handler, cost: Cost): Service => ({ handler, cost, countWord: -1, countMax: 0 });
const counted = (handler: Handler, cost: Cost, countWord: number, countMax: number): Service => ({ handler, cost, countWord, countMax });

/** The calls by their numbers. */
export const SERVICES: ReadonlyMap<number, Service> = new Map<number, Service>([
  [CALLS.geteid.number, plain(geteid, CALL_COSTS.geteid)],
  [CALLS.forge.number, plain(forge, CALL_COSTS.forge)],
  [CALLS.remove_vas.number, counted(removeVas, CALL_COSTS.remove_vas, 1, RANGE_COUNT_MAX)],
  [CALLS.insert_pte.number, plain(insertPte, CALL_COSTS.insert_pte)],
  [CALLS.pt_free.number, plain(ptFree, CALL_COSTS.pt_free)],
  [CALLS.pgacl_mod.number, plain(pgaclMod, CALL_COSTS.pgacl_mod)],
  [CALLS.env_free.number, plain(envFree, CALL_COSTS.env_free)],
  [CALLS.yield.number, plain(yieldCall, CALL_COSTS.yield)],
]);

/** What a call with these words costs, refused or not: a count that is itself refused is not charged. LAY-14. */
export function costOf(service: Service, words: Int32Array): number {
  const { cost, countWord, countMax } = service;
  const count = countWord < 0 ? 0 : words[countWord] >>> 0;
  return cost.base + cost.perRow * (count > countMax ? 0 : count);
}
