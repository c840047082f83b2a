/*
 * What every ELF file has, whatever it is for. Numbers as in the ELF specification.
 */

const MAGIC = [0x7f, 0x45, 0x4c, 0x46];

/** Whether a file says that it is an ELF file. */
export const isElf = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** What one field of the header must be, and what is to be said of a file in which it is not. */
export interface HeaderField {
  readonly offset: number;
  readonly bytes: 1 | 2;
  readonly value: number;
  readonly problem: string;
}

/** The first field that is not as it must be, with what it is; null if all are. The file must be as long as its header. */
export const headerMisfit = (view: DataView, fields: readonly HeaderField[]): { readonly problem: string; readonly found: number; readonly value: number } | null => {
  for (const { offset, bytes, value, problem } of fields) {
    const found = bytes === 1 ? view.getUint8(offset) : view.getUint16(offset, true);
    if (found !== value) return { problem, found, value };
  }
  return null;
};
