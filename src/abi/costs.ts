import type { CallName } from './calls.ts';

/** Virtual cycles of a kernel entry: base, plus perRow for each row that the call's page names. LAY-14. */
export interface Cost {
  readonly base: number;
  readonly perRow: number;
}

export const CALL_COSTS: Readonly<Record<CallName, Cost>> = {
  geteid: { base: 20, perRow: 0 },
  forge: { base: 60, perRow: 0 },
  remove_vas: { base: 40, perRow: 12 },
  insert_pte: { base: 90, perRow: 0 },
  pt_free: { base: 60, perRow: 0 },
  pgacl_mod: { base: 60, perRow: 0 },
  env_free: { base: 120, perRow: 10 },
  yield: { base: 40, perRow: 0 },
};

/** An unknown call number. */
export const COST_UNKNOWN_CALL = 20;
/** An exception delivered to its handler, page misses of arguments included. */
export const COST_UPCALL = 80;
/** A slice end. */
export const COST_SLICE_END = 50;
/** The timer while the kernel is idle. */
export const COST_IDLE = 30;
/** Death by an exception: base, plus perRow for each present page entry that is released. */
export const COST_DEATH: Cost = { base: 150, perRow: 10 };
