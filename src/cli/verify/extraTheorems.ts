import { SMALL } from '../../abi/geometry.ts';
import type { Geometry } from '../../abi/geometry.ts';
import { blockSeed } from '../../check/block.ts';
import type { TheoremOfUnits, Unit } from '../../check/theoremUnits.ts';
import type { UnitRequest } from '../../check/unitWorker.ts';
import type { Lane } from './workerLanes.ts';

/** What a theorem with runs of its own is asked to do. */
export interface ExtraRequest {
  readonly seed: number;
  /** Scenarios of the whole campaign; the theorem takes a fixed share of them. */
  readonly scenarios: number;
  /** Which part of its units: unit j belongs to shard j mod count. */
  readonly shard: { readonly index: number; readonly count: number };
  readonly geometry: Geometry;
}

/** What it says. The numbers of shards add up to those of the whole. */
export interface ExtraResult {
  readonly scenarios: number;
  readonly steps: number;
  /** The first refutation and the seed of its unit; null if there is none. */
  readonly refuted: { readonly message: string; readonly unitSeed: number } | null;
}

/** A theorem that is not checked step by step within the campaign, but by scenarios of its own. */
export interface ExtraTheorem {
  readonly id: TheoremOfUnits;
  readonly name: string;
  /** The part of the campaign's time that it is given when the campaign runs by time. */
  readonly timeShare: number;
  /** A long campaign is worth so many units at most: more of the same states would not say more. */
  readonly unitsMax: number;
}

/** A campaign of so many scenarios is worth one unit of each theorem. */
const SCENARIOS_PER_UNIT = 25_000;
/** Beyond so many frames the units run on the small machine: they copy or flip the whole memory. */
const FRAMES_MAX = 4096;

/** The theorems with runs of their own; a new one is a row here. */
export const EXTRA_THEOREMS: readonly ExtraTheorem[] = [
  { id: 'P2', name: 'the abstraction sees', timeShare: 0.03, unitsMax: 16 },
  { id: 'P6', name: 'confidentiality', timeShare: 0.05, unitsMax: Infinity },
  { id: 'P22', name: 'determinism', timeShare: 0.03, unitsMax: 16 },
  { id: 'P23', name: 'amnesia', timeShare: 0.03, unitsMax: 16 },
];

/** Adds up units in their order, up to the first that refutes: what ran beside it does not count. */
const addUp = (done: ReadonlyMap<number, Unit>, seed: number): ExtraResult => {
  const sum = { scenarios: 0, steps: 0 };
  for (const [j, unit] of [...done].toSorted(([a], [b]) => a - b)) {
    sum.scenarios += unit.scenarios;
    sum.steps += unit.steps;
    if (unit.refuted !== null) return { ...sum, refuted: { message: unit.refuted, unitSeed: blockSeed(seed, j) >>> 0 } };
  }
  return { ...sum, refuted: null };
};

/** Runs a theorem's share of a campaign, a unit on each lane, until one refutes it or the user interrupts. */
export const runExtra = async (theorem: ExtraTheorem, request: ExtraRequest, lanes: readonly Lane<UnitRequest, Unit>[], signal: AbortSignal): Promise<ExtraResult> => {
  const { seed, scenarios, shard } = request;
  const geometry = request.geometry.frames > FRAMES_MAX ? SMALL : request.geometry;
  const units = Math.min(theorem.unitsMax, Math.ceil(scenarios / SCENARIOS_PER_UNIT));
  const done = new Map<number, Unit>();
  let next = shard.index;
  let isRefuted = false;
  await Promise.all(lanes.map(async (lane) => {
    while (next < units && !isRefuted && !signal.aborted) {
      const j = next;
      next += shard.count;
      const unit = await lane({ theorem: theorem.id, geometry, seed: blockSeed(seed, j) >>> 0 });
      done.set(j, unit);
      isRefuted ||= unit.refuted !== null;
    }
  }));
  return addUp(done, seed);
};
