import type { CampaignDocument } from '../../check/files/campaignDocument.ts';
import { UDF_BLOCK_PROGRAMS } from '../../check/udf/udfBlock.ts';
import type { UdfTheorem } from '../../check/udf/udfFinding.ts';
import { acceptedOf, addUdfTotals, emptyUdfTotals, GENERATORS, programsOf } from '../../check/udf/udfTotals.ts';
import type { UdfTotals } from '../../check/udf/udfTotals.ts';
import type { UdfRequest } from '../../check/udfWorker.ts';
import type { Io } from '../io.ts';
import { saveProgram } from './saveProgram.ts';
import { UDF_NAMES } from './theorems.ts';
import { WorkerLanes } from './workerLanes.ts';
import type { Lane } from './workerLanes.ts';

/** The programs of a campaign, of which each shard runs its blocks. */
interface DownloadedRequest {
  readonly theorems: readonly UdfTheorem[];
  readonly seed: number;
  /** Of the whole campaign; block j belongs to shard j mod count. */
  readonly programs: number;
  readonly shard: { readonly index: number; readonly count: number };
}

/** A campaign that runs scenarios, too, is worth one program for so many of them. */
const SCENARIOS_PER_PROGRAM = 3;

/** The programs of a campaign of so many scenarios; as many, if programs are all that it runs. */
const programsForScenarios = (scenarios: number, isAlone: boolean): number => (isAlone ? scenarios : Math.ceil(scenarios / SCENARIOS_PER_PROGRAM));

/** Adds up blocks in their order, up to the first that refutes: what ran beside it does not count. */
const addUp = (done: ReadonlyMap<number, UdfTotals>): UdfTotals => {
  const sum = emptyUdfTotals();
  for (const [, totals] of [...done].toSorted(([a], [b]) => a - b)) {
    addUdfTotals(sum, totals);
    if (totals.findings.length > 0) break;
  }
  return sum;
};

/** Runs the programs of a shard, a block on each lane, until one refutes a theorem or the user interrupts. */
export const runDownloaded = async (request: DownloadedRequest, lanes: readonly Lane<UdfRequest, UdfTotals>[], onBlock: (programs: number) => void, signal: AbortSignal): Promise<UdfTotals> => {
  const { theorems, seed, programs, shard } = request;
  const blocks = Math.ceil(programs / UDF_BLOCK_PROGRAMS);
  const done = new Map<number, UdfTotals>();
  let next = shard.index;
  let isRefuted = false;
  let ran = 0;
  await Promise.all(lanes.map(async (lane) => {
    while (next < blocks && !isRefuted && !signal.aborted) {
      const block = next;
      next += shard.count;
      const totals = await lane({ theorems, seed, block, programs: Math.min(UDF_BLOCK_PROGRAMS, programs - block * UDF_BLOCK_PROGRAMS) });
      done.set(block, totals);
      isRefuted ||= totals.findings.length > 0;
      ran += programsOf(totals);
      onBlock(ran);
    }
  }));
  return addUp(done);
};

/** What a campaign on downloaded code is asked to do. */
export interface DownloadedOrder {
  /** None: nothing is run. */
  readonly theorems: readonly UdfTheorem[];
  readonly seed: number;
  readonly scenarios: number;
  /** True when the campaign runs no scenarios of the kernel. */
  readonly isAlone: boolean;
  readonly shard: { readonly index: number; readonly count: number };
  readonly workers: number;
  /** Where counterexamples are saved. */
  readonly folder: string;
}

/** What it says, for the campaign's document and for people. */
export interface Downloaded {
  readonly section: CampaignDocument['downloaded'];
  readonly rows: readonly CampaignDocument['theorems'][number][];
  readonly counterexamples: readonly CampaignDocument['counterexamples'][number][];
  readonly texts: readonly string[];
}

const sectionOf = (totals: UdfTotals): CampaignDocument['downloaded'] => {
  const { loops, metadataBranches, spills, emissions, instructions, generators } = totals;
  return {
    programs: programsOf(totals), accepted: acceptedOf(totals), loops, metadataBranches, spills, emissions, instructions,
    generators: GENERATORS.map((name) => ({ name, programs: generators[name].programs, accepted: generators[name].accepted })),
  };
};

const SECONDS_BETWEEN_LINES = 5;

/** Tells how far it is, every few seconds. */
const teller = (io: Io, programs: number): ((done: number) => void) => {
  let toldAt = performance.now();
  return (done) => {
    if (performance.now() - toldAt < SECONDS_BETWEEN_LINES * 1000) return;
    toldAt = performance.now();
    io.err(`${done} of ${programs} programs of downloaded code\n`);
  };
};

/** Runs the campaign on downloaded code, saves what it finds, and tells the result. */
export const downloadedOf = async ({ theorems, seed, scenarios, isAlone, shard, workers, folder }: DownloadedOrder, io: Io): Promise<Downloaded> => {
  if (theorems.length === 0) return { section: null, rows: [], counterexamples: [], texts: [] };
  const programs = programsForScenarios(scenarios, isAlone);
  const threads = new WorkerLanes<UdfRequest, UdfTotals>('udfWorker', workers);
  const totals = await runDownloaded({ theorems, seed, programs, shard }, threads.lanes, teller(io, programs), io.signal);
  await threads.close();
  const saved = totals.findings.map((found) => saveProgram(found, seed, folder, io.cwd));
  const rowOf = (id: UdfTheorem): Downloaded['rows'][number] =>
    ({ id, name: UDF_NAMES[id], scenarios: programsOf(totals), steps: totals.instructions, refuted: totals.findings.filter(({ theorem }) => theorem === id).length });
  return { section: sectionOf(totals), rows: theorems.map(rowOf), counterexamples: saved.map(({ row }) => row), texts: saved.map(({ text }) => text) };
};
