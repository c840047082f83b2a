import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { CampaignCounterexample } from '../../check/files/campaignDocument.ts';
import { encodeProgramFile } from '../../check/files/programFile.ts';
import type { UdfFinding } from '../../check/udf/udfFinding.ts';
import { saveText, shownPath } from './saveText.ts';
import { showProgram } from '../udf/showProgram.ts';

/** Saves a program that refutes a theorem as a program file; gives its row in the report and what is to be printed. */
export const saveProgram = (found: UdfFinding & { readonly index: number }, seed: number, folder: string, cwd: string): { row: CampaignCounterexample; text: string } => {
  const { theorem, rule, message, program, metadata, metadataBefore, index } = found;
  const document = encodeProgramFile({ finding: { theorem, rule, message }, found: { seed, program: index }, program, metadata, metadataBefore });
  const path = join(folder, `${theorem}-${rule}-${createHash('sha256').update(document).digest('hex').slice(0, 8)}.json`);
  const problem = saveText(path, document);
  const file = shownPath(path, cwd);
  const words = program.words.length / 8;
  return {
    row: { theorem, rule, file: problem === null ? file : null, steps: words, stepsDrawn: words, scenario: index, broken: false, message, path: '', want: '', got: '' },
    text: `REFUTED  ${theorem}  rule ${rule}   seed ${seed}  program ${index}   replay: xok replay ${file}\n${showProgram(found)}${problem === null ? '' : `not saved: ${problem}\n`}`,
  };
};
