import type { CallName } from './calls.ts';

/** Virtual cycles of a kernel entry: base, plus perRow for each row that the call's page names. LAY-14. */
export interface Cost {
  readonly base: number;
  readonly perRow: number;
}

export const CALL_COSTS: Readonly<Record<CallName, Cost>> = {
  geteid: { base: 20, perRow: 0 },
  forge: { base: 60, perRow: 0 },
  acquire: { base: 70, perRow: 0 },
  remove_vas: { base: 40, perRow: 12 },
  insert_pte: { base: 90, perRow: 0 },
  insert_pte_range: { base: 90, perRow: 30 },
  pt_free: { base: 60, perRow: 0 },
  mod_pte_range: { base: 70, perRow: 20 },
  read_pte: { base: 40, perRow: 0 },
  pgacl_mod: { base: 60, perRow: 0 },
  pstate_mod: { base: 50, perRow: 0 },
  env_alloc: { base: 400, perRow: 0 },
  env_free: { base: 120, perRow: 10 },
  env_clone: { base: 200, perRow: 0 },
  rdenv: { base: 70, perRow: 0 },
  wrenv: { base: 70, perRow: 0 },
  rdu: { base: 60, perRow: 1 },
  wru: { base: 60, perRow: 1 },
  quantum_alloc: { base: 60, perRow: 0 },
  quantum_set: { base: 60, perRow: 0 },
  quantum_free: { base: 60, perRow: 0 },
  yield: { base: 40, perRow: 0 },
  batch: { base: 50, perRow: 0 },
};

/** An unknown call number. */
export const COST_UNKNOWN_CALL = 20;
/** An exception delivered to its handler, page misses of arguments included. */
export const COST_UPCALL = 80;
/** The floating-point unit lent to the running environment: less than the shortest slice, or who computes might never get to it. FPU-4. */
export const COST_UNIT_LENT = 6;
/** A slice end. */
export const COST_SLICE_END = 50;
/** The timer while the kernel is idle. */
export const COST_IDLE = 30;
/** Death by an exception: base, plus perRow for each present page entry that is released. */
export const COST_DEATH: Cost = { base: 150, perRow: 10 };

/** Ticks that a used quantum gains when a round begins, and the most that it can hold. TIM-9. Xok's numbers. */
export const TICKS_PER_ROUND = 8;
export const TICKS_MAX = 15;
