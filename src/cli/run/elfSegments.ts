import { FileError } from '../../check/files/fileError.ts';
import { headerMisfit, viewOf } from '../../udf/object/elfHeader.ts';
import type { HeaderField } from '../../udf/object/elfHeader.ts';

const HEADER_BYTES = 52;
const SEGMENT_BYTES = 32;
const SEGMENT = { load: 1, dynamic: 2, interpreter: 3 } as const;
/** Flag of a segment that may be written. */
const WRITABLE = 2;
const BUILD = 'build it with gcc -m32 -static -no-pie -nostdlib, without -shared';
const WHOLE = 'give a whole file';

/** Bytes that a program is to find in memory when it begins: those of the file, and zeros up to `length`. */
export interface ElfSegment {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly isWritable: boolean;
}

export interface ElfProgram {
  readonly entry: number;
  /** Those that take memory, in order of address; they do not overlap. */
  readonly segments: readonly ElfSegment[];
}

const IDENTITY: readonly HeaderField[] = [
  { offset: 4, bytes: 1, value: 1, problem: 'is not a 32-bit ELF file' },
  { offset: 5, bytes: 1, value: 1, problem: 'is not little-endian' },
  { offset: 18, bytes: 2, value: 3, problem: 'is not for i386' },
  { offset: 16, bytes: 2, value: 2, problem: 'is no static executable' },
  { offset: 42, bytes: 2, value: SEGMENT_BYTES, problem: 'has segment headers of another size' },
];

const hex = (value: number): string => `0x${value.toString(16)}`;

/** One segment; null for a header that asks for no memory. */
const readSegment = (file: string, bytes: Uint8Array, view: DataView, at: number): ElfSegment | null => {
  const [type, offset, address, , fileBytes, length, flags] = Array.from({ length: 7 }, (_, i) => view.getUint32(at + 4 * i, true));
  if (type === SEGMENT.dynamic || type === SEGMENT.interpreter) throw new FileError(file, '', 'is linked dynamically', BUILD);
  if (type !== SEGMENT.load || length === 0) return null;
  if (fileBytes > length || offset + fileBytes > bytes.length) throw new FileError(file, '', 'ends within a segment', WHOLE);
  return { address, bytes: bytes.subarray(offset, offset + fileBytes), length, isWritable: (flags & WRITABLE) !== 0 };
};

const checkApart = (file: string, segments: readonly ElfSegment[]): void => {
  for (const [i, { address }] of segments.entries()) {
    const before = segments[i - 1];
    if (before !== undefined && address < before.address + before.length) throw new FileError(file, '', `has two segments with the byte at ${hex(address)}`, WHOLE);
  }
};

/** What a static executable for i386 wants in memory. @throws FileError */
export const elfSegments = (file: string, bytes: Uint8Array): ElfProgram => {
  if (bytes.length < HEADER_BYTES) throw new FileError(file, '', 'ends within its ELF header', WHOLE);
  const view = viewOf(bytes);
  const misfit = headerMisfit(view, IDENTITY);
  if (misfit !== null) throw new FileError(file, '', misfit.problem, BUILD);
  const first = view.getUint32(28, true);
  const count = view.getUint16(44, true);
  if (first + count * SEGMENT_BYTES > bytes.length) throw new FileError(file, '', 'ends within its segment headers', WHOLE);
  const segments = Array.from({ length: count }, (_, i) => readSegment(file, bytes, view, first + i * SEGMENT_BYTES))
    .filter((segment) => segment !== null).toSorted((a, b) => a.address - b.address);
  checkApart(file, segments);
  return { entry: view.getUint32(24, true), segments };
};
