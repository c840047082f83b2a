import { setImmediate } from 'node:timers/promises';
import { SMALL } from '../../abi/geometry.ts';
import type { Geometry } from '../../abi/geometry.ts';
import { blockSeed } from '../../check/block.ts';
import type { Kit } from '../../check/kit.ts';

/** What a theorem with runs of its own is asked to do. */
export interface ExtraRequest {
  readonly kit: Kit;
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

/** What one unit of work says. */
interface Unit {
  readonly scenarios: number;
  readonly steps: number;
  readonly refuted: string | null;
}

/** A theorem that is not checked step by step within the campaign, but by scenarios of its own. */
export interface ExtraTheorem {
  readonly id: string;
  readonly name: string;
  /** The part of the campaign's time that it is given when the campaign runs by time. */
  readonly timeShare: number;
  /** One unit, a function of the seed alone; its code is loaded when it is wanted. */
  readonly unit: (kit: Kit, geometry: Geometry, seed: number) => Promise<Unit>;
}

/** A campaign of so many scenarios is worth one unit of each theorem. */
const SCENARIOS_PER_UNIT = 25_000;
/** Beyond so many frames the units run on the small machine: they copy or flip the whole memory. */
const FRAMES_MAX = 4096;
const PAIRS = 500;
const REPEATS = 20;
const IMAGES = 2;

/** The theorems with runs of their own; a new one is a row here. */
export const EXTRA_THEOREMS: readonly ExtraTheorem[] = [
  {
    id: 'P2', name: 'the abstraction sees', timeShare: 0.03,
    unit: async (kit, geometry, seed) => {
      const { abstractionSees } = await import('../../check/theorems/abstractionSees.ts');
      const { states, bytes, refuted } = abstractionSees(kit, geometry, seed, 1);
      return { scenarios: states, steps: bytes, refuted };
    },
  },
  {
    id: 'P6', name: 'confidentiality', timeShare: 0.03,
    unit: async (kit, geometry, seed) => {
      const { PairRunner } = await import('../../check/theorems/confidentiality.ts');
      const { pairs, refuted } = new PairRunner(kit, geometry).run(seed, 0, PAIRS);
      return { scenarios: pairs, steps: 2 * pairs, refuted: refuted === null ? null : `pair ${refuted.scenario}: ${refuted.why}` };
    },
  },
  {
    id: 'P22', name: 'determinism', timeShare: 0.03,
    unit: async (kit, geometry, seed) => {
      const { determinism } = await import('../../check/theorems/determinism.ts');
      return determinism(kit, geometry, seed, REPEATS);
    },
  },
  {
    id: 'P23', name: 'amnesia', timeShare: 0.03,
    unit: async (kit, geometry, seed) => {
      const { amnesia } = await import('../../check/theorems/amnesia.ts');
      const { images, steps, refuted } = await amnesia(kit, geometry, seed, IMAGES);
      return { scenarios: images, steps, refuted };
    },
  },
];

/** Runs a theorem's share of a campaign, unit by unit, until one refutes it or the user interrupts. */
export const runExtra = async (theorem: ExtraTheorem, request: ExtraRequest, signal: AbortSignal): Promise<ExtraResult> => {
  const { kit, seed, scenarios, shard } = request;
  const geometry = request.geometry.frames > FRAMES_MAX ? SMALL : request.geometry;
  const units = Math.ceil(scenarios / SCENARIOS_PER_UNIT);
  const sum = { scenarios: 0, steps: 0 };
  for (let j = shard.index; j < units && !signal.aborted; j += shard.count) {
    await setImmediate();
    const unitSeed = blockSeed(seed, j) >>> 0;
    const unit = await theorem.unit(kit, geometry, unitSeed);
    sum.scenarios += unit.scenarios;
    sum.steps += unit.steps;
    if (unit.refuted !== null) return { ...sum, refuted: { message: unit.refuted, unitSeed } };
  }
  return { ...sum, refuted: null };
};
