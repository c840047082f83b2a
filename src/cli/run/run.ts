import { setImmediate } from 'node:timers/promises';
import { ENV_ID_GENERATION_UNIT } from '../../abi/layout.ts';
import { VECTOR } from '../../abi/vectors.ts';
import { ProgramRun } from '../../check/programRun.ts';
import { programBoot } from '../../exos/boot.ts';
import { EXIT } from '../io.ts';
import type { Io } from '../io.ts';
import { kitFor } from '../kitFor.ts';
import type { Parsed } from '../options.ts';
import { isBroken, showDifference } from '../scenario/showFinding.ts';
import { readProgram } from './readProgram.ts';
import type { RunDocument } from './runDocument.ts';

/** Instructions after which a program that does not end by itself is stopped. */
const STEPS_USUAL = 10_000_000;
/** Kernel entries between two looks at whether the user interrupts. */
const ENTRIES_IN_A_ROW = 256;

const endOf = ({ end, finding }: ProgramRun): RunDocument['end'] => {
  if (finding !== null) return isBroken(finding) ? 'broken' : 'refuted';
  return end ?? 'interrupted';
};

const documentOf = (file: string, program: ProgramRun): RunDocument => ({
  version: 1, file, end: endOf(program), exit: program.exit, console: program.text, steps: program.steps,
  entries: Object.fromEntries(program.entries), deaths: program.deaths, finding: program.finding,
});

/** What happened, in one line; a finding says more. */
const told = ({ end, exit, steps, entries, finding }: RunDocument): string => {
  const count = Object.values(entries).reduce((sum, times) => sum + times, 0);
  const work = `after ${steps} instructions and ${count} kernel ${count === 1 ? 'entry' : 'entries'}`;
  switch (end) {
    case 'ended': return `ended ${work}, each as the model says; ${exit === null ? 'the first environment said no exit status' : `exit status ${exit}`}`;
    case 'asleep': return `stopped ${work}: environments sleep, and nothing can wake them`;
    case 'steps': return `stopped ${work}: the limit is reached; give a higher --steps`;
    case 'interrupted': return `interrupted ${work}`;
    case 'broken':
    case 'refuted': return `${end} ${work}: ${finding === null ? '' : `${finding.theorem}, rule ${finding.rule}: ${finding.message}\n${showDifference(finding).trimEnd()}`}`.trimEnd();
  }
};

const toldDeath = ({ env, vector, address, eip }: RunDocument['deaths'][number]): string =>
  `environment ${env} died of exception ${vector} at 0x${eip.toString(16)}${vector === VECTOR.pageFault ? `, address 0x${address.toString(16)}` : ''}: it had no handler, or no stack for one`;

/** The id of the first environment: row 0 in its first life. */
const FIRST = ENV_ID_GENERATION_UNIT;

/** Fine is a run that is over by itself, whose first environment neither complained nor was killed. */
const statusOf = ({ end, exit, deaths }: RunDocument): number => {
  if (end === 'interrupted') return EXIT.interrupted;
  return end === 'ended' && (exit ?? 0) === 0 && !deaths.some(({ env }) => env === FIRST) ? EXIT.fine : EXIT.found;
};

/** Boots the kernel with one program as its first environment, and prints what environments print. */
export const run = async (parsed: Parsed, io: Io): Promise<number> => {
  const [file] = parsed.operands;
  const { pad, load } = readProgram(file, parsed.text('input'));
  const kit = await kitFor(parsed.text('mutant'));
  const json = parsed.flag('json');
  const program = new ProgramRun(kit, programBoot(pad), parsed.number('steps') ?? STEPS_USUAL, load);
  for (let i = 0; program.end === null && !io.signal.aborted; i++) {
    const printed = program.advance();
    if (printed !== '' && !json) io.out(printed);
    if (i % ENTRIES_IN_A_ROW === 0) await setImmediate();
  }
  const document = documentOf(file, program);
  if (json) io.out(`${JSON.stringify(document)}\n`);
  else io.err([...document.deaths.map(toldDeath), told(document)].map((line) => `xok: ${line}\n`).join(''));
  return statusOf(document);
};
