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

/** The modules in the order of the text: first the library, which another program would take over, then what this one does with it. */
export const MODULES: Readonly<Record<string, string>> = { start, calls, printing, rows, copyOnWrite, fork, supervisor, family, alice, bob };

const HEADING = `; Two environments that share nothing but a machine fork, grant, revoke and die, and everything comes back.
; Made from src/exos: the constants from src/abi, the rest from the modules there. Run it: xok run examples/fork-and-share.asm
`;

/** The demonstration as assembly text, for the assembler of src/x86 at PAD. */
export const forkAndShare = (): string => {
  const text = Object.values(MODULES).join('');
  const words = new Set(text.match(/\b[A-Z][A-Z0-9_]*\b/g));
  return `${HEADING}\n${constants((name) => words.has(name))}${text}`;
};
