import type { Geometry } from '../../abi/geometry.ts';
import type { Kit } from '../kit.ts';
import { ScenarioRunner } from '../scenario.ts';
import { tapeOfSeed } from '../tapeOfSeed.ts';

/** What a run of repeated scenarios says. */
export interface RepeatReport {
  scenarios: number;
  steps: number;
  refuted: string | null;
}

const STEPS = 30;

/**
 * P22, determinism: the same image and tape give the same chain of state
 * hashes. One runner is warm and has other scenarios behind it, the other
 * starts with each scenario anew, on a machine of its own.
 */
export const determinism = (kit: Kit, geometry: Geometry, seed: number, scenarios: number): RepeatReport => {
  const settings = { geometry, without: new Set<never>(), observe: null, split: null };
  const report: RepeatReport = { scenarios: 0, steps: 0, refuted: null };
  const warm = new ScenarioRunner(kit, settings);
  for (let i = 0; i < scenarios && report.refuted === null; i++) {
    const tape = tapeOfSeed(seed, i, STEPS);
    const first = warm.runTape(tape);
    const again = new ScenarioRunner(kit, settings).runTape(tape);
    report.scenarios++;
    report.steps += first.steps.length;
    if (first.hash !== again.hash) report.refuted = `scenario ${i}: hash ${first.hash.toString(16)} and then ${again.hash.toString(16)}`;
  }
  return report;
};
