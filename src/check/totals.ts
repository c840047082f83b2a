import type { BootConfiguration } from '../abi/geometry.ts';
import type { Finding } from './findings.ts';
import { DistinctSketch } from './sketch.ts';
import type { Step } from './step.ts';

/** A refuted scenario, made small. */
export interface Counterexample {
  readonly finding: Finding;
  readonly boot: BootConfiguration;
  readonly steps: readonly Step[];
  /** Steps before it was made small. */
  readonly stepsDrawn: number;
  readonly scenario: number;
  readonly shrinkSeconds: number;
}

/** What a part of a campaign adds up to: plain data, so that it crosses threads and files. */
export interface Totals {
  scenarios: number;
  steps: number;
  entries: number;
  idleSteps: number;
  /** Sum of the scenarios' hashes, modulo 2^64, in hex. */
  hash: string;
  coverage: Record<string, number>;
  /** How many scenarios had so many accepted state changes. */
  accepted: Record<string, number>;
  /** Base64 of the sketch of distinct final states. */
  distinct: string;
  counterexamples: Counterexample[];
  /** Scenarios given up because nothing moved any more: never a pass. */
  budget: number;
}

const MASK = (1n << 64n) - 1n;

export const emptyTotals = (): Totals =>
  ({ scenarios: 0, steps: 0, entries: 0, idleSteps: 0, hash: '0', coverage: {}, accepted: {}, distinct: encodeSketch(new DistinctSketch()), counterexamples: [], budget: 0 });

export const encodeSketch = (sketch: DistinctSketch): string => Buffer.from(sketch.registers).toString('base64');
export const decodeSketch = (text: string): DistinctSketch => new DistinctSketch(new Uint8Array(Buffer.from(text, 'base64')));

const addCounts = (into: Record<string, number>, from: Readonly<Record<string, number>>): void => {
  for (const [key, count] of Object.entries(from)) into[key] = (into[key] ?? 0) + count;
};

/** Adds one part to another; the order of parts does not matter. */
export const addTotals = (into: Totals, from: Totals): void => {
  into.scenarios += from.scenarios;
  into.steps += from.steps;
  into.entries += from.entries;
  into.idleSteps += from.idleSteps;
  into.hash = ((BigInt(`0x${into.hash}`) + BigInt(`0x${from.hash}`)) & MASK).toString(16);
  addCounts(into.coverage, from.coverage);
  addCounts(into.accepted, from.accepted);
  const sketch = decodeSketch(into.distinct);
  sketch.add(decodeSketch(from.distinct).registers);
  into.distinct = encodeSketch(sketch);
  into.counterexamples.push(...from.counterexamples);
  into.budget += from.budget;
};

/** The median over scenarios of accepted state changes. */
export const acceptedMedian = (totals: Totals): number => {
  const rows = Object.entries(totals.accepted).map(([count, times]) => [Number(count), times] as const).toSorted((a, b) => a[0] - b[0]);
  let left = totals.scenarios / 2;
  for (const [count, times] of rows) {
    left -= times;
    if (left <= 0) return count;
  }
  return 0;
};
