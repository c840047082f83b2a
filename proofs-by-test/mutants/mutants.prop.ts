import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allMutants } from '../../src/check/mutation/catalogue.ts';
import { rowsOf } from '../../src/check/mutation/mutant.ts';
import { DIST, MUTANT_DATA } from '../../src/check/mutation/places.ts';
import { runMutants } from '../../src/check/mutation/runMutants.ts';
import type { SelfCheckFailure, SelfCheckRequest } from '../../src/check/mutation/selfCheck.ts';
import type { MutantKind, MutantReport } from '../../src/check/mutation/types.ts';

/** Mutants that are known to survive, each with what is missing; the list may only shrink. */
const known = rowsOf('survivors.json', readFileSync(new URL('survivors.json', import.meta.url), 'utf8')).map((row) => String(row['id']));

const SCENARIOS = 20_000;
const isFull = process.env['XOK_BUDGET'] === 'full';
/** A seeded sample on one seed here; every mutant on three with XOK_BUDGET=full. */
const SEEDS = isFull ? [1, 2, 3] : [Number(process.env['XOK_SEED'] ?? 1)];
/** So many of each kind are in the sample. */
const SAMPLE: Readonly<Record<MutantKind, number>> = { kernel: 26, twin: 8, model: 4, harness: 4 };

/** A seeded draw without repetition: the numbers that the draw gives to the IDs decide who is in. */
const sampleOf = (kind: MutantKind): readonly string[] => {
  const ids = allMutants().filter((mutant) => mutant.kind === kind).map(({ id }) => id);
  return isFull ? ids : fc.sample(fc.shuffledSubarray(ids, { minLength: SAMPLE[kind], maxLength: SAMPLE[kind] }), { seed: SEEDS[0], numRuns: 1 })[0];
};

const tried = (kind: MutantKind, without: readonly string[] = []): Promise<readonly MutantReport[]> =>
  runMutants({ ids: sampleOf(kind), kinds: [kind], without, seeds: SEEDS, scenarios: SCENARIOS }, () => {}, new AbortController().signal);

const survivorsOf = (reports: readonly MutantReport[]): readonly string[] =>
  reports.filter((report) => report.status === 'survived' && !known.includes(report.id)).map((report) => `${report.id}: ${report.reason}`);

const expectKilled = (reports: readonly MutantReport[]): void => {
  expect(reports.filter((report) => report.status === 'killed' && known.includes(report.id)).map((report) => `${report.id} need not be on the list`)).toEqual([]);
  expect(survivorsOf(reports)).toEqual([]);
};

interface SelfCheckModule {
  readonly harnessSelfCheck: (request: SelfCheckRequest) => Promise<SelfCheckFailure | null>;
}

describe('the checks can fail', () => {
  it('and the checker passes its own check', async () => {
    const module: SelfCheckModule = await import(new URL('check/mutation/selfCheck.js', DIST).href);
    expect(await module.harnessSelfCheck({ dist: DIST, data: MUTANT_DATA, beat: () => {} })).toBeNull();
  });

  it('a guard or a step of the life cycle that is missing in the kernel is found, under its own rule', async () => {
    const reports = await tried('kernel');
    expectKilled(reports);
    expect(reports.filter((report) => report.status === 'killed' && report.reason !== null).map((report) => `${report.id}: ${report.reason}`)).toEqual([]);
  });

  it('a guard that kernel and model both lack is found by a theorem, or declared to be argument validation', async () => {
    const reports = await tried('twin');
    expectKilled(reports);
    const needless = reports.filter((report) => report.status === 'killed' && allMutants().some((mutant) => mutant.id === report.id && mutant.argumentValidation !== null));
    expect(needless.map((report) => `${report.id} is declared argument validation, and ${report.killedBy} sees it`)).toEqual([]);
  });

  it('a mistake in the model is found', async () => {
    expectKilled(await tried('model'));
  });

  it('a mistake in the checker is found by its own check', async () => {
    expectKilled(await tried('harness'));
  });
});
