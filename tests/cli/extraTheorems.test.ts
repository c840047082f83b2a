import { describe, expect, it } from 'vitest';
import { SMALL } from '../../src/abi/geometry.ts';
import { cleanKit } from '../../src/check/programs.ts';
import { runExtra } from '../../src/cli/verify/extraTheorems.ts';
import type { ExtraTheorem } from '../../src/cli/verify/extraTheorems.ts';

const seeds: number[] = [];
const theorem = (refutedAt: number): ExtraTheorem => ({
  id: 'P0', name: 'test', timeShare: 0,
  unit: (_kit, _geometry, seed) => {
    seeds.push(seed);
    return Promise.resolve({ scenarios: 2, steps: 5, refuted: seeds.length === refutedAt ? 'no' : null });
  },
});
const request = (index: number, count: number) => ({ kit: cleanKit(), seed: 4, scenarios: 100_000, shard: { index, count }, geometry: SMALL });

describe('a theorem with runs of its own', () => {
  it('runs the same units in shards as in one piece', async () => {
    seeds.length = 0;
    const { signal } = new AbortController();
    expect(await runExtra(theorem(0), request(0, 1), signal)).toEqual({ scenarios: 8, steps: 20, refuted: null });
    const whole = seeds.splice(0);
    for (let i = 0; i < 3; i++) await runExtra(theorem(0), request(i, 3), signal);
    expect(seeds.toSorted((a, b) => a - b)).toEqual(whole.toSorted((a, b) => a - b));
  });

  it('stops at the first refutation, and when the user interrupts', async () => {
    seeds.length = 0;
    expect(await runExtra(theorem(2), request(0, 1), new AbortController().signal)).toMatchObject({ scenarios: 4, refuted: { message: 'no', unitSeed: seeds[1] } });
    expect(await runExtra(theorem(0), request(0, 1), AbortSignal.abort())).toEqual({ scenarios: 0, steps: 0, refuted: null });
  });
});
