import { PAD, PAGE_BYTES } from '../../abi/addressMap.ts';
import { FileError } from '../../check/files/fileError.ts';
import { readInput } from '../../check/files/readInput.ts';
import { assemble, AssemblyError } from '../../x86/assembler.ts';
import { elfProgram, isElf } from './elfProgram.ts';

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

/** The bytes of the pad that a file gives: assembly text, or an ELF file. @throws FileError */
export const readProgram = (file: string): Uint8Array => {
  const bytes = readInput(file, BYTES_MAX);
  const code = isElf(bytes) ? elfProgram(file, bytes) : assembled(file, textOf(file, bytes));
  if (code.length === 0) throw new FileError(file, '', 'has no instruction', 'give at least one');
  if (code.length > PAGE_BYTES) throw new FileError(file, '', `is ${code.length} bytes of code`, `make it fit the pad, which has ${PAGE_BYTES}`);
  return code;
};
