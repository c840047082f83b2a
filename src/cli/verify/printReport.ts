import type { CampaignDocument } from '../../check/files/campaignDocument.ts';
import { missesCells } from './campaignReport.ts';

const grouped = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ' ');

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ')).join('\n');
};

const coverageText = (document: CampaignDocument): string => {
  const { cells, hit, impossible, missed, contradicted } = document.coverage;
  const lines = [`coverage  ${hit} of ${cells - impossible} possible cells hit (${cells} declared, ${impossible} impossible)`];
  if (missed.length > 0) lines.push(`  missed${missesCells(document) ? ' (the run fails)' : ''}:`, ...missed.map((cell) => `    ${cell}`));
  if (contradicted.length > 0) lines.push('  hit although declared impossible (the run fails):', ...contradicted.map((cell) => `    ${cell}`));
  return lines.join('\n');
};

/** What the scenarios were like, how deep they went and how fast they ran; nothing of what was not run. */
const scenariosText = (document: CampaignDocument): string[] => {
  const { depth, scenarios, steps, entries, seconds, stepsPerSecond, microsecondsPerStepAndCore } = document;
  if (scenarios === 0) return ['coverage  not measured: no scenario of the campaign was run'];
  return [
    coverageText(document),
    `depth     ${depth.acceptedMedian} accepted changes in the median scenario, about ${grouped(depth.distinctStates)} distinct final states`,
    `speed     ${grouped(scenarios)} scenarios, ${grouped(steps)} steps, ${grouped(entries)} kernel entries in ${seconds.toFixed(1)} s: ${grouped(stepsPerSecond)} steps/s, ${microsecondsPerStepAndCore.toFixed(1)} µs per step and core`,
  ];
};

/** What the programs of P11 to P14 were like. */
const downloadedText = ({ downloaded }: CampaignDocument): string[] => {
  if (downloaded === null) return [];
  const { programs, accepted, generators, loops, metadataBranches, spills, emissions, instructions } = downloaded;
  const share = (part: number, whole: number): string => `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`;
  return [
    `programs  ${grouped(programs)} drawn, accepted ${generators.map((g) => `${share(g.accepted, g.programs)} of ${grouped(g.programs)} ${g.name}`).join(', ')}; ${grouped(instructions)} instructions run`,
    `accepted  ${grouped(accepted)}, of which ${share(loops, accepted)} loop, ${share(metadataBranches, accepted)} branch on metadata, ${share(spills, accepted)} spill, ${share(emissions, accepted)} emit`,
  ];
};

/** The words of the request that repeat a campaign. */
const repetition = ({ seed, request, shard }: CampaignDocument, named: readonly string[]): string => {
  const words = ['xok verify', ...named, `--scenarios ${request.scenarios}`, `--seed ${seed}`];
  if (request.steps !== null) words.push(`--steps ${request.steps}`);
  if (request.geometry !== 'mixed') words.push(`--geometry ${request.geometry}`);
  if (shard !== null) words.push(`--shard ${shard.index}/${shard.count}`);
  return words.join(' ');
};

/** The result of a campaign for people: verdicts, coverage, depth, speed, and how to repeat it. */
export const printReport = (document: CampaignDocument, named: readonly string[]): string => {
  const { theorems, verdicts, scenarios, stateHash, shard, interrupted } = document;
  const rows = theorems.map((t) => [t.id, t.name, grouped(t.scenarios), grouped(t.steps), String(t.refuted)]);
  const passed = scenarios === 0 ? '' : `${grouped(verdicts.passed)} passed, `;
  const verdict = `${passed}${verdicts.refuted} refuted, ${verdicts.broken} broken, ${verdicts.budget} over budget`;
  return `${[
    table([['', 'theorem', 'scenarios', 'steps', 'refuted'], ...rows]),
    `verdicts  ${verdict}${interrupted ? '  (interrupted: a partial result)' : ''}${shard === null ? '' : `  (shard ${shard.index} of ${shard.count})`}`,
    ...scenariosText(document),
    ...downloadedText(document),
    ...(scenarios === 0 ? [] : [`state     ${stateHash}`]),
    `source    ${document.source.version}, interface ${document.source.interface}, program ${document.source.hash}`,
    `repeat    ${repetition(document, named)}`,
  ].join('\n')}\n`;
};
