import { describe, expect, it } from 'vitest';
import { SMALL } from '../../src/abi/geometry.ts';
import { runExtra } from '../../src/cli/verify/extraTheorems.ts';
import type { ExtraTheorem } from '../../src/cli/verify/extraTheorems.ts';
import type { Lane } from '../../src/cli/verify/workerLanes.ts';
import type { Unit } from '../../src/check/theoremUnits.ts';
import type { UnitRequest } from '../../src/check/unitWorker.ts';

const seeds: number[] = [];
const THEOREM: ExtraTheorem = { id: 'P2', name: 'test', timeShare: 0, unitsMax: Infinity };
const lane = (refutedAt: number): Lane<UnitRequest, Unit> => ({ seed }) => {
  seeds.push(seed);
  return Promise.resolve({ scenarios: 2, steps: 5, refuted: seeds.length === refutedAt ? 'no' : null });
};
const request = (index: number, count: number) => ({ seed: 4, scenarios: 100_000, shard: { index, count }, geometry: SMALL });
const { signal } = new AbortController();

describe('a theorem with runs of its own', () => {
  it('runs the same units in shards and on several lanes as in one piece', async () => {
    seeds.length = 0;
    expect(await runExtra(THEOREM, request(0, 1), [lane(0)], signal)).toEqual({ scenarios: 8, steps: 20, refuted: null });
    const whole = seeds.splice(0).toSorted((a, b) => a - b);
    for (let i = 0; i < 3; i++) await runExtra(THEOREM, request(i, 3), [lane(0)], signal);
    expect(seeds.splice(0).toSorted((a, b) => a - b)).toEqual(whole);
    expect(await runExtra(THEOREM, request(0, 1), [lane(0), lane(0), lane(0)], signal)).toEqual({ scenarios: 8, steps: 20, refuted: null });
    expect(seeds.splice(0).toSorted((a, b) => a - b)).toEqual(whole);
  });

  it('stops at the first refutation, and when the user interrupts', async () => {
    seeds.length = 0;
    expect(await runExtra(THEOREM, request(0, 1), [lane(2)], signal)).toMatchObject({ scenarios: 4, refuted: { message: 'no', unitSeed: seeds[1] } });
    expect(await runExtra(THEOREM, request(0, 1), [lane(0)], AbortSignal.abort())).toEqual({ scenarios: 0, steps: 0, refuted: null });
  });

  it('does no more units than it is worth, however long the campaign', async () => {
    expect(await runExtra({ ...THEOREM, unitsMax: 3 }, request(0, 1), [lane(0)], signal)).toMatchObject({ scenarios: 6 });
  });
});
