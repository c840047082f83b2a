import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { disassemble } from '../../../src/x86/disassembler.ts';
import { Emulated } from './emulated.ts';
import { codeOf } from './liveFormat.ts';
import { LiveProcessor, Unavailable } from './liveProcessor.ts';
import { INTEGER_CASES, runLive } from './liveRun.ts';
import type { Counter, Difference } from './liveRun.ts';
import { PROCESSOR } from './processor.ts';
import { packRecording } from './recording.ts';
import type { Recorded } from './recording.ts';
import { report, x87Report } from './oracleReport.ts';
import { Tally } from './tally.ts';
import { X87_CASES } from './x87Comparison.ts';
import { X87Tally } from './x87Tally.ts';

/**
 * Compares the emulated processor with the real one on random cases:
 *
 *   npm run oracle:x86 -- --cases 2000000 --seed 1 [--first 0] [--x87] [--json] [--record FILE]
 *
 * With --x87 the cases are of the floating-point unit.
 * With --record the cases that agree are written to a file, with the answers of the real processor.
 * Ends with 0 if they agree, 1 on a difference, 2 where live cases cannot be run or the command is wrong.
 */
const PRINTED = 20;
/** A recorded group of the floating-point unit's cases, which repeat their registers, is about half of what gzip looks back. */
const X87_GROUP = 30;
const REPORT_MILLISECONDS = 2000;

const integer = (name: string, text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`--${name} must be a whole number, not ${text}`);
  return value;
};

const readOptions = (): { cases: number; seed: number; first: number; x87: boolean; json: boolean; record: string | null } => {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '2000000' }, seed: { type: 'string', default: '1' }, first: { type: 'string', default: '0' },
      x87: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, record: { type: 'string' },
    },
  });
  return { cases: integer('cases', values.cases), seed: integer('seed', values.seed), first: integer('first', values.first), x87: values.x87, json: values.json, record: values.record ?? null };
};

const listing = ({ test }: Difference): string[] => {
  const { address, bytes } = codeOf(test);
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const { text, length } = disassemble(bytes, offset, address + offset);
    lines.push(`${(address + offset).toString(16)}  ${Buffer.from(bytes.subarray(offset, offset + length)).toString('hex').padEnd(24)} ${text}`);
    offset += length;
  }
  return lines;
};

const printed = (seed: number, option: string, difference: Difference): string =>
  [`case ${difference.index}:`, ...listing(difference), ...difference.lines, `repeat: npm run oracle:x86 -- ${option}--seed ${seed} --first ${difference.index} --cases 1`].join('\n    ');

const main = async (): Promise<number> => {
  const options = readOptions();
  const [integer, x87] = [new Tally(), new X87Tally()];
  const tally: Counter = options.x87 ? x87 : integer;
  const kept: Difference[] = [];
  const recorded: Recorded[] = [];
  let differing = 0;
  const live = await LiveProcessor.start();
  const started = performance.now();
  let reported = started;
  try {
    await runLive({
      ...options, kind: options.x87 ? X87_CASES : INTEGER_CASES, live, tally, emulated: new Emulated(PROCESSOR),
      differ: (difference) => {
        differing++;
        if (kept.length < PRINTED) kept.push(difference);
      },
      agree: ({ test, real }) => {
        if (options.record !== null) recorded.push({ test, real });
      },
      progress: (done) => {
        if (performance.now() - reported < REPORT_MILLISECONDS) return;
        reported = performance.now();
        process.stderr.write(`${done} of ${options.cases} cases, ${differing} differ, ${Math.round((done * 1000) / (reported - started))} a second\n`);
      },
    });
  } finally {
    live.stop();
  }
  if (options.record !== null) writeFileSync(options.record, packRecording(recorded, options.x87 ? X87_GROUP : undefined));
  const seconds = (performance.now() - started) / 1000;
  if (!options.json) for (const difference of kept) process.stdout.write(`${printed(options.seed, options.x87 ? '--x87 ' : '', difference)}\n`);
  const differences = kept.map((one) => ({ index: one.index, code: listing(one), lines: one.lines }));
  const outcome = { ...options, seconds, differing, differences };
  process.stdout.write(options.x87 ? x87Report({ ...outcome, tally: x87 }) : report({ ...outcome, tally: integer }));
  return differing === 0 ? 0 : 1;
};

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Unavailable) && !(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
