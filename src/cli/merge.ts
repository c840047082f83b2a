import { readCampaign } from '../check/files/campaignDocument.ts';
import type { CampaignDocument } from '../check/files/campaignDocument.ts';
import { BLOCK_SCENARIOS } from '../check/block.ts';
import { RUNNING_THEOREMS } from '../check/findings.ts';
import { cleanKit } from '../check/programs.ts';
import { addTotals, emptyTotals } from '../check/totals.ts';
import type { Io } from './io.ts';
import type { Parsed } from './options.ts';
import { programHash } from './program.ts';
import { UsageError } from './usageError.ts';
import { campaignDocument, exitOf } from './verify/campaignReport.ts';
import { printReport } from './verify/printReport.ts';
import { shardShare } from './verify/shards.ts';

interface Part {
  readonly file: string;
  readonly document: CampaignDocument;
  readonly shard: { readonly index: number; readonly count: number };
}

const WHOLE = { index: 1, count: 1 };

/** What must be the same in all parts, with the name that an error gives it. */
const COMMON: Readonly<Record<string, (part: Part) => string>> = {
  'the program (source)': ({ document }) => JSON.stringify([document.source.hash, document.source.interface]),
  'the seed': ({ document }) => String(document.seed),
  'the number of scenarios': ({ document }) => String(document.request.scenarios),
  'the geometry': ({ document }) => document.request.geometry,
  'the steps of a scenario': ({ document }) => String(document.request.steps),
  'the choice of theorems': ({ document }) => document.request.theorems.join(' '),
  'the number of shards': ({ shard }) => String(shard.count),
};

const requireCommon = (parts: readonly Part[]): void => {
  const [first] = parts;
  for (const [name, read] of Object.entries(COMMON)) {
    const other = parts.find((part) => read(part) !== read(first));
    if (other !== undefined) throw new UsageError(`${other.file} and ${first.file} differ in ${name}`, 'give shards of one campaign');
  }
  if (first.document.source.hash !== programHash()) throw new UsageError(`${first.file} comes from another program (source.hash ${first.document.source.hash})`, 'merge with the xok that ran it');
};

/** A part without counterexample has run all of its scenarios. */
const requireComplete = ({ file, document, shard }: Part): void => {
  if (document.interrupted) throw new UsageError(`${file} was interrupted`, 'run that shard again');
  const runsCampaign = RUNNING_THEOREMS.some((id) => document.request.theorems.includes(id));
  const want = runsCampaign ? shardShare(document.request.scenarios, BLOCK_SCENARIOS, { index: shard.index - 1, count: shard.count }) : 0;
  const isCut = document.counterexamples.length > 0 && document.scenarios <= want;
  if (document.scenarios !== want && !isCut) throw new UsageError(`${file} has ${document.scenarios} scenarios, but shard ${shard.index}/${shard.count} has ${want}`, 'run that shard again');
};

const requireOnceEach = (parts: readonly Part[]): void => {
  const byIndex = new Map<number, Part>();
  for (const part of parts) {
    const twin = byIndex.get(part.shard.index);
    if (twin !== undefined) throw new UsageError(`${part.file} and ${twin.file} are both shard ${part.shard.index}/${part.shard.count}`, 'give each shard once');
    byIndex.set(part.shard.index, part);
  }
  const { count } = parts[0].shard;
  for (let index = 1; index <= count; index++) {
    if (!byIndex.has(index)) throw new UsageError(`shard ${index}/${count} is missing`, 'give the files of all shards');
  }
};

/** Fields of the campaign on downloaded code that add up. */
const COUNTED = ['programs', 'accepted', 'loops', 'metadataBranches', 'spills', 'emissions', 'instructions'] as const;

const extraRows = (parts: readonly Part[]): CampaignDocument['theorems'][number][] => {
  const rows = new Map<string, CampaignDocument['theorems'][number]>();
  for (const row of parts.flatMap(({ document }) => document.theorems)) {
    if (RUNNING_THEOREMS.some((id) => id === row.id)) continue;
    const sum = rows.get(row.id) ?? { ...row, scenarios: 0, steps: 0, refuted: 0 };
    rows.set(row.id, { ...sum, scenarios: sum.scenarios + row.scenarios, steps: sum.steps + row.steps, refuted: sum.refuted + row.refuted });
  }
  return [...rows.values()];
};

/** The programs of all shards; null if none ran any. */
const addDownloaded = (parts: readonly Part[]): CampaignDocument['downloaded'] => {
  const ran = parts.flatMap(({ document: { downloaded } }) => (downloaded === null ? [] : [downloaded]));
  if (ran.length === 0) return null;
  const sum = (field: (typeof COUNTED)[number]): number => ran.reduce((total, one) => total + one[field], 0);
  const [programs, accepted, loops, metadataBranches, spills, emissions, instructions] = COUNTED.map(sum);
  const generators = ran[0].generators.map(({ name }) => {
    const own = ran.flatMap((one) => one.generators.filter((generator) => generator.name === name));
    return { name, programs: own.reduce((total, one) => total + one.programs, 0), accepted: own.reduce((total, one) => total + one.accepted, 0) };
  });
  return { programs, accepted, loops, metadataBranches, spills, emissions, instructions, generators };
};

/** The document of the whole campaign. @throws UsageError unless the parts make up exactly one */
const mergeParts = (parts: readonly Part[]): CampaignDocument => {
  requireCommon(parts);
  requireOnceEach(parts);
  parts.forEach(requireComplete);
  const totals = emptyTotals();
  for (const { document } of parts) {
    const { scenarios, steps, entries, stateHash: hash } = document;
    addTotals(totals, { scenarios, steps, entries, hash, ...document.totals, counterexamples: [], budget: document.verdicts.budget });
  }
  const { source, seed, request } = parts[0].document;
  return campaignDocument({
    source, seed, request, shard: null, interrupted: false, totals, extra: extraRows(parts), downloaded: addDownloaded(parts),
    seconds: Math.max(...parts.map(({ document }) => document.seconds)),
    coreSeconds: parts.reduce((sum, { document }) => sum + document.coreSeconds, 0),
    counterexamples: parts.flatMap(({ document }) => document.counterexamples),
  }, cleanKit().model);
};

/** Adds up the shards of one campaign. FIL-12. */
export const merge = async (parsed: Parsed, io: Io): Promise<number> => {
  const parts = parsed.operands.map((file): Part => {
    const document = readCampaign(file);
    return { file, document, shard: document.shard ?? WHOLE };
  });
  const document = mergeParts(parts);
  io.out(parsed.flag('json') ? `${JSON.stringify(document)}\n` : printReport(document));
  return exitOf(document);
};
