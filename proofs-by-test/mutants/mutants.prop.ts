import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { allMutants } from '../../src/check/mutation/catalogue.ts';
import { rowsOf } from '../../src/check/mutation/mutant.ts';
import { runMutants } from '../../src/check/mutation/runMutants.ts';
import type { MutantKind, MutantReport } from '../../src/check/mutation/types.ts';

/** Mutants that are known to survive, each with what is missing; the list may only shrink. */
const known = rowsOf('survivors.json', readFileSync(new URL('survivors.json', import.meta.url), 'utf8')).map((row) => String(row['id']));

const SCENARIOS = 20_000;
const isFull = process.env['XOK_BUDGET'] === 'full';
/** A seeded sample on one seed here; every mutant on three with XOK_BUDGET=full. */
const SEEDS = isFull ? [1, 2, 3] : [Number(process.env['XOK_SEED'] ?? 1)];
/** So many of each kind are in the sample. */
const SAMPLE: Readonly<Record<MutantKind, number>> = { kernel: 29, twin: 4, model: 4, harness: 3 };

/** A seeded draw without repetition: the numbers that the draw gives to the IDs decide who is in. */
const sampleOf = (kind: MutantKind): readonly string[] => {
  const ids = allMutants().filter((mutant) => mutant.kind === kind).map(({ id }) => id);
  return isFull ? ids : fc.sample(fc.shuffledSubarray(ids, { minLength: SAMPLE[kind], maxLength: SAMPLE[kind] }), { seed: SEEDS[0], numRuns: 1 })[0];
};

let reports: readonly MutantReport[] = [];

/** Mutants of all kinds are tried in one go: workers stay warm, and none waits for the last mutant of a kind. */
beforeAll(async () => {
  const kinds = Object.keys(SAMPLE).filter((kind): kind is MutantKind => kind in SAMPLE);
  reports = await runMutants({ ids: kinds.flatMap(sampleOf), kinds, without: [], seeds: SEEDS, scenarios: SCENARIOS }, () => {}, new AbortController().signal);
});

const reportsOf = (kind: MutantKind): readonly MutantReport[] => reports.filter((report) => report.kind === kind);

const survivorsOf = (reports: readonly MutantReport[]): readonly string[] =>
  reports.filter((report) => report.status === 'survived' && !known.includes(report.id)).map((report) => `${report.id}: ${report.reason}`);

const expectKilled = (kind: MutantKind): void => {
  const tried = reportsOf(kind);
  expect(tried).not.toEqual([]);
  expect(tried.filter((report) => report.status === 'killed' && known.includes(report.id)).map((report) => `${report.id} need not be on the list`)).toEqual([]);
  expect(survivorsOf(tried)).toEqual([]);
};

describe('the checks can fail', () => {
  it('a guard or a step of the life cycle that is missing in the kernel is found, under its own rule', () => {
    expectKilled('kernel');
    expect(reportsOf('kernel').filter((report) => report.status === 'killed' && report.reason !== null).map((report) => `${report.id}: ${report.reason}`)).toEqual([]);
  });

  it('a guard that kernel and model both lack is found by a theorem, or declared to be argument validation', () => {
    expectKilled('twin');
    const needless = reportsOf('twin').filter((report) => report.status === 'killed' && allMutants().some((mutant) => mutant.id === report.id && mutant.argumentValidation !== null));
    expect(needless.map((report) => `${report.id} is declared argument validation, and ${report.killedBy} sees it`)).toEqual([]);
  });

  it('a mistake in the model is found', () => expectKilled('model'));

  it('a mistake in the checker is found by its own check', () => expectKilled('harness'));
});
