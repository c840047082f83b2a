import { FileError } from '../../check/files/fileError.ts';
import { writeAtomically } from '../../check/files/writeAtomically.ts';
import { kindSectionName } from '../../udf/kindSection.ts';
import { readUdfFile, udfFileForm } from '../../udf/readUdfFile.ts';
import { EXIT } from '../io.ts';
import type { Io } from '../io.ts';
import type { Parsed } from '../options.ts';
import { chosen, inFile, kindOf, readBytes } from './readFunctions.ts';
import type { UdfAsmDocument } from './udfDocuments.ts';

const hexOf = (words: Uint8Array): string => Buffer.from(words).toString('hex');

/** A word a line, in pairs of digits. */
const linesOf = (words: Uint8Array): string => hexOf(words).replaceAll(/(.{16})/g, '$1\n').replaceAll(/(..)(?=.)/g, '$1 ');

/** `udf asm`: assembles a text. */
export const asm = async (parsed: Parsed, io: Io): Promise<number> => {
  const [file] = parsed.operands;
  const bytes = readBytes(file);
  if (udfFileForm(bytes) !== 'text') throw new FileError(file, '', 'is no text', 'give a text in the syntax of LLVM; xok udf disasm makes one');
  const functions = chosen(file, inFile(file, () => readUdfFile(bytes, null)), kindOf(parsed));
  const out = parsed.text('out');
  if (out !== null) {
    if (functions.length > 1) throw new FileError(file, '', `has ${functions.length} functions, and a file of words holds one`, 'name it with --kind');
    writeAtomically(out, functions[0].words);
  }
  const document: UdfAsmDocument = { version: 1, file, functions: functions.map(({ kind, metadataBytesMin, words }) => ({ kind, metadataBytesMin, words: hexOf(words) })) };
  if (parsed.flag('json')) io.out(`${JSON.stringify(document)}\n`);
  else if (out === null) io.out(functions.map((one) => `${functions.length > 1 ? `# ${kindSectionName(one)}\n` : ''}${linesOf(one.words)}`).join(''));
  return EXIT.fine;
};
