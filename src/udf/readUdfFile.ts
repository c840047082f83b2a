import { UDF_WORD_BYTES } from '../abi/udf.ts';
import type { UdfKind } from '../abi/udf.ts';
import { isElf } from './object/elfHeader.ts';
import { readObject } from './object/readObject.ts';
import { assembleText } from './text/assembleText.ts';
import type { UdfFile } from './udfFile.ts';
import { UdfFileError } from './udfFileError.ts';

export type UdfFileForm = 'object' | 'text' | 'words';

/** Characters that no text has: controls other than tab and the ends of lines. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]/u;

/** The text of bytes that are printable UTF-8, else null. */
const textOf = (bytes: Uint8Array): string | null => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return UNPRINTABLE.test(text) ? null : text;
  } catch {
    return null;
  }
};

/** Which form of downloaded code a file has. */
export const udfFileForm = (bytes: Uint8Array): UdfFileForm => {
  if (isElf(bytes)) return 'object';
  return textOf(bytes) === null ? 'words' : 'text';
};

const rawFunction = (bytes: Uint8Array, kind: UdfKind | null): UdfFile => {
  const place = { in: 'file', part: '' } as const;
  if (bytes.length % UDF_WORD_BYTES !== 0) throw new UdfFileError(place, `is neither an ELF file nor text, and its ${bytes.length} bytes are no whole number of words`, 'give an object of clang -target bpf, a text, or words of 8 bytes');
  if (kind === null) throw new UdfFileError(place, 'is a function of words without a name', 'tell its kind: owns, acl or size');
  return { functions: [{ kind, metadataBytesMin: 0, words: bytes.slice() }] };
};

/**
 * The functions of a file, whichever of the three forms it has. Source: spec/udf-files.md.
 * @param rawKind the kind of a file of raw words, which does not tell it; null if the caller does not know it
 * @throws UdfFileError
 */
export const readUdfFile = (bytes: Uint8Array, rawKind: UdfKind | null): UdfFile => {
  if (isElf(bytes)) return readObject(bytes);
  const text = textOf(bytes);
  return text === null ? rawFunction(bytes, rawKind) : assembleText(text);
};
