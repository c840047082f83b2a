import { PAD, PAGE_BYTES } from '../../abi/addressMap.ts';
import { FileError } from '../../check/files/fileError.ts';
import { readInput } from '../../check/files/readInput.ts';
import { PROGRAM_MAP } from '../../exos/programMap.ts';
import { isElf } from '../../udf/object/elfHeader.ts';
import { assemble, AssemblyError } from '../../x86/assembler.ts';
import { elfProgram } from './elfProgram.ts';
import type { ProgramStart } from './elfProgram.ts';

/** A page of code is a few thousand lines at most; an ELF file may carry tables that are not loaded. */
const BYTES_MAX = 1 << 20;

const textOf = (file: string, bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileError(file, '', 'is neither an ELF file nor text', 'give assembly text, or an ELF file for i386');
  }
};

const assembled = (file: string, text: string): Uint8Array => {
  try {
    return assemble(text, PAD);
  } catch (error) {
    if (!(error instanceof AssemblyError)) throw error;
    const place = `line ${error.line}`;
    throw new FileError(file, place, error.message.slice(place.length + 2), 'write one instruction a line in Intel syntax, as examples/fork-and-share.asm does');
  }
};

/** Assembly text is the pad. */
const textProgram = (file: string, text: string): ProgramStart => {
  const code = assembled(file, text);
  if (code.length === 0) throw new FileError(file, '', 'has no instruction', 'give at least one');
  if (code.length > PAGE_BYTES) throw new FileError(file, '', `is ${code.length} bytes of code`, `make it fit the pad, which has ${PAGE_BYTES}`);
  return { pad: [...code], load: [] };
};

const { inputBytesMax } = PROGRAM_MAP;

/**
 * The program of a file: assembly text, or an ELF file.
 * @param inputFile what a loaded program is given to read; null for nothing
 * @throws FileError
 */
export const readProgram = (file: string, inputFile: string | null): ProgramStart => {
  const bytes = readInput(file, BYTES_MAX, `give a program of at most ${BYTES_MAX} bytes`);
  const input = inputFile === null ? null : readInput(inputFile, inputBytesMax, `give at most ${inputBytesMax} bytes`);
  if (isElf(bytes)) return elfProgram(file, bytes, input);
  if (input !== null) throw new FileError(file, '', 'is assembly text and takes no input', 'give --input only to an ELF file that is loaded');
  return textProgram(file, textOf(file, bytes));
};
