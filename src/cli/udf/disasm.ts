import type { UdfProgram } from '../../abi/udf.ts';
import { kindSectionName } from '../../udf/kindSection.ts';
import { disassemble } from '../../udf/text/disassemble.ts';
import { EXIT } from '../io.ts';
import type { Io } from '../io.ts';
import type { Parsed } from '../options.ts';
import { kindOf, readFunctions } from './readFunctions.ts';
import type { UdfDisasmDocument } from './udfDocuments.ts';

const textOf = (program: UdfProgram): string => `.section ${kindSectionName(program)}\n${disassemble(program.words)}`;

/** `udf disasm`: shows the functions of a file as text. */
export const disasm = async (parsed: Parsed, io: Io): Promise<number> => {
  const [file] = parsed.operands;
  const functions = readFunctions(file, kindOf(parsed));
  const document: UdfDisasmDocument = { version: 1, file, functions: functions.map((program) => ({ kind: program.kind, metadataBytesMin: program.metadataBytesMin, text: textOf(program) })) };
  io.out(parsed.flag('json') ? `${JSON.stringify(document)}\n` : functions.map(textOf).join('\n'));
  return EXIT.fine;
};
