import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { allMutants, mutantOf } from '../../../src/check/mutation/catalogue.ts';
import { guardMutants } from '../../../src/check/mutation/guardMutants.ts';
import { loadMutantKit } from '../../../src/check/mutation/loadMutantKit.ts';
import { mutantsOf, reasonsOf, spliced } from '../../../src/check/mutation/mutant.ts';
import { DIST, MUTANT_DATA } from '../../../src/check/mutation/places.ts';
import { showMutant } from '../../../src/check/mutation/showMutant.ts';
import { UnknownMutant } from '../../../src/check/mutation/types.ts';

const SPEC = fileURLToPath(new URL('../../../spec/', import.meta.url));

/** Guards that the specification declares; what refuses a configuration is a property of the tools and not of the kernel. */
const declaredGuards = (): readonly string[] =>
  readdirSync(SPEC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))
    .flatMap((name) => [...readFileSync(join(SPEC, name), 'utf8').matchAll(/^- \*\*([A-Z]{3}-\d+)\*\* \(guard/gm)].map((match) => match[1] ?? ''))
    .filter((rule) => rule !== 'BOO-8');

const textOf = (file: string): string => readFileSync(fileURLToPath(new URL(file, DIST)), 'utf8');

test('every guard that the specification declares has a mutant', () => {
  const rules = new Set(guardMutants(DIST).map((mutant) => mutant.rule));
  expect(declaredGuards().length).toBeGreaterThan(140);
  expect(declaredGuards().filter((rule) => !rules.has(rule))).toEqual([]);
});

test('IDs are unique, and every change can be made', () => {
  const mutants = allMutants();
  expect(new Set(mutants.map((mutant) => mutant.id)).size).toBe(mutants.length);
  expect(mutants.filter((mutant) => spliced(mutant, textOf(mutant.file)) === textOf(mutant.file))).toEqual([]);
  const canaries = mutantsOf('canaries.json', 'kernel', readFileSync(join(MUTANT_DATA, 'canaries.json'), 'utf8'));
  expect(canaries.filter((canary) => spliced(canary, textOf(canary.file)) === textOf(canary.file))).toEqual([]);
});

test('there are as many mutants of each kind as are promised, and every exception carries a reason', () => {
  const count = (kind: string): number => allMutants().filter((mutant) => mutant.kind === kind).length;
  const guards = guardMutants(DIST);
  expect(count('kernel') - guards.length).toBeGreaterThanOrEqual(180);
  expect(count('twin')).toBe(guards.filter((guard) => declaredGuards().includes(guard.rule) || guard.rule === 'ENT-2').length);
  expect(count('model')).toBeGreaterThanOrEqual(12);
  expect(count('harness')).toBeGreaterThanOrEqual(10);
  const declared = new Set(declaredGuards());
  for (const [rule, reason] of reasonsOf('argumentValidation.json', readFileSync(join(MUTANT_DATA, 'argumentValidation.json'), 'utf8'))) {
    expect(declared).toContain(rule);
    expect(reason.length).toBeGreaterThan(40);
  }
});

test('a mutant is shown as a difference of whole lines', () => {
  const { diff, rule, killer } = showMutant('kernel:INS-8');
  expect(rule).toBe('INS-8');
  expect(killer).toBe('P1');
  expect(diff).toMatch(/^-.*grantsOnPage/m);
  expect(diff).toMatch(/^\+ +if \(count !== 1 && \(isUser/m);
});

test('the programs of a mutant of kernel, both or model can be loaded; the checker has none', async () => {
  for (const id of ['kernel:INS-8', 'twin:INS-8', 'model:dirty-forgotten']) expect(typeof (await loadMutantKit(id)).bootKernel).toBe('function');
  await expect(loadMutantKit('harness:always-equal')).rejects.toThrow(/mutant of the checker/);
  await expect(loadMutantKit('kernel:none')).rejects.toThrow(UnknownMutant);
  expect(() => mutantOf('kernel:none')).toThrow(UnknownMutant);
});
