import { expect, test } from 'vitest';
import { decodeScenario } from '../../../src/check/files/scenarioFile.ts';
import { runMutants } from '../../../src/check/mutation/runMutants.ts';
import { UnknownMutant } from '../../../src/check/mutation/types.ts';
import type { MutantReport } from '../../../src/check/mutation/types.ts';

const run = (ids: readonly string[], without: readonly string[] = [], seeds: readonly number[] = [1], scenarios = 2000): Promise<readonly MutantReport[]> =>
  runMutants({ ids, kinds: [], without, seeds, scenarios }, () => {}, new AbortController().signal);

test('a mutant of each kind is killed, and the report says by whom, where and how soon', async () => {
  const reports = await run(['kernel:INS-8', 'twin:INS-8', 'model:dirty-forgotten', 'harness:blind-to-quanta'], [], [1, 2]);
  expect(reports.map((report) => [report.id, report.status, report.reason])).toEqual([
    ['kernel:INS-8', 'killed', null], ['twin:INS-8', 'killed', null], ['model:dirty-forgotten', 'killed', null], ['harness:blind-to-quanta', 'killed', null],
  ]);
  const [kernel, twin, model, harness] = reports;
  expect(kernel?.killedBy).toBe('P1');
  expect(twin?.killedBy).not.toBe('P1');
  expect(model?.killedBy).toBe('P1');
  expect(harness?.killedBy).toBe('self-check');
  expect(kernel?.runs?.map((one) => one.rule)).toEqual(['INS-8', 'INS-8']);
});

test('the counterexample is a small scenario file', async () => {
  const [report] = await run(['kernel:frame-not-cleared']);
  const scenario = decodeScenario('counterexample', Buffer.from(report?.counterexample ?? ''));
  expect(scenario.finding?.rule).toBe('MEM-1');
  expect(scenario.steps.length).toBeLessThan(12);
});

test('without refinement another theorem finds it', async () => {
  const reports = await run(['kernel:FRG-11', 'kernel:RMV-5', 'kernel:id-tells-hidden-word'], ['P1']);
  expect(reports.map((report) => report.killedBy)).toEqual(['P4', 'P5', 'P6']);
});

test('an equivalent mutant and argument validation survive with their reasons', async () => {
  const reports = await run(['kernel:dead-directory-loaded', 'twin:YLD-1'], [], [1], 500);
  expect(reports.map((report) => report.status)).toEqual(['equivalent', 'argumentValidation']);
  for (const report of reports) expect(report.reason).not.toBeNull();
});

test('an ID that no mutant has is refused', async () => {
  await expect(run(['kernel:none'])).rejects.toThrow(UnknownMutant);
});
