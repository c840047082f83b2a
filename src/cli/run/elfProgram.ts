import { PAD, PAGE_BYTES } from '../../abi/addressMap.ts';
import { FileError } from '../../check/files/fileError.ts';

const MAGIC = [0x7f, 0x45, 0x4c, 0x46];
const HEADER_BYTES = 52;
const SEGMENT_BYTES = 32;
const SEGMENT = { load: 1, dynamic: 2, interpreter: 3 } as const;
const LINK = `link with ld -m elf_i386 -N -e 0x${PAD.toString(16)} -Ttext 0x${PAD.toString(16)}`;

/** Whether a file says that it is an ELF file. */
export const isElf = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

const hex = (value: number): string => `0x${value.toString(16)}`;

/** What the header must say: offset, width, value, and what the file would be otherwise. */
const IDENTITY: readonly (readonly [number, 1 | 2, number, string, string])[] = [
  [4, 1, 1, 'is not a 32-bit ELF file', 'compile for i386'],
  [5, 1, 1, 'is not little-endian', 'compile for i386'],
  [18, 2, 3, 'is not for i386', 'compile for i386'],
  [16, 2, 2, 'is no static executable', `${LINK}, without -shared and -pie`],
  [42, 2, SEGMENT_BYTES, 'has segment headers of another size', LINK],
];

const checkHeader = (file: string, bytes: Uint8Array, view: DataView): void => {
  if (bytes.length < HEADER_BYTES) throw new FileError(file, '', 'ends within its ELF header', 'give a whole file');
  for (const [offset, width, value, problem, mend] of IDENTITY) {
    if ((width === 1 ? view.getUint8(offset) : view.getUint16(offset, true)) !== value) throw new FileError(file, '', problem, mend);
  }
  const entry = view.getUint32(24, true);
  if (entry !== PAD) throw new FileError(file, '', `begins at ${hex(entry)}, and every environment begins at ${hex(PAD)}`, LINK);
};

/** Puts the bytes of one segment into the pad. */
const loadSegment = (file: string, bytes: Uint8Array, view: DataView, at: number, pad: Uint8Array): void => {
  const [type, offset, address, , fileBytes, memoryBytes] = Array.from({ length: 6 }, (_, i) => view.getUint32(at + 4 * i, true));
  if (type === SEGMENT.dynamic || type === SEGMENT.interpreter) throw new FileError(file, '', 'is linked dynamically', LINK);
  if (type !== SEGMENT.load || memoryBytes === 0) return;
  if (address < PAD || address + memoryBytes > PAD + PAGE_BYTES)
    throw new FileError(file, '', `loads bytes at ${hex(address)} to ${hex(address + memoryBytes)}, outside the pad (${hex(PAD)}, ${PAGE_BYTES} bytes)`, LINK);
  if (fileBytes > memoryBytes || offset + fileBytes > bytes.length) throw new FileError(file, '', 'ends within a segment', 'give a whole file');
  pad.set(bytes.subarray(offset, offset + fileBytes), address - PAD);
};

/** The pad of an ELF file: static, for i386, all within the pad. @throws FileError */
export const elfProgram = (file: string, bytes: Uint8Array): Uint8Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkHeader(file, bytes, view);
  const first = view.getUint32(28, true);
  const count = view.getUint16(44, true);
  if (first + count * SEGMENT_BYTES > bytes.length) throw new FileError(file, '', 'ends within its segment headers', 'give a whole file');
  const pad = new Uint8Array(PAGE_BYTES);
  for (let i = 0; i < count; i++) loadSegment(file, bytes, view, first + i * SEGMENT_BYTES, pad);
  return pad;
};
