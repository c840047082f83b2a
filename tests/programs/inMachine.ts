import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Arena } from '../../src/check/arena.ts';
import { shownByte } from '../../src/check/consoleReader.ts';
import { ProgramRun } from '../../src/check/programRun.ts';
import { cleanKit } from '../../src/check/programs.ts';
import { elfProgram } from '../../src/cli/run/elfProgram.ts';
import { programBoot } from '../../src/exos/boot.ts';

export const FOLDER = 'examples/programs';

/** What a run of a program says: its output as the console shows it, and its exit status. */
export interface Ran {
  readonly output: string;
  readonly status: number | null;
}

/** Several times what the longest of the runs takes. */
const STEPS_MAX = 20_000_000;
/** What is longer is compared by its hash and its end: showing where two long texts differ would take minutes. */
const SHOWN_MAX = 20_000;
/** No program prints so much on the inputs of the tests, however they are damaged. */
const OUTPUT_MAX = 2_000_000;

const brief = (text: string): string => (text.length <= SHOWN_MAX ? text : `${text.length} bytes, ${createHash('sha256').update(text).digest('hex')}: …${text.slice(-SHOWN_MAX)}`);

/** Bytes as the console shows them, in brief. */
export const shown = (bytes: Uint8Array): string => brief(Array.from(bytes, shownByte).join(''));

const KIT = cleanKit();
const ARENA = new Arena(KIT);

/** Runs a program that is kept, with every entry into the kernel checked. @throws Error unless it ends by itself */
export const inMachine = (name: string, input: Uint8Array): Ran => {
  const file = join(FOLDER, `${name}.elf`);
  const { pad, load } = elfProgram(file, readFileSync(file), input);
  const run = new ProgramRun(KIT, programBoot(pad), STEPS_MAX, load, ARENA);
  while (run.end === null && run.text.length <= OUTPUT_MAX) run.advance();
  if (run.end !== 'ended' || run.deaths.length > 0) throw new Error(`${name}: ${run.end ?? 'prints without end'} ${JSON.stringify(run.finding ?? run.deaths)}`);
  return { output: brief(run.text), status: run.exit };
};
