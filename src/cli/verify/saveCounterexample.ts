import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { INTERFACE_VERSION } from '../../abi/layout.ts';
import type { CampaignCounterexample } from '../../check/files/campaignDocument.ts';
import { encodeScenario } from '../../check/files/scenarioFile.ts';
import type { RunningTheorem } from '../../check/findings.ts';
import type { Kit } from '../../check/kit.ts';
import type { Counterexample } from '../../check/totals.ts';
import { isRepository } from '../program.ts';
import { Performance } from '../scenario/performScenario.ts';
import type { PerformedStep } from '../scenario/performScenario.ts';
import { isBroken, showRefuted } from '../scenario/showFinding.ts';
import { UsageError } from '../usageError.ts';
import { saveText, shownPath } from './saveText.ts';

/** The folder for counterexamples. @throws UsageError if the given one is no folder */
export const reportFolder = (given: string | null, cwd: string): string => {
  if (given === null) return isRepository(cwd) ? join(cwd, 'proofs-by-test', 'corpus') : join(cwd, 'xok-report');
  const folder = resolve(cwd, given);
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status !== undefined && !status.isDirectory()) throw new UsageError(`--report is '${given}', which is no folder`, 'give a folder');
  return folder;
};

/** Runs the steps of a counterexample once more, to learn what each of them does. */
const perform = (kit: Kit, { boot, steps }: Counterexample, without: readonly RunningTheorem[]): PerformedStep[] => {
  const performance = new Performance(kit, boot, new Set(without));
  const performed: PerformedStep[] = [];
  for (const step of steps) {
    if (performance.bootFinding !== null || performed.at(-1)?.finding || !performance.fits(step)) break;
    performed.push(performance.perform(step));
  }
  return performed;
};

/** Saves a counterexample as a scenario file; gives its row in the report and what is to be printed. */
export const saveCounterexample = (
  kit: Kit, found: Counterexample, seed: number, without: readonly RunningTheorem[], folder: string, cwd: string,
): { row: CampaignCounterexample; text: string } => {
  const { finding, boot, scenario, stepsDrawn } = found;
  const performed = perform(kit, found, without);
  const text = encodeScenario({ interface: INTERFACE_VERSION, finding, found: { seed, scenario, stepsDrawn }, boot, steps: performed });
  const path = join(folder, `${finding.theorem}-${finding.rule}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`);
  const problem = saveText(path, text);
  const file = shownPath(path, cwd);
  const { theorem, rule, message, path: place, want, got } = finding;
  return {
    row: { theorem, rule, file: problem === null ? file : null, steps: performed.length, stepsDrawn, scenario, broken: isBroken(finding), message, path: place, want, got },
    text: `${showRefuted({ finding, boot, performed, stepsDrawn, seed, scenario, file })}${problem === null ? '' : `not saved: ${problem}\n`}`,
  };
};
