import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readScenario, decodeScenario, encodeScenario } from '../../src/check/files/scenarioFile.ts';
import { cleanKit } from '../../src/check/programs.ts';
import { ScenarioRunner } from '../../src/check/scenario.ts';
import { SMALL } from '../../src/abi/geometry.ts';

const FOLDER = new URL('../corpus/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

/** Saved counterexamples: each refuted something once, a broken kernel or a sentence of the specification. FIL-1, FIL-4 to FIL-7. */
describe('every saved counterexample passes on the kernel as it is', () => {
  const runner = new ScenarioRunner(cleanKit(), { geometry: SMALL, without: new Set(), observe: null, split: null });

  it('and there are some', () => {
    expect(FILES.length).toBeGreaterThan(10);
  });

  it.each(FILES)('%s', (name) => {
    const scenario = readScenario(new URL(name, FOLDER).pathname);
    expect(scenario.steps.length).toBeGreaterThan(0);
    const steps = scenario.steps.map(({ step }) => step);
    const result = runner.runSteps(name, scenario.boot, steps, true);
    expect(result.finding).toBeNull();
    expect(result.steps.length).toBe(steps.length);
  });

  it.each(FILES)('%s is read as it was written', (name) => {
    const scenario = readScenario(new URL(name, FOLDER).pathname);
    expect(decodeScenario(name, Buffer.from(encodeScenario(scenario)))).toEqual(scenario);
  });
});
