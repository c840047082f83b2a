import { coverageReport } from '../../check/coverage.ts';
import type { CampaignCounterexample, CampaignDocument } from '../../check/files/campaignDocument.ts';
import { RUNNING_THEOREMS } from '../../check/findings.ts';
import { acceptedMedian, decodeSketch } from '../../check/totals.ts';
import type { Totals } from '../../check/totals.ts';
import type { Model } from '../../model/model.ts';
import { EXIT } from '../io.ts';
import { RUNNING_NAMES } from './theorems.ts';

/** An unsharded run of so many scenarios fails if it misses a possible cell. */
const GATE_SCENARIOS = 20_000;

type TheoremRow = CampaignDocument['theorems'][number];

/** Everything that a campaign's document is computed from; the same for a run and for merged shards. */
export interface CampaignFacts extends Pick<CampaignDocument, 'source' | 'seed' | 'request' | 'shard' | 'interrupted' | 'seconds' | 'coreSeconds'> {
  /** Its list of counterexamples is not looked at. */
  readonly totals: Totals;
  /** Theorems with runs of their own. */
  readonly extra: readonly TheoremRow[];
  readonly downloaded: CampaignDocument['downloaded'];
  readonly counterexamples: readonly CampaignCounterexample[];
}

const runningRows = ({ request, totals, counterexamples }: CampaignFacts): TheoremRow[] =>
  RUNNING_THEOREMS.filter((id) => request.theorems.includes(id)).map((id) => ({
    id, name: RUNNING_NAMES[id], scenarios: totals.scenarios, steps: totals.steps, refuted: counterexamples.filter(({ theorem }) => theorem === id).length,
  }));

const verdictsOf = ({ totals, counterexamples }: CampaignFacts, extraRefuted: number): CampaignDocument['verdicts'] => {
  const own = counterexamples.filter(({ theorem }) => RUNNING_THEOREMS.some((id) => id === theorem));
  const broken = own.filter((c) => c.broken).length;
  const refuted = own.length - broken;
  return { passed: totals.scenarios - broken - refuted, refuted: refuted + extraRefuted, broken, budget: totals.budget };
};

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** The document of a campaign. */
export const campaignDocument = (facts: CampaignFacts, model: Model): CampaignDocument => {
  const { totals, seconds, coreSeconds, extra } = facts;
  const { source, seed, request, shard, interrupted } = facts;
  return {
    format: 'xok-campaign', version: 1, source, seed, request, shard, interrupted,
    scenarios: totals.scenarios, steps: totals.steps, entries: totals.entries,
    seconds: round(seconds), coreSeconds: round(coreSeconds),
    stepsPerSecond: seconds > 0 ? Math.round(totals.steps / seconds) : 0,
    microsecondsPerStepAndCore: totals.steps > 0 ? round((coreSeconds * 1e6) / totals.steps) : 0,
    stateHash: totals.hash.padStart(16, '0'),
    verdicts: verdictsOf(facts, extra.reduce((sum, { refuted }) => sum + refuted, 0)),
    theorems: [...runningRows(facts), ...extra],
    coverage: coverageReport(model, new Map(Object.entries(totals.coverage))),
    depth: { acceptedMedian: acceptedMedian(totals), distinctStates: decodeSketch(totals.distinct).estimate() },
    downloaded: facts.downloaded,
    counterexamples: facts.counterexamples.toSorted((a, b) => a.scenario - b.scenario),
    totals: { idleSteps: totals.idleSteps, coverage: sorted(totals.coverage), accepted: sorted(totals.accepted), distinct: totals.distinct },
  };
};

/** Keys in one order, so that equal campaigns have equal text. */
const sorted = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Whether a possible cell was missed by a run that was long enough to hit it. */
export const missesCells = ({ shard, scenarios, coverage }: CampaignDocument): boolean => shard === null && scenarios >= GATE_SCENARIOS && coverage.missed.length > 0;

/** The exit status that a campaign's document stands for. */
export const exitOf = (document: CampaignDocument): number => {
  if (document.interrupted) return EXIT.interrupted;
  const { verdicts, coverage } = document;
  const isRefuted = verdicts.refuted + verdicts.broken + verdicts.budget > 0 || coverage.contradicted.length > 0;
  return isRefuted || missesCells(document) ? EXIT.found : EXIT.fine;
};
