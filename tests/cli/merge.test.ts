import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BLOCK_SCENARIOS } from '../../src/check/block.ts';
import { decodeCampaign } from '../../src/check/files/campaignDocument.ts';
import type { CampaignDocument } from '../../src/check/files/campaignDocument.ts';
import { exitOf } from '../../src/cli/verify/campaignReport.ts';
import { shardShare } from '../../src/cli/verify/shards.ts';
import { isRefusal, run } from './capturedIo.ts';

/** Without the theorems that have runs of their own, but for one. */
const THEOREMS = ['P1', 'P3', 'P9', 'P22'];
const SCENARIOS = 2 * BLOCK_SCENARIOS + 37;
const REQUEST = ['--scenarios', String(SCENARIOS), '--steps', '4', '--seed', '3', '--json'];
let folder = '';
const at = (name: string): string => join(folder, name);

const verify = async (name: string, ...words: string[]): Promise<CampaignDocument> => {
  const { out } = await run(['verify', ...THEOREMS, ...REQUEST, ...words], { cwd: folder });
  writeFileSync(at(name), out);
  return decodeCampaign(name, Buffer.from(out));
};
let whole: CampaignDocument;
let first: CampaignDocument;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xok-merge-'));
  whole = await verify('whole');
  first = await verify('1', '--shard', '1/2', '--workers', '1');
  await verify('2', '--shard', '2/2', '--workers', '3');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What does not depend on how long it took. */
const timeless = (document: CampaignDocument): Partial<CampaignDocument> =>
  ({ ...document, seconds: 0, coreSeconds: 0, stepsPerSecond: 0, microsecondsPerStepAndCore: 0 });

describe('merge', () => {
  it('gives the result of the unsharded run', async () => {
    for (const files of [['1', '2'], ['2', '1']]) {
      const { status, out } = await run(['merge', ...files.map(at), '--json']);
      expect(status).toBe(0);
      expect(timeless(decodeCampaign('merged', Buffer.from(out)))).toEqual(timeless(whole));
    }
    const { out: text } = await run(['merge', at('1'), at('2')]);
    expect(text).toContain(`repeat    xok verify ${THEOREMS.join(' ')} --scenarios ${SCENARIOS} --seed 3 --steps 4\n`);
    expect(whole).toMatchObject({ scenarios: SCENARIOS, shard: null, verdicts: { passed: SCENARIOS, refuted: 0, broken: 0, budget: 0 } });
    expect(whole.coverage.hit + whole.coverage.missed.length + whole.coverage.impossible).toBe(whole.coverage.cells);
  });

  it('refuses shards that are missing, given twice, foreign, cut short or of another program', async () => {
    const altered = (name: string, change: Partial<CampaignDocument>): string => {
      writeFileSync(at(name), JSON.stringify({ ...first, ...change }));
      return at(name);
    };
    const cases: [string[], string][] = [
      [[at('1')], 'shard 2/2 is missing'],
      [[at('1'), at('2'), at('1')], 'are both shard 1/2'],
      [[at('1'), at('whole')], 'differ in the number of shards'],
      [[altered('seed', { seed: 4 }), at('2')], 'differ in the seed'],
      [[altered('asked', { request: { ...first.request, scenarios: 5 } }), at('2')], 'differ in the number of scenarios'],
      [[altered('size', { request: { ...first.request, geometry: 'large' } }), at('2')], 'differ in the geometry'],
      [[altered('cut', { interrupted: true }), at('2')], 'was interrupted'],
      [[altered('short', { scenarios: first.scenarios - 1 }), at('2')], 'has 536 scenarios, but shard 1/2 has 537'],
      [[altered('other', { source: { ...first.source, hash: 'x' }, shard: null })], 'comes from another program'],
      [[altered('mixed', { source: { ...first.source, hash: 'x' } }), at('2')], 'differ in the program'],
    ];
    for (const [files, message] of cases) {
      const ran = await run(['merge', ...files]);
      expect(ran.err).toContain(message);
      expect(ran).toSatisfy(isRefusal);
    }
  });
});

describe('shards', () => {
  it('share out every scenario once', () => {
    for (const scenarios of [1, 499, 500, 501, 2600, 10_000]) {
      for (const count of [1, 2, 3, 7]) {
        const parts = Array.from({ length: count }, (_, index) => shardShare(scenarios, 500, { index, count }));
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(scenarios);
      }
    }
  });
});

describe('the exit status of a campaign', () => {
  const missed = { coverage: { ...coverageOfAll(), missed: ['a cell'] } };
  it('is 1 if something was refuted or broken, an impossible cell was hit, or a long unsharded run missed a cell', () => {
    const clean = { ...whole, coverage: coverageOfAll() };
    expect(exitOf(clean)).toBe(0);
    expect(exitOf({ ...clean, verdicts: { ...clean.verdicts, refuted: 1 } })).toBe(1);
    expect(exitOf({ ...clean, verdicts: { ...clean.verdicts, broken: 1 } })).toBe(1);
    expect(exitOf({ ...clean, coverage: { ...clean.coverage, contradicted: ['a cell'] } })).toBe(1);
    expect(exitOf({ ...clean, ...missed, scenarios: 19_999 })).toBe(0);
    expect(exitOf({ ...clean, ...missed, scenarios: 20_000 })).toBe(1);
    expect(exitOf({ ...clean, ...missed, scenarios: 20_000, shard: { index: 1, count: 2 } })).toBe(0);
    expect(exitOf({ ...clean, interrupted: true })).toBe(3);
  });
});

function coverageOfAll(): CampaignDocument['coverage'] {
  return { cells: 3, hit: 2, impossible: 1, missed: [], contradicted: [] };
}
