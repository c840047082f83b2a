import { alice } from './alice.ts';
import { bob } from './bob.ts';
import { calls } from './calls.ts';
import { constants } from './constants.ts';
import { copyOnWrite } from './copyOnWrite.ts';
import { family } from './family.ts';
import { fork } from './fork.ts';
import { printing } from './printing.ts';
import { rows } from './rows.ts';
import { start } from './start.ts';
import { supervisor } from './supervisor.ts';

/** The library: what another program would take over as it is. */
export const LIBRARY = [calls, printing, rows, copyOnWrite, fork].join('');

/** What this program does with it. */
const PROGRAM = [supervisor, family, alice, bob].join('');

const HEADING = `; Two environments that share nothing but a machine fork, grant, revoke and die, and everything comes back.
; Made from src/exos: the constants from src/abi, the rest from the modules there. Run it: xok run examples/fork-and-share.asm
`;

/** The demonstration as assembly text, for the assembler of src/x86 at PAD. */
export const forkAndShare = (): string => {
  const text = start + LIBRARY + PROGRAM;
  const words = new Set(text.match(/\b[A-Z][A-Z0-9_]*\b/g));
  return `${HEADING}\n${constants((name) => words.has(name))}${text}`;
};
