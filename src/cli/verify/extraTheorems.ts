import type { Geometry } from '../../abi/geometry.ts';
import type { Finding } from '../../check/findings.ts';

/** What a theorem with runs of its own is asked to do. */
export interface ExtraRequest {
  readonly seed: number;
  /** Scenarios of the whole campaign; the theorem takes a fixed share of them. */
  readonly scenarios: number;
  /** Which part of its scenarios: scenario j belongs to shard j mod count. */
  readonly shard: { readonly index: number; readonly count: number };
  readonly workers: number;
  readonly geometry: Geometry;
}

/** What it says. The numbers of shards add up to those of the whole. */
export interface ExtraResult {
  readonly scenarios: number;
  readonly steps: number;
  readonly refuted: readonly (Omit<Finding, 'theorem'> & { readonly scenario: number })[];
}

/** A theorem that is not checked step by step within the campaign, but by scenarios of its own. */
export interface ExtraTheorem {
  readonly id: string;
  readonly name: string;
  /** The part of the campaign's time that it is given when the campaign runs by time. */
  readonly timeShare: number;
  readonly run: (request: ExtraRequest, signal: AbortSignal) => Promise<ExtraResult>;
}

/** Theorems whose functions are added here load their code when they run. */
export const EXTRA_THEOREMS: readonly ExtraTheorem[] = [];
