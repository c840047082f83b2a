import type { UdfFinding } from './udfFinding.ts';

/** Where programs come from. */
export const GENERATORS = ['constructed', 'mutated', 'raw'] as const;
export type Generator = (typeof GENERATORS)[number];

export interface GeneratorCount {
  programs: number;
  accepted: number;
}

/** What a part of a campaign on downloaded code adds up to: plain data, so that it crosses threads and files. */
export interface UdfTotals {
  readonly generators: Readonly<Record<Generator, GeneratorCount>>;
  /** Of the accepted programs, those that were seen to do this in their runs. */
  loops: number;
  metadataBranches: number;
  spills: number;
  emissions: number;
  /** Words executed by all engines together. */
  instructions: number;
  readonly findings: (UdfFinding & { readonly index: number })[];
}

export const emptyUdfTotals = (): UdfTotals => ({
  generators: { constructed: { programs: 0, accepted: 0 }, mutated: { programs: 0, accepted: 0 }, raw: { programs: 0, accepted: 0 } },
  loops: 0, metadataBranches: 0, spills: 0, emissions: 0, instructions: 0, findings: [],
});

/** Adds one part to another; the order of parts does not matter. */
export const addUdfTotals = (into: UdfTotals, from: UdfTotals): void => {
  for (const name of GENERATORS) {
    into.generators[name].programs += from.generators[name].programs;
    into.generators[name].accepted += from.generators[name].accepted;
  }
  into.loops += from.loops;
  into.metadataBranches += from.metadataBranches;
  into.spills += from.spills;
  into.emissions += from.emissions;
  into.instructions += from.instructions;
  into.findings.push(...from.findings);
};

export const programsOf = ({ generators }: UdfTotals): number => GENERATORS.reduce((sum, name) => sum + generators[name].programs, 0);
export const acceptedOf = ({ generators }: UdfTotals): number => GENERATORS.reduce((sum, name) => sum + generators[name].accepted, 0);
