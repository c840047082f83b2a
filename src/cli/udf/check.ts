import { UDF_WORD_BYTES } from '../../abi/udf.ts';
import type { UdfProgram } from '../../abi/udf.ts';
import { kindSectionName } from '../../udf/kindSection.ts';
import { EXIT } from '../io.ts';
import type { Io } from '../io.ts';
import type { Parsed } from '../options.ts';
import type { Reason, UdfTools, Verdict } from './engines.ts';
import { markedListing } from './markedListing.ts';
import { kindOf, readFunctions } from './readFunctions.ts';
import type { UdfCheckDocument } from './udfDocuments.ts';

interface Checked {
  readonly program: UdfProgram;
  readonly verdict: Verdict;
}

type FunctionRow = UdfCheckDocument['functions'][number];

const rowOf = ({ program: { kind, metadataBytesMin, words }, verdict }: Checked): FunctionRow => {
  const common = { kind, metadataBytesMin, words: words.length / UDF_WORD_BYTES, accepted: verdict.accepted };
  if (verdict.accepted) return { ...common, cost: verdict.cost, tuples: verdict.tuples, executed: verdict.executed, reasons: [] };
  return { ...common, cost: null, tuples: null, executed: null, reasons: verdict.reasons.map(({ place, rule, message, needed, known }) => ({ pc: place, rule, message, needed, known })) };
};

const documentOf = (file: string, checked: readonly Checked[]): UdfCheckDocument => {
  const functions = checked.map(rowOf);
  const accepted = functions.every((row) => row.accepted);
  return {
    version: 1, file, accepted, cost: accepted ? Math.max(...functions.map(({ cost }) => cost ?? 0)) : null,
    reasons: functions.flatMap(({ kind, reasons }) => reasons.map((reason) => ({ kind, ...reason }))), functions,
  };
};

const linesOf = ({ rule, needed, known }: Reason): readonly string[] => [`${rule}  needed: ${needed}`, `${' '.repeat(rule.length)}  known:  ${known}`];

/** What people read: one line for each function, and where it is refused its instructions with the reasons under them. */
const told = ({ program, verdict }: Checked): string => {
  const name = kindSectionName(program);
  if (verdict.accepted) return `${name}: accepted, costs at most ${verdict.cost}${program.kind === 'owns' ? ` and emits at most ${verdict.tuples} tuples` : ''}\n`;
  const { reasons } = verdict;
  return `${name}: refused for ${reasons.length} ${reasons.length === 1 ? 'reason' : 'reasons'}\n${markedListing(program.words, reasons.map((reason) => ({ place: reason.place, lines: linesOf(reason) })))}`;
};

/** `udf check`: puts the functions of a file before the verifier. */
export const checkWith = (tools: UdfTools) => async (parsed: Parsed, io: Io): Promise<number> => {
  const [file] = parsed.operands;
  const functions = readFunctions(file, kindOf(parsed));
  const verify = await tools.verify();
  const checked = functions.map((program): Checked => ({ program, verdict: verify(program) }));
  const document = documentOf(file, checked);
  io.out(parsed.flag('json') ? `${JSON.stringify(document)}\n` : checked.map(told).join(''));
  return document.accepted ? EXIT.fine : EXIT.found;
};
