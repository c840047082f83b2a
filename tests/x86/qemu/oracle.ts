import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Machine } from '../../../src/x86/machine.ts';
import { drawPrivilegedCase } from './caseDraw.ts';
import { compareRuns, describe } from './comparison.ts';
import { OurMachine } from './ourMachine.ts';
import { packRecording } from './recording.ts';
import type { Recorded } from './recording.ts';
import { ReferenceMachine, Unavailable } from './referenceMachine.ts';
import { Tally } from './tally.ts';
import type { Row } from './tally.ts';

/**
 * Compares the privileged behaviour of our machine with QEMU's on random cases:
 *
 *   npm run oracle:qemu -- --cases 100000 --seed 1 [--first 0] [--json] [--record FILE]
 *
 * With --record the cases that were compared and agree are written to a file, with what QEMU did.
 * Ends with 0 if they agree, 1 on a difference, 2 where QEMU is missing or the command is wrong.
 */
const BATCH = 5000;
const PRINTED = 20;

interface Options {
  readonly cases: number;
  readonly seed: number;
  readonly first: number;
  readonly json: boolean;
  readonly record: string | null;
}

const integer = (name: string, text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`--${name} must be a whole number, not ${text}`);
  return value;
};

const readOptions = (): Options => {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' }, first: { type: 'string', default: '0' },
      json: { type: 'boolean', default: false }, record: { type: 'string' },
    },
  });
  return { cases: integer('cases', values.cases), seed: integer('seed', values.seed), first: integer('first', values.first), json: values.json, record: values.record ?? null };
};

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts).toSorted(([, a], [, b]) => b - a).map(([name, number]) => `${name}: ${number}`).join('; ');

const rowText = (row: Row): string =>
  `${row.kind}: ${row.cases} cases, ${row.differing} differ; ended by vector ${listed(row.ends)}`
  + (Object.keys(row.excluded).length === 0 ? '' : `\n    left out: ${listed(row.excluded)}`);

/** What a run has found. */
class Outcome {
  readonly tally = new Tally();
  readonly differences: { readonly index: number; readonly text: string; readonly lines: readonly string[] }[] = [];
  readonly agreeing: Recorded[] = [];

  /** Runs one batch on both machines. */
  batch(options: Options, first: number, count: number, ours: OurMachine, reference: ReferenceMachine): void {
    const tests = Array.from({ length: count }, (_, i) => drawPrivilegedCase(options.seed, first + i));
    const records = reference.run(tests);
    tests.forEach((test, i) => {
      const run = ours.run(test);
      const verdict = compareRuns(test, records[i], run);
      this.tally.add(test, run, verdict);
      if (verdict.lines.length > 0 && this.differences.length < PRINTED) this.differences.push({ index: first + i, text: describe(test), lines: verdict.lines });
      if (options.record !== null && verdict.excluded === null && verdict.lines.length === 0) this.agreeing.push({ test, reference: records[i] });
    });
  }

  report(options: Options, version: string, seconds: number): string {
    const { tally, differences } = this;
    const { cases, excluded, differing, tolerated, rows } = tally;
    if (options.json) return `${JSON.stringify({ ...options, version, seconds, cases, excluded, differing, differences, tolerated, rows }, null, 1)}\n`;
    return [
      ...differences.map(({ index, text, lines }) => [`case ${index}: ${text}`, ...lines, `repeat: npm run oracle:qemu -- --seed ${options.seed} --first ${index} --cases 1`].join('\n    ')),
      ...rows.map(rowText),
      `known differences of single words: ${listed(tolerated)}`,
      `${version}; seed ${options.seed}: ${cases} cases in ${seconds.toFixed(1)} s, ${excluded} left out, ${cases - excluded} compared, ${differing} differ`, '',
    ].join('\n');
  }
}

const main = (): number => {
  const options = readOptions();
  const outcome = new Outcome();
  const ours = new OurMachine(Machine);
  const started = performance.now();
  const reference = new ReferenceMachine();
  try {
    for (let done = 0; done < options.cases; done += BATCH) {
      outcome.batch(options, options.first + done, Math.min(BATCH, options.cases - done), ours, reference);
      process.stderr.write(`${outcome.tally.cases} of ${options.cases} cases, ${outcome.tally.differing} differ\n`);
    }
  } finally {
    reference.close();
  }
  if (options.record !== null) writeFileSync(options.record, packRecording(outcome.agreeing));
  process.stdout.write(outcome.report(options, reference.version, (performance.now() - started) / 1000));
  return outcome.tally.differing === 0 ? 0 : 1;
};

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof Unavailable) && !(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
