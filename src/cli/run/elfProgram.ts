import { PAD, PAGE_BYTES } from '../../abi/addressMap.ts';
import { FileError } from '../../check/files/fileError.ts';
import { loadSteps } from '../../check/loadSteps.ts';
import { PAD_CODE } from '../../check/pad.ts';
import { isFreeForPrograms, PROGRAM_FRAMES, ProgramPages } from '../../check/programPages.ts';
import type { Step } from '../../check/step.ts';
import { PROGRAM_MAP } from '../../exos/programMap.ts';
import { elfSegments } from './elfSegments.ts';
import type { ElfProgram } from './elfSegments.ts';

/** What a machine boots with to run a program, and what its first environment does before it runs by itself. */
export interface ProgramStart {
  readonly pad: readonly number[];
  readonly load: readonly Step[];
}

const hex = (value: number): string => `0x${value.toString(16)}`;
const LINK = `link with ld -m elf_i386 -N -e ${hex(PAD)} -Ttext ${hex(PAD)}`;
const BELOW = `link it below ${hex(PROGRAM_MAP.input)}, where input, stack and pad begin`;

const range = (address: number, length: number): string => `${hex(address)} to ${hex(address + length)}`;

/** A program that lies in the pad is the pad of every environment. */
const inPad = (file: string, { entry, segments }: ElfProgram): ProgramStart => {
  if (entry !== PAD) throw new FileError(file, '', `begins at ${hex(entry)}, and every environment begins at ${hex(PAD)}`, LINK);
  const pad = new Uint8Array(PAGE_BYTES);
  for (const { address, bytes, length } of segments) {
    if (address < PAD || address + length > PAD + PAGE_BYTES) throw new FileError(file, '', `loads bytes at ${range(address, length)}, outside the pad (${hex(PAD)}, ${PAGE_BYTES} bytes)`, LINK);
    pad.set(bytes, address - PAD);
  }
  return { pad: [...pad], load: [] };
};

const tooLarge = (file: string, bytes: number): FileError =>
  new FileError(file, '', `needs ${bytes} bytes of memory beside stack and input`, `make it smaller: the machine has ${PROGRAM_FRAMES} frames of ${PAGE_BYTES} bytes for all of them and their page tables`);

const loaded = (file: string, { entry, segments }: ElfProgram, input: Uint8Array): ProgramStart => {
  const wanted = segments.reduce((sum, { length }) => sum + length, 0);
  if (wanted > PROGRAM_FRAMES * PAGE_BYTES) throw tooLarge(file, wanted);
  const pages = new ProgramPages(input);
  for (const { address, bytes, length, isWritable } of segments) {
    if (!isFreeForPrograms(address, length)) throw new FileError(file, '', `loads bytes at ${range(address, length)}`, BELOW);
    pages.put(address, bytes, length, isWritable);
  }
  if (!segments.some(({ address, length }) => entry >= address && entry < address + length)) throw new FileError(file, '', `begins at ${hex(entry)}, where it loads nothing`, 'name the entry with -e');
  if (pages.frames > PROGRAM_FRAMES) throw tooLarge(file, wanted);
  return { pad: PAD_CODE, load: loadSteps(pages, entry) };
};

/**
 * A static ELF file for i386: the pad, if it begins there, else a program that is loaded (spec/programs.md).
 * @param input what the user gives to the program; null is nothing, which a loaded program sees as no bytes
 * @throws FileError
 */
export const elfProgram = (file: string, bytes: Uint8Array, input: Uint8Array | null): ProgramStart => {
  const program = elfSegments(file, bytes);
  if (program.entry < PAD || program.entry >= PAD + PAGE_BYTES) return loaded(file, program, input ?? new Uint8Array());
  if (input !== null) throw new FileError(file, '', 'lies in the pad and takes no input', 'give --input only to a program that is loaded');
  return inPad(file, program);
};
