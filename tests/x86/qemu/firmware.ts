import { RESET_ENTRY } from './runner.ts';

/**
 * The firmware of the reference machine: 64 KB at the end of the address space, which do nothing but enter 32-bit
 * protected mode and jump to the runner. The code is 16-bit, which the assembler of the project does not write.
 */
const FIRMWARE_BYTES = 0x10000;
const RESET_VECTOR = 0xfff0;
const CODE = 0xff00;
const TABLE_REGISTER = 0xff40;
const TABLE = 0xff50;

const bytesOf = (value: number, count: number): number[] => Array.from({ length: count }, (_, i) => (value >>> (8 * i)) & 0xff);

export const firmware = (): Uint8Array => {
  const image = new Uint8Array(FIRMWARE_BYTES);
  // cli; jmp CODE
  image.set([0xfa, 0xe9, ...bytesOf(CODE - RESET_VECTOR - 4, 2)], RESET_VECTOR);
  image.set([
    // lgdt cs:[TABLE_REGISTER] with a base of 32 bits
    0x66, 0x2e, 0x0f, 0x01, 0x16, ...bytesOf(TABLE_REGISTER, 2),
    // mov eax, cr0; or al, 1; mov cr0, eax
    0x0f, 0x20, 0xc0, 0x0c, 0x01, 0x0f, 0x22, 0xc0,
    // jmp 8:RESET_ENTRY
    0x66, 0xea, ...bytesOf(RESET_ENTRY, 4), 0x08, 0x00,
  ], CODE);
  image.set([...bytesOf(23, 2), ...bytesOf(0xffff0000 + TABLE, 4)], TABLE_REGISTER);
  // Nothing, flat code, flat data.
  const flat = (access: number): number[] => [0xff, 0xff, 0, 0, 0, access, 0xcf, 0];
  image.set([...bytesOf(0, 4), ...bytesOf(0, 4), ...flat(0x9b), ...flat(0x93)], TABLE);
  return image;
};
