import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SMALL } from '../../src/abi/geometry.ts';
import { BlockRunner } from '../../src/check/block.ts';
import { ImageError } from '../../src/check/files/chunks.ts';
import { FileError } from '../../src/check/files/fileError.ts';
import { decodeMachineImage, encodeMachineImage, writeMachineImage } from '../../src/check/files/machineImage.ts';
import { cleanKit } from '../../src/check/programs.ts';
import { ScenarioRunner } from '../../src/check/scenario.ts';
import type { Stage } from '../../src/check/arena.ts';
import { tapeOfSeed } from '../../src/check/tapeOfSeed.ts';
import { addTotals, emptyTotals } from '../../src/check/totals.ts';
import { hashMachine, hashState } from '../../src/refine/stateHash.ts';
import { budget } from '../support/budget.ts';

/** A machine as some scenario leaves it. */
const reached = (index: number): Stage => {
  const runner = new ScenarioRunner(cleanKit(), { geometry: SMALL, without: new Set(), observe: null, split: null });
  runner.runTape(tapeOfSeed(5, index, 1 + (index % 30)));
  const { stage } = runner;
  if (stage === null) throw new Error('a runner that ran has a stage');
  return stage;
};

const imageOf = (stage: Stage): Uint8Array => encodeMachineImage(stage.machine.save(), stage.state.boot);

/** Files last longer than code: spec/files.md. */
describe('a file that is written', () => {
  it('is there whole or not at all, and leaves nothing beside it (FIL-3)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'xok-files-'));
    try {
      const file = join(folder, 'one.image');
      const stage = reached(2);
      const image = { state: stage.machine.save(), boot: stage.state.boot };
      writeMachineImage(file, image);
      writeMachineImage(file, image);
      expect(readdirSync(folder)).toEqual(['one.image']);
      mkdirSync(join(folder, 'taken'));
      expect(() => writeMachineImage(join(folder, 'taken'), image)).toThrow(FileError);
      expect(readdirSync(folder).toSorted()).toEqual(['one.image', 'taken']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a machine image', () => {
  it('holds all of the machine: what is read is what was saved (FIL-8, FIL-9)', () => {
    for (let i = 0; i < budget(40); i++) {
      const stage = reached(i);
      const { state, boot } = decodeMachineImage(imageOf(stage));
      expect(state).toEqual(stage.machine.save());
      expect(boot).toEqual(stage.state.boot);
    }
  });

  it('that is damaged in any byte is refused whole, in one line (FIL-2, FIL-10)', () => {
    const image = imageOf(reached(7));
    fc.assert(fc.property(fc.nat(image.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const damaged = image.slice();
      damaged[at] ^= mask;
      try {
        decodeMachineImage(damaged);
      } catch (error) {
        expect(error instanceof FileError || error instanceof ImageError).toBe(true);
        expect(String(error)).not.toContain('\n');
        return true;
      }
      return false;
    }), { numRuns: budget(400), seed: 9 });
  });
});

describe('hashes', () => {
  it('of equal states are equal however they were reached: decoded step by step or at once (FIL-11)', () => {
    for (let i = 0; i < budget(40); i++) {
      const seen: string[] = [];
      const runner: ScenarioRunner = new ScenarioRunner(cleanKit(), {
        geometry: SMALL, without: new Set(), split: null, observe: (_step, _before, { after }) => { seen.push(hashState(after)); },
      });
      runner.runTape(tapeOfSeed(6, i, 12));
      const { stage } = runner;
      expect(stage).not.toBeNull();
      if (stage !== null) expect(hashState(stage.abstraction.full())).toBe(seen.at(-1));
    }
  });

  it('of a machine change with any one bit of kernel memory (FIL-13)', () => {
    const stage = reached(3);
    const { ram } = stage.machine;
    const clean = hashMachine(stage.machine, stage.image);
    fc.assert(fc.property(fc.nat(stage.state.boot.geometry.frames * 4096 - 1), fc.nat(7), (at, bit) => {
      const old = ram.read8(at);
      ram.write8(at, old ^ (1 << bit));
      const flipped = hashMachine(stage.machine, stage.image);
      ram.write8(at, old);
      return flipped !== clean && hashMachine(stage.machine, stage.image) === clean;
    }), { numRuns: budget(2000), seed: 4 });
  });

  it('of a campaign add up, in any order of its parts (FIL-12, FIL-13)', () => {
    const runner = new BlockRunner(cleanKit(), { geometry: SMALL, without: new Set(), steps: 6, split: null });
    const parts = [0, 1, 2].map((block) => runner.run(11, block, 60));
    const sum = (order: readonly number[]): string => {
      const totals = emptyTotals();
      for (const i of order) addTotals(totals, parts[i]);
      return totals.hash;
    };
    expect(sum([2, 0, 1])).toBe(sum([0, 1, 2]));
    expect(sum([0, 1])).not.toBe(sum([0, 1, 2]));
  });
});
