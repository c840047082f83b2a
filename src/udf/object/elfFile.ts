import { UdfFileError } from '../udfFileError.ts';
import type { UdfPlace } from '../udfFileError.ts';
import { headerMisfit, viewOf } from './elfHeader.ts';
import type { HeaderField } from './elfHeader.ts';

/*
 * The parts of an ELF file that an object of clang for BPF has: 64-bit, little-endian, relocatable. Numbers as in the ELF
 * specification; every offset and size is held against the file before it is used. UDF-29, UDF-30.
 */

const HEADER_BYTES = 64;
const SECTION_HEADER_BYTES = 64;
const NAME_BYTES_MAX = 255;

export const SECTION_TYPE = { code: 1, symbols: 2, strings: 3, relocationsWithAddends: 4, empty: 8, relocations: 9 } as const;
/** Flag of a section that holds code. */
const EXECUTABLE = 4;

/** One section. `bytes` are those of the file; none if the section takes no place there. */
export interface ElfSection {
  readonly index: number;
  readonly name: string;
  readonly type: number;
  readonly isCode: boolean;
  readonly bytes: Uint8Array;
  /** Index of the section that this one goes with: the strings of symbols, the symbols of relocations. */
  readonly link: number;
  /** Index of the section that relocations change. */
  readonly info: number;
  readonly entryBytes: number;
}

const COMPILE = 'compile it with clang -O2 -target bpf -c';
const WHOLE = 'give the whole file, as the compiler wrote it';

const inFile = (part: string): UdfPlace => ({ in: 'file', part });

const IDENTITY: readonly HeaderField[] = [
  { offset: 4, bytes: 1, value: 2, problem: 'is not a 64-bit ELF file' },
  { offset: 5, bytes: 1, value: 1, problem: 'is not little-endian' },
  { offset: 6, bytes: 1, value: 1, problem: 'is of another version of ELF' },
  { offset: 18, bytes: 2, value: 247, problem: 'is not for BPF' },
  { offset: 16, bytes: 2, value: 1, problem: 'is not relocatable' },
  { offset: 58, bytes: 2, value: SECTION_HEADER_BYTES, problem: 'has section headers of another size' },
];

/** A natural of 64 bits; every one that is too large to be a place in a file comes out as infinity. */
export const natural = (view: DataView, at: number): number => {
  const value = view.getBigUint64(at, true);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.POSITIVE_INFINITY;
};

/** The bytes of a range of the file. @throws UdfFileError if the file ends before it */
const slice = (bytes: Uint8Array, offset: number, size: number, place: UdfPlace): Uint8Array => {
  if (offset + size > bytes.length) throw new UdfFileError(place, `bytes ${offset} to ${offset + size} are beyond the end of the file, which has ${bytes.length}`, WHOLE);
  return bytes.subarray(offset, offset + size);
};

const decoder = new TextDecoder();

/** The name at an offset of a table of strings. @throws UdfFileError */
export const nameAt = (strings: Uint8Array, offset: number, place: UdfPlace): string => {
  const bytes = strings.subarray(offset, offset + NAME_BYTES_MAX + 1);
  const end = bytes.indexOf(0);
  if (end < 0) throw new UdfFileError(place, `its name, at ${offset} of ${strings.length} bytes of names, does not end within ${NAME_BYTES_MAX} bytes`, WHOLE);
  return decoder.decode(bytes.subarray(0, end));
};

interface Range {
  readonly what: string;
  readonly offset: number;
  readonly end: number;
}

/** No byte of the file may have two meanings. @throws UdfFileError */
const checkApart = (ranges: readonly Range[]): void => {
  const sorted = ranges.filter(({ offset, end }) => end > offset).toSorted((a, b) => a.offset - b.offset);
  for (const [i, { what, offset }] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before !== undefined && offset < before.end) throw new UdfFileError(inFile(what), `overlaps ${before.what}`, WHOLE);
  }
};

const checkHeader = (bytes: Uint8Array): void => {
  const place = inFile('the header');
  if (bytes.length < HEADER_BYTES) throw new UdfFileError(place, `the file ends within it, after ${bytes.length} bytes`, WHOLE);
  const misfit = headerMisfit(viewOf(bytes), IDENTITY);
  if (misfit !== null) throw new UdfFileError(place, `the file ${misfit.problem} (${misfit.found}, not ${misfit.value})`, COMPILE);
};

interface Header {
  readonly view: DataView;
  readonly place: UdfPlace;
  readonly bytes: Uint8Array;
  readonly offset: number;
}

/** The sections of an object, the null section at 0 included. @throws UdfFileError */
export const elfSections = (bytes: Uint8Array): readonly ElfSection[] => {
  checkHeader(bytes);
  const view = viewOf(bytes);
  const first = natural(view, 40);
  const count = view.getUint16(60, true);
  const names = view.getUint16(62, true);
  const table = slice(bytes, first, count * SECTION_HEADER_BYTES, inFile('the section headers'));
  if (names >= count) throw new UdfFileError(inFile('the header'), `section ${names} is to hold the names, and there are ${count}`, WHOLE);
  const headers = Array.from({ length: count }, (_, index): Header => {
    const header = viewOf(table.subarray(index * SECTION_HEADER_BYTES, (index + 1) * SECTION_HEADER_BYTES));
    const place = inFile(`section header ${index}`);
    const isEmpty = index === 0 || header.getUint32(4, true) === SECTION_TYPE.empty;
    const offset = natural(header, 24);
    return { view: header, place, offset, bytes: isEmpty ? new Uint8Array() : slice(bytes, offset, natural(header, 32), place) };
  });
  checkApart([
    { what: 'the header', offset: 0, end: HEADER_BYTES }, { what: 'the section headers', offset: first, end: first + table.length },
    ...headers.map((header, index) => ({ what: `section header ${index}`, offset: header.offset, end: header.offset + header.bytes.length })),
  ]);
  return headers.map(({ view: header, place, bytes: own }, index): ElfSection => ({
    index, name: nameAt(headers[names].bytes, header.getUint32(0, true), place), type: header.getUint32(4, true), isCode: (header.getUint32(8, true) & EXECUTABLE) !== 0,
    bytes: own, link: header.getUint32(40, true), info: header.getUint32(44, true), entryBytes: natural(header, 56),
  }));
};
