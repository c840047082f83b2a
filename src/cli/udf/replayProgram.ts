import { decodeProgramFile } from '../../check/files/programFile.ts';
import { judgeProgram, trialOn } from '../../check/udf/judgeProgram.ts';
import { EXIT } from '../io.ts';
import type { Io } from '../io.ts';
import type { Parsed } from '../options.ts';
import type { ReplayDocument } from '../replayDocument.ts';
import { showProgram } from './showProgram.ts';
import { udfKitFor } from './udfKitFor.ts';

/** Judges the program of a program file by P11 to P14. */
export const replayProgram = async (file: string, bytes: Uint8Array, parsed: Parsed, io: Io): Promise<number> => {
  const exhibit = decodeProgramFile(file, bytes);
  const mutant = parsed.text('mutant');
  const { finding, isAccepted } = judgeProgram(await udfKitFor(mutant), trialOn(exhibit));
  const verdict = finding === null ? 'passed' : 'refuted';
  if (parsed.flag('json')) {
    const told = finding === null ? null : { theorem: finding.theorem, rule: finding.rule, message: finding.message, path: '', want: '', got: '' };
    const document: ReplayDocument = { version: 1, file, mutant, verdict, rule: finding?.rule ?? null, message: finding?.message ?? null, finding: told, stateHash: '', steps: [] };
    io.out(`${JSON.stringify(document)}\n`);
  } else {
    const { rule, message } = finding ?? { rule: '', message: isAccepted ? 'accepted by the verifier' : 'refused by the verifier' };
    io.out(`${showProgram({ rule, message, ...exhibit })}${verdict}${finding === null ? '' : `  ${finding.theorem}  rule ${rule}`}\n`);
  }
  return finding === null ? EXIT.fine : EXIT.found;
};
