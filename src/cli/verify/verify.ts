import { availableParallelism } from 'node:os';
import { LARGE, SIXTEENFOLD, SMALL } from '../../abi/geometry.ts';
import type { Geometry } from '../../abi/geometry.ts';
import { INTERFACE_VERSION } from '../../abi/layout.ts';
import { BLOCK_SCENARIOS } from '../../check/block.ts';
import { runCampaign } from '../../check/campaign.ts';
import type { CampaignRequest, CampaignResult } from '../../check/campaign.ts';
import type { CampaignDocument } from '../../check/files/campaignDocument.ts';
import { cleanKit } from '../../check/programs.ts';
import type { Unit } from '../../check/theoremUnits.ts';
import type { UnitRequest } from '../../check/unitWorker.ts';
import { emptyTotals } from '../../check/totals.ts';
import { SHARDS_MAX } from '../commands.ts';
import type { Io } from '../io.ts';
import type { Parsed } from '../options.ts';
import { programHash, programVersion } from '../program.ts';
import { UsageError } from '../usageError.ts';
import { campaignDocument, exitOf } from './campaignReport.ts';
import { downloadedOf } from './downloadedCode.ts';
import { printReport } from './printReport.ts';
import { runExtra } from './extraTheorems.ts';
import { ProgressLine } from './progressLine.ts';
import { reportFolder, saveCounterexample } from './saveCounterexample.ts';
import { shardShare } from './shards.ts';
import { selectTheorems } from './theorems.ts';
import type { Selection } from './theorems.ts';
import { WorkerLanes } from './workerLanes.ts';

const SECONDS_USUAL = 60;
/** Beyond so many scenarios the runs of single theorems take seconds, so that people are told. */
const LONG_SCENARIOS = 200_000;
/** What theorems with runs of their own take their share of when no campaign says how many scenarios there are. */
const EXTRA_SCENARIOS = 20_000;
const GEOMETRIES: Readonly<Record<string, Geometry>> = { small: SMALL, sixteenfold: SIXTEENFOLD, large: LARGE };
/** One block in so many of a campaign that names no geometry runs on the large machine. */
const LARGE_ONE_IN = 32;

/** A mixed campaign is mostly small, where everything can be exhausted. */
const geometryOf = (name: string, block: number): Geometry => GEOMETRIES[name] ?? (block % LARGE_ONE_IN === LARGE_ONE_IN - 1 ? LARGE : SMALL);

const readShard = (parsed: Parsed): { index: number; count: number } | null => {
  const text = parsed.text('shard');
  if (text === null) return null;
  const [index, count] = /^\d{1,4}\/\d{1,4}$/.test(text) ? text.split('/').map(Number) : [0, 0];
  if (index < 1 || index > count || count > SHARDS_MAX) throw new UsageError(`--shard is '${text}'`, `give I/N with 1 <= I <= N <= ${SHARDS_MAX}, such as 1/4`);
  if (parsed.number('scenarios') === null || parsed.number('seed') === null) throw new UsageError('--shard needs --scenarios and --seed', 'give both: parts of other runs do not add up');
  if (parsed.number('time') !== null) throw new UsageError('--shard does not go with --time', 'leave --time out: a part that is cut short does not add up');
  return { index, count };
};

/** A request, with what the document needs of it besides. */
interface Order {
  readonly campaign: CampaignRequest;
  readonly selection: Selection;
  readonly geometry: string;
  readonly shard: { readonly index: number; readonly count: number } | null;
  readonly folder: string;
}

const orderOf = (parsed: Parsed, io: Io): Order => {
  const selection = selectTheorems(parsed.operands);
  const shard = readShard(parsed);
  const geometry = parsed.text('geometry') ?? 'mixed';
  const scenarios = parsed.number('scenarios');
  const time = parsed.number('time') ?? (scenarios === null ? SECONDS_USUAL : null);
  const share = selection.running.length === 0 ? 0 : selection.extra.reduce((sum, { timeShare }) => sum + timeShare, 0);
  return {
    selection, geometry, shard, folder: reportFolder(parsed.text('report'), io.cwd),
    campaign: {
      seed: parsed.number('seed') ?? io.freshSeed(), scenarios, seconds: time === null ? null : time * (1 - share),
      shard: { index: (shard?.index ?? 1) - 1, count: shard?.count ?? 1 },
      workers: parsed.number('workers') ?? availableParallelism(), geometryOf: (block) => geometryOf(geometry, block), without: selection.without, steps: parsed.number('steps'), stepsEnough: null, hostile: false,
    },
  };
};

const run = async ({ campaign, selection }: Order, io: Io): Promise<CampaignResult> => {
  if (selection.running.length === 0 || io.signal.aborted) return { totals: emptyTotals(), seconds: 0, interrupted: io.signal.aborted };
  const own = campaign.scenarios === null ? null : shardShare(campaign.scenarios, BLOCK_SCENARIOS, campaign.shard);
  const line = new ProgressLine(io, cleanKit().model, { scenarios: own, steps: null, seconds: campaign.seconds });
  const result = await runCampaign(campaign, (progress) => line.show(progress), io.signal);
  line.clear();
  return result;
};

/** The number of scenarios that repeats a campaign by time: whole blocks, of which a refuted one ended early. */
const repeating = ({ campaign, selection }: Order, { totals }: CampaignResult): number => {
  if (campaign.scenarios !== null) return campaign.scenarios;
  if (selection.running.length === 0) return EXTRA_SCENARIOS;
  const cut = totals.counterexamples.reduce((sum, { scenario }) => sum + BLOCK_SCENARIOS - 1 - (scenario % BLOCK_SCENARIOS), 0);
  return totals.scenarios + cut;
};

/** What the theorems with runs of their own say. */
interface Extra {
  readonly rows: CampaignDocument['theorems'][number][];
  readonly counterexamples: CampaignDocument['counterexamples'][number][];
  readonly texts: string[];
}

const extraOf = async (order: Order, scenarios: number, io: Io): Promise<Extra> => {
  const { seed, shard, workers } = order.campaign;
  const geometry = geometryOf(order.geometry, 0);
  const extra: Extra = { rows: [], counterexamples: [], texts: [] };
  const threads = new WorkerLanes<UnitRequest, Unit>('unitWorker', order.selection.extra.length === 0 ? 0 : workers);
  for (const theorem of order.selection.extra) {
    const { id, name } = theorem;
    if (scenarios >= LONG_SCENARIOS) io.err(`${id}, ${name}: runs of its own\n`);
    const result = await runExtra(theorem, { seed, shard, geometry, scenarios }, threads.lanes, io.signal);
    const { refuted } = result;
    extra.rows.push({ id, name, scenarios: result.scenarios, steps: result.steps, refuted: refuted === null ? 0 : 1 });
    if (refuted === null) continue;
    extra.counterexamples.push({ theorem: id, rule: '', file: null, steps: 0, stepsDrawn: 0, scenario: 0, broken: false, message: refuted.message, path: '', want: '', got: '' });
    extra.texts.push(`REFUTED  ${id}  ${name}   seed ${seed}  unit seed ${refuted.unitSeed}\n${refuted.message}\n`);
  }
  await threads.close();
  return extra;
};

/** Runs a campaign and tells its result. */
export const verify = async (parsed: Parsed, io: Io): Promise<number> => {
  const order = orderOf(parsed, io);
  const { campaign, selection, shard, geometry } = order;
  const source = { version: programVersion(), interface: INTERFACE_VERSION, hash: programHash() };
  const result = await run(order, io);
  const scenarios = repeating(order, result);
  const kit = cleanKit();
  const extra = await extraOf(order, scenarios, io);
  const downloaded = await downloadedOf({ ...campaign, theorems: selection.downloaded, scenarios, isAlone: selection.running.length === 0, folder: order.folder }, io);
  const saved = result.totals.counterexamples.toSorted((a, b) => a.scenario - b.scenario).map((found) => saveCounterexample(kit, found, campaign.seed, selection.without, order.folder, io.cwd));
  const document = campaignDocument({
    source, seed: campaign.seed, shard, interrupted: io.signal.aborted, seconds: result.seconds,
    coreSeconds: result.seconds * Math.min(campaign.workers, availableParallelism()),
    request: { scenarios, steps: campaign.steps, geometry, theorems: [...selection.running, ...selection.extra.map(({ id }) => id), ...selection.downloaded] },
    totals: result.totals, extra: [...extra.rows, ...downloaded.rows], downloaded: downloaded.section,
    counterexamples: [...saved.map(({ row }) => row), ...extra.counterexamples, ...downloaded.counterexamples],
  }, kit.model);
  const texts = [...saved.map(({ text }) => text), ...extra.texts, ...downloaded.texts];
  if (parsed.flag('json')) {
    io.err(texts.join('\n'));
    io.out(`${JSON.stringify(document)}\n`);
  } else io.out([...texts, printReport(document)].join('\n'));
  return exitOf(document);
};
