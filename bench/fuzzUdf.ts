import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { FuzzFinding, FuzzTotals } from '../src/check/udf/fuzzBlock.ts';
import { fuzzPool } from './udf/fuzzPool.ts';

/**
 * Gives fuzzed word sequences to the verifier and, verified or not, to the metered runner; one in 128 is compiled with
 * checks as well. Exit 1: an exception, a verdict or a run that must not be, or no end. UVR-17.
 */
const USAGE = 'npm run fuzz:udf -- [--programs N] [--seed S] [--time SECONDS] [--workers N] [--json]';
const DEFAULTS = { programs: 1_000_000, seed: 1 } as const;

const natural = (name: string, text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new TypeError(`--${name} ${text} is no natural number`);
  return value;
};

const hexOf = (words: Uint8Array): string => (Buffer.from(words).toString('hex').match(/.{1,16}/g) ?? []).join(' ');
const shown = ({ seed, index, message, program: { kind, metadataBytesMin, words } }: FuzzFinding) => ({ seed, index, message, kind, metadataBytesMin, words: hexOf(words) });
const share = ({ explored, sequences }: FuzzTotals): number => (sequences === 0 ? 0 : explored / sequences);

const progressLine = (totals: FuzzTotals, seconds: number): string =>
  `${totals.sequences} sequences, ${(100 * share(totals)).toFixed(1)} % reached abstract interpretation, ${totals.accepted} accepted, ${totals.run} run, ${totals.compiled} compiled, `
  + `${totals.exceptions} exceptions, ${seconds.toFixed(0)} s`;

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options: { programs: { type: 'string' }, seed: { type: 'string' }, time: { type: 'string' }, workers: { type: 'string' }, json: { type: 'boolean' } } });
  const programs = natural('programs', values.programs, DEFAULTS.programs);
  const seed = natural('seed', values.seed, DEFAULTS.seed);
  const workers = Math.max(1, natural('workers', values.workers, availableParallelism()));
  const seconds = values.time === undefined ? null : natural('time', values.time, 0);
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1000;
  const totals = await fuzzPool({ seed, programs, seconds, workers }, (soFar) => process.stderr.write(`${progressLine(soFar, elapsed())}\n`));
  const { findings, ...counts } = totals;
  if (values.json === true) process.stdout.write(`${JSON.stringify({ seed, ...counts, exploredShare: share(totals), seconds: elapsed(), workers, findings: findings.map(shown) })}\n`);
  else process.stdout.write(`${progressLine(totals, elapsed())}\n`);
  for (const finding of findings.map(shown)) process.stderr.write(`sequence ${finding.index} of seed ${finding.seed}: ${finding.message}\n  ${finding.kind}/${finding.metadataBytesMin}: ${finding.words}\n`);
  return findings.length === 0 ? 0 : 1;
};

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`fuzz:udf: ${error instanceof Error ? error.message : String(error)}; usage: ${USAGE}\n`);
  process.exitCode = 2;
}
