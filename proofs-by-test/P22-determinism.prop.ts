import { describe, expect, it } from 'vitest';
import { SMALL } from '../src/abi/geometry.ts';
import { BlockRunner } from '../src/check/block.ts';
import { cleanKit } from '../src/check/programs.ts';
import { determinism } from '../src/check/theorems/determinism.ts';
import { budget } from './support/budget.ts';
import { tamperedKit } from './support/tampering.ts';

/** P22, determinism (spec/theorems.md). */
describe('P22: the same image and the same tape give the same chain of state hashes', () => {
  it('on a warm machine with other scenarios behind it and on a fresh one', () => {
    const report = determinism(cleanKit(), SMALL, 5, budget(100));
    expect(report.refuted).toBeNull();
    expect(report.steps).toBeGreaterThan(report.scenarios * 10);
  });

  it('so that a block of a campaign is a function of seed and index, whatever ran before', () => {
    const settings = { geometry: SMALL, without: new Set<never>(), steps: null, split: null };
    const warm = new BlockRunner(cleanKit(), settings);
    warm.run(1, 0, 60);
    const again = warm.run(1, 3, 60);
    const fresh = new BlockRunner(cleanKit(), settings).run(1, 3, 60);
    expect(again).toEqual(fresh);
  });
});

describe('P22 refutes', () => {
  it('a kernel that counts its entries on the heap of the host', () => {
    let entries = 0;
    const kit = tamperedKit((serve, { machine }) => {
      serve();
      entries++;
      if (entries % 50 === 0) machine.clock += 1;
    });
    expect(determinism(kit, SMALL, 5, 100).refuted).toContain('hash');
  });
});
