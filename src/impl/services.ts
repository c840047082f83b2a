import { CALLS, RANGE_COUNT_MAX, UAREA_COUNT_MAX } from '../abi/calls.ts';
import { CALL_COSTS, COST_UNKNOWN_CALL } from '../abi/costs.ts';
import type { Cost } from '../abi/costs.ts';
import type { Handler } from './call.ts';
import { acquire } from './calls/acquire.ts';
import { envAlloc } from './calls/envAlloc.ts';
import { envClone } from './calls/envClone.ts';
import { envFree } from './calls/envFree.ts';
import { forge } from './calls/forge.ts';
import { geteid } from './calls/geteid.ts';
import { insertPte } from './calls/insertPte.ts';
import { insertPteRange } from './calls/insertPteRange.ts';
import { modPteRange } from './calls/modPteRange.ts';
import { pgaclMod } from './calls/pgaclMod.ts';
import { pstateMod } from './calls/pstateMod.ts';
import { ptFree } from './calls/ptFree.ts';
import { quantumAlloc } from './calls/quantumAlloc.ts';
import { quantumFree } from './calls/quantumFree.ts';
import { quantumSet } from './calls/quantumSet.ts';
import { rdenv } from './calls/rdenv.ts';
import { rdu } from './calls/rdu.ts';
import { readPte } from './calls/readPte.ts';
import { removeVas } from './calls/removeVas.ts';
import { wrenv } from './calls/wrenv.ts';
import { wru } from './calls/wru.ts';
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

/** The calls by their numbers; all but batch, which is made of them. */
export const SERVICES: ReadonlyMap<number, Service> = new Map<number, Service>([
  [CALLS.geteid.number, plain(geteid, CALL_COSTS.geteid)],
  [CALLS.forge.number, plain(forge, CALL_COSTS.forge)],
  [CALLS.acquire.number, plain(acquire, CALL_COSTS.acquire)],
  [CALLS.remove_vas.number, counted(removeVas, CALL_COSTS.remove_vas, 1, RANGE_COUNT_MAX)],
  [CALLS.insert_pte.number, plain(insertPte, CALL_COSTS.insert_pte)],
  [CALLS.insert_pte_range.number, counted(insertPteRange, CALL_COSTS.insert_pte_range, 2, RANGE_COUNT_MAX)],
  [CALLS.pt_free.number, plain(ptFree, CALL_COSTS.pt_free)],
  [CALLS.mod_pte_range.number, counted(modPteRange, CALL_COSTS.mod_pte_range, 3, RANGE_COUNT_MAX)],
  [CALLS.read_pte.number, plain(readPte, CALL_COSTS.read_pte)],
  [CALLS.pgacl_mod.number, plain(pgaclMod, CALL_COSTS.pgacl_mod)],
  [CALLS.pstate_mod.number, plain(pstateMod, CALL_COSTS.pstate_mod)],
  [CALLS.env_alloc.number, plain(envAlloc, CALL_COSTS.env_alloc)],
  [CALLS.env_free.number, plain(envFree, CALL_COSTS.env_free)],
  [CALLS.env_clone.number, plain(envClone, CALL_COSTS.env_clone)],
  [CALLS.rdenv.number, plain(rdenv, CALL_COSTS.rdenv)],
  [CALLS.wrenv.number, plain(wrenv, CALL_COSTS.wrenv)],
  [CALLS.rdu.number, counted(rdu, CALL_COSTS.rdu, 3, UAREA_COUNT_MAX)],
  [CALLS.wru.number, counted(wru, CALL_COSTS.wru, 3, UAREA_COUNT_MAX)],
  [CALLS.quantum_alloc.number, plain(quantumAlloc, CALL_COSTS.quantum_alloc)],
  [CALLS.quantum_set.number, plain(quantumSet, CALL_COSTS.quantum_set)],
  [CALLS.quantum_free.number, plain(quantumFree, CALL_COSTS.quantum_free)],
  [CALLS.yield.number, plain(yieldCall, CALL_COSTS.yield)],
]);

/**
 * What a call with these words costs, refused or not: a count that is itself refused is not charged. Without a service
 * the number is unknown. LAY-14.
 */
export function costOf(service: Service | undefined, words: Int32Array): number {
  if (service === undefined) return COST_UNKNOWN_CALL;
  const { cost, countWord, countMax } = service;
  const count = countWord < 0 ? 0 : words[countWord] >>> 0;
  return cost.base + cost.perRow * (count > countMax ? 0 : count);
}
