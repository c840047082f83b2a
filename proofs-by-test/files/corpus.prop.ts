import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/check/files/decodeJson.ts';
import { decodeProgramFile, encodeProgramFile, isProgramDocument, readProgramFile } from '../../src/check/files/programFile.ts';
import { readScenario, decodeScenario, encodeScenario } from '../../src/check/files/scenarioFile.ts';
import { cleanKit } from '../../src/check/programs.ts';
import { ScenarioRunner } from '../../src/check/scenario.ts';
import { judgeProgram, trialOn } from '../../src/check/udf/judgeProgram.ts';
import { cleanUdfKit } from '../../src/check/udf/udfKit.ts';
import { SMALL } from '../../src/abi/geometry.ts';

const FOLDER = new URL('../corpus/', import.meta.url);
const pathOf = (name: string): string => new URL(name, FOLDER).pathname;
const ALL = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const isProgram = (name: string): boolean => isProgramDocument(parseJson(name, readFileSync(pathOf(name))));
const PROGRAMS = ALL.filter(isProgram);
const FILES = ALL.filter((name) => !isProgram(name));

/** Saved counterexamples: each refuted something once, a broken kernel or a sentence of the specification. FIL-1, FIL-4 to FIL-7. */
describe('every saved counterexample passes on the kernel as it is', () => {
  const runner = new ScenarioRunner(cleanKit(), { geometry: SMALL, without: new Set(), observe: null, split: null });

  it('and there are some', () => {
    expect(FILES.length).toBeGreaterThan(10);
  });

  it.each(FILES)('%s', (name) => {
    const scenario = readScenario(pathOf(name));
    expect(scenario.steps.length).toBeGreaterThan(0);
    const steps = scenario.steps.map(({ step }) => step);
    const result = runner.runSteps(name, scenario.boot, steps, true);
    expect(result.finding).toBeNull();
    expect(result.steps.length).toBe(steps.length);
  });

  it.each(FILES)('%s is read as it was written', (name) => {
    const scenario = readScenario(pathOf(name));
    expect(decodeScenario(name, Buffer.from(encodeScenario(scenario)))).toEqual(scenario);
  });
});

/** Saved programs: each refuted one of P11 to P14 once. FIL-14. */
describe('every saved program passes verifier and engines as they are', () => {
  it('and there are some', () => {
    expect(PROGRAMS.length).toBeGreaterThan(3);
  });

  it.each(PROGRAMS)('%s', (name) => {
    const file = readProgramFile(pathOf(name));
    expect(file.program.words.length).toBeGreaterThan(0);
    expect(judgeProgram(cleanUdfKit(), trialOn(file)).finding).toBeNull();
  });

  it.each(PROGRAMS)('%s is read as it was written', (name) => {
    const file = readProgramFile(pathOf(name));
    expect(decodeProgramFile(name, Buffer.from(encodeProgramFile(file)))).toEqual(file);
  });
});
