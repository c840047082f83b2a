import { describe, expect, it } from 'vitest';
import { SMALL } from '../src/abi/geometry.ts';
import { cleanKit } from '../src/check/programs.ts';
import { amnesia } from '../src/check/theorems/amnesia.ts';
import { budget } from './support/budget.ts';
import { tamperedKit } from './support/tampering.ts';

/** Fewer would leave too few places to cut at. */
const SCENARIOS = Math.max(4, budget(10));

/** P23, amnesia (spec/theorems.md). */
describe('P23: continuing from the image file in a fresh thread changes nothing', () => {
  it('whatever step the run is cut at', async () => {
    const report = await amnesia(cleanKit(), SMALL, 9, SCENARIOS);
    expect(report.refuted).toBeNull();
    expect(report.images).toBeGreaterThan(SCENARIOS / 2);
    expect(report.steps).toBeGreaterThan(report.images);
  });
});

describe('P23 refutes', () => {
  it('a kernel that remembers something on the heap of the host', async () => {
    let entries = 0;
    const kit = tamperedKit((serve, { machine }) => {
      serve();
      entries++;
      if (entries % 7 === 0) machine.clock += 1;
    });
    const report = await amnesia(kit, SMALL, 9, 10);
    expect(report.refuted).toContain('differs');
  });
});
