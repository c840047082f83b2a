import type { CallName } from '../abi/calls.ts';
import type { Call } from './call.ts';
import { acquire, type AcquireArgs } from './calls/acquire.ts';
import { envAlloc, type EnvAllocArgs } from './calls/envAlloc.ts';
import { envClone, type EnvCloneArgs } from './calls/envClone.ts';
import { envFree, type EnvFreeArgs } from './calls/envFree.ts';
import { forge, type ForgeArgs } from './calls/forge.ts';
import { geteid, type GeteidArgs } from './calls/geteid.ts';
import { insertPte, type InsertPteArgs } from './calls/insertPte.ts';
import { insertPteRange, type InsertPteRangeArgs } from './calls/insertPteRange.ts';
import { modPteRange, type ModPteRangeArgs } from './calls/modPteRange.ts';
import { pgaclMod, type PgaclModArgs } from './calls/pgaclMod.ts';
import { pstateMod, type PstateModArgs } from './calls/pstateMod.ts';
import { ptFree, type PtFreeArgs } from './calls/ptFree.ts';
import { quantumAlloc, type QuantumAllocArgs } from './calls/quantumAlloc.ts';
import { quantumFree, type QuantumFreeArgs } from './calls/quantumFree.ts';
import { quantumSet, type QuantumSetArgs } from './calls/quantumSet.ts';
import { rdenv, type RdenvArgs } from './calls/rdenv.ts';
import { rdu, type RduArgs } from './calls/rdu.ts';
import { readPte, type ReadPteArgs } from './calls/readPte.ts';
import { removeVas, type RemoveVasArgs } from './calls/removeVas.ts';
import { wrenv, type WrenvArgs } from './calls/wrenv.ts';
import { wru, type WruArgs } from './calls/wru.ts';
import { yieldCall, type YieldArgs } from './calls/yield.ts';

/** The arguments of each call. */
export interface ArgumentsOf {
  readonly geteid: GeteidArgs;
  readonly forge: ForgeArgs;
  readonly acquire: AcquireArgs;
  readonly remove_vas: RemoveVasArgs;
  readonly insert_pte: InsertPteArgs;
  readonly insert_pte_range: InsertPteRangeArgs;
  readonly pt_free: PtFreeArgs;
  readonly mod_pte_range: ModPteRangeArgs;
  readonly read_pte: ReadPteArgs;
  readonly pgacl_mod: PgaclModArgs;
  readonly pstate_mod: PstateModArgs;
  readonly env_alloc: EnvAllocArgs;
  readonly env_free: EnvFreeArgs;
  readonly env_clone: EnvCloneArgs;
  readonly rdenv: RdenvArgs;
  readonly wrenv: WrenvArgs;
  readonly rdu: RduArgs;
  readonly wru: WruArgs;
  readonly quantum_alloc: QuantumAllocArgs;
  readonly quantum_set: QuantumSetArgs;
  readonly quantum_free: QuantumFreeArgs;
  readonly yield: YieldArgs;
}

/** One of each call. */
export type Calls = { readonly [Name in CallName]: Call<ArgumentsOf[Name]> };

export const ALL_CALLS: Calls = {
  geteid,
  forge,
  acquire,
  remove_vas: removeVas,
  insert_pte: insertPte,
  insert_pte_range: insertPteRange,
  pt_free: ptFree,
  mod_pte_range: modPteRange,
  read_pte: readPte,
  pgacl_mod: pgaclMod,
  pstate_mod: pstateMod,
  env_alloc: envAlloc,
  env_free: envFree,
  env_clone: envClone,
  rdenv,
  wrenv,
  rdu,
  wru,
  quantum_alloc: quantumAlloc,
  quantum_set: quantumSet,
  quantum_free: quantumFree,
  yield: yieldCall,
};
