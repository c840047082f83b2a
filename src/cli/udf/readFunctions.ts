import type { UdfKind, UdfProgram } from '../../abi/udf.ts';
import { FileError } from '../../check/files/fileError.ts';
import { readInput } from '../../check/files/readInput.ts';
import { isKind } from '../../udf/kindSection.ts';
import { readUdfFile, udfFileForm } from '../../udf/readUdfFile.ts';
import type { UdfFile } from '../../udf/udfFile.ts';
import { showPlace, UdfFileError } from '../../udf/udfFileError.ts';
import type { Parsed } from '../options.ts';

/** A program has 32 KB at most; an object may carry debug information. */
const BYTES_MAX = 1 << 24;
const FORMS = 'give an object of clang -target bpf, a text, or words of 8 bytes, of at most 16 MB';

/** The kind that the command line names, if it names one. */
export const kindOf = (parsed: Parsed): UdfKind | null => {
  const name = parsed.text('kind');
  return name !== null && isKind(name) ? name : null;
};

/** The bytes of a file of downloaded code. @throws FileError */
export const readBytes = (file: string): Uint8Array => readInput(file, BYTES_MAX, FORMS);

/** Carries out a reader of files, and names the file in what it refuses. @throws FileError */
export const inFile = <Result>(file: string, read: () => Result): Result => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UdfFileError)) throw error;
    throw new FileError(file, showPlace(error.place), error.problem, error.mend);
  }
};

/** The functions of a file, only the one of a kind if a kind is given. @throws FileError */
export const chosen = (file: string, { functions }: UdfFile, kind: UdfKind | null): readonly UdfProgram[] => {
  if (kind === null) return functions;
  const found = functions.filter((one) => one.kind === kind);
  if (found.length === 0) throw new FileError(file, '', `has no function of kind ${kind}`, `it has ${functions.map((one) => one.kind).join(' and ')}`);
  return found;
};

/** The functions of a file that the command line names: all, or that of `--kind`. @throws FileError */
export const readFunctions = (file: string, kind: UdfKind | null): readonly UdfProgram[] => {
  const bytes = readBytes(file);
  if (kind === null && udfFileForm(bytes) === 'words' && bytes.length % 8 === 0) throw new FileError(file, '', 'holds raw words, which do not tell their kind', 'give --kind owns, acl or size');
  return chosen(file, inFile(file, () => readUdfFile(bytes, kind)), kind);
};
