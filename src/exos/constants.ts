import { KERNBASE, PAD, PAGE_BYTES, UADDRS, UENVS, ULIM, UPAGES, UQUANTA, USYSINFO, UTOP, UVPT } from '../abi/addressMap.ts';
import { CALLS, QUANTUM_ANY, RANGE_COUNT_MAX } from '../abi/calls.ts';
import { ERRORS } from '../abi/errors.ts';
import { LIMIT_ALL, LIMIT_NONE, LIMIT_ONE } from '../abi/geometry.ts';
import {
  CAPABILITY_LENGTH_UNIT, CAPABILITY_VALID, ENTRY, ENV, ENV_ID_GENERATION_UNIT, EXCEPTION_FRAME, PAGE, PAGE_ROW_BYTES, PAGE_STATUS, QUANTUM_ROW_BYTES,
  REGISTER_RECORD, RIGHT_SECOND, RIGHT_WRITE, RIGHTS_ALL, SYSINFO, UAREA,
} from '../abi/layout.ts';
import { PF, VECTOR } from '../abi/vectors.ts';
import { LIBRARY_MAP } from './libraryMap.ts';
import { MAILBOX } from './mailbox.ts';

type Numbers = Readonly<Record<string, number>>;

/** `insert_pte` and `kernelFrames` are INSERT_PTE and KERNEL_FRAMES in assembly text. */
const shouted = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

const prefixed = (prefix: string, numbers: Numbers): Numbers =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [`${prefix}_${shouted(name)}`, value]));

const CALL_NUMBERS: Numbers = Object.fromEntries(Object.entries(CALLS).map(([name, { number }]) => [`CALL_${shouted(name)}`, number]));

/** The first word of a capability whose name is at most three letters; its second word is zero. LAY-4. */
const capabilityWord = (rights: number, name: string): number =>
  Array.from(name).reduce((word, letter, i) => word + letter.charCodeAt(0) * 256 ** (i + 1), rights + CAPABILITY_VALID + CAPABILITY_LENGTH_UNIT * name.length);

/** Page numbers, and where the self-map shows entries: the library needs them as numbers, since the assembler only adds. */
const DERIVED: Numbers = {
  ROW_INDEX: ENV_ID_GENERATION_UNIT - 1,
  PAGE_WORDS: PAGE_BYTES / 4,
  UTOP_PAGE: UTOP / PAGE_BYTES,
  PAD_PAGE: PAD / PAGE_BYTES,
  OWN_PAGE: LIBRARY_MAP.OWN / PAGE_BYTES,
  UVPD: UVPT + UVPT / 1024,
  SHARED_ENTRY: UVPT + LIBRARY_MAP.SHARED / 1024,
  SCRATCH_ENTRY: UVPT + LIBRARY_MAP.SCRATCH / 1024,
  SHARED_BITS: ENTRY.writable + ENTRY.accessed + ENTRY.dirty,
  BECOME_COPY_ON_WRITE: LIBRARY_MAP.COPY_ON_WRITE + 0x10000 * ENTRY.writable,
  BECOME_WRITABLE: ENTRY.writable + 0x10000 * LIBRARY_MAP.COPY_ON_WRITE,
  ALL_A: capabilityWord(RIGHTS_ALL, 'A'),
  ALL_B: capabilityWord(RIGHTS_ALL, 'B'),
  WEAK_A: capabilityWord(RIGHT_WRITE + RIGHT_SECOND, 'A'),
  WEAK_B: capabilityWord(RIGHT_WRITE + RIGHT_SECOND, 'B'),
  WRITE_B: capabilityWord(RIGHT_WRITE, 'B'),
  WRITE_AB: capabilityWord(RIGHT_WRITE, 'AB'),
};

/** Numbers below this are decimal in the text: offsets and counts. */
const SMALL = 4096;

/** Numbers that a program needs to speak to this kernel, and those of the library itself, by heading; from which number on they are hexadecimal. */
const GROUPS: readonly (readonly [heading: string, numbers: Numbers, hexadecimalFrom: number])[] = [
  ['The address map (LAY-3).', { PAGE_BYTES, KERNBASE, ULIM, UVPT, UADDRS, USYSINFO, UQUANTA, UENVS, UPAGES, UTOP, PAD }, SMALL],
  ['Calls (LAY-1).', { SYSTEM_CALL: VECTOR.systemCall, ...CALL_NUMBERS, RANGE_COUNT_MAX, QUANTUM_ANY }, 0],
  ['Errors (LAY-2).', ERRORS, SMALL],
  ['Exposed rows (LAY-5 to LAY-8).', {
    ...prefixed('SYSINFO', SYSINFO), ...prefixed('ENV', ENV), ...prefixed('PAGE', PAGE), PAGE_ROW_BYTES, QUANTUM_ROW_BYTES,
    ...prefixed('PAGE_IS', PAGE_STATUS), LIMIT_NONE, LIMIT_ONE, LIMIT_ALL,
  }, SMALL],
  ['The u-area, exception frames and register records (LAY-9, LAY-10, LAY-17).', {
    ...prefixed('UAREA', UAREA), ...prefixed('FRAME', EXCEPTION_FRAME), ...prefixed('RECORD', REGISTER_RECORD), PAGE_FAULT: VECTOR.pageFault, ...prefixed('PF', PF),
  }, SMALL],
  ['Page entries (LAY-12).', prefixed('ENTRY', ENTRY), SMALL],
  ['The console, an agreement with the tool (spec/console.md).', prefixed('CONSOLE', MAILBOX), SMALL],
  ['The library: where it keeps things, and what follows from that.', { ...LIBRARY_MAP, ...DERIVED }, SMALL],
];

const spell = (value: number, hexadecimalFrom: number): string => (value < hexadecimalFrom ? String(value) : `0x${value.toString(16).padStart(2, '0')}`);

/** The constants that are used, as assembly text: a program shows what it needs of the interface. */
export const constants = (used: (name: string) => boolean): string =>
  GROUPS.map(([heading, numbers, hexadecimalFrom]) => {
    const lines = Object.entries(numbers).filter(([name]) => used(name)).map(([name, value]) => `${name} equ ${spell(value, hexadecimalFrom)}\n`);
    return lines.length === 0 ? '' : `; ${heading}\n${lines.join('')}\n`;
  }).join('');
