import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The loops of guest/, in the order of their table in guest.S. */
export const LOOPS = ['fill', 'copy', 'sieve', 'crc32', 'quicksort', 'fibonacci', 'strings', 'pingPong', 'mixed'] as const;

/** Where the image is linked to lie; what it needs besides lies below 4 MB. */
export const IMAGE_AT = 0x100000;
export const USER_STACK = 0x1f0000;
export const KERNEL_STACK = 0x1ff000;

/** The image that guest/build.sh made. */
export const guestImage = (): Uint8Array => readFileSync(join('bench', 'x86', 'guest', 'guest.bin'));

/** What the image says at offset 32: the ring-3 entry, the handler of INT 0x31 and a HLT. */
export const entriesOf = (image: Uint8Array): { readonly program: number; readonly callHandler: number; readonly halt: number } => {
  const view = new DataView(image.buffer, image.byteOffset);
  return { program: view.getUint32(32, true), callHandler: view.getUint32(36, true), halt: view.getUint32(40, true) };
};
