import { createHash } from 'node:crypto';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { PrivilegedCase, Record } from './caseFormat.ts';
import { packCases, unpackCases, packRecords, unpackRecords } from './caseFormat.ts';
import { pristineWorld } from './image.ts';

/** A case and what the reference machine did with it. */
export interface Recorded {
  readonly test: PrivilegedCase;
  readonly reference: Record;
}

/*
 * A recording is compressed with Brotli: the digest of the world (32 bytes), the bytes of the texts, the words of the
 * cases and those of the records (three counts), then these three. The texts are lines, two for each case.
 */
const DIGEST_BYTES = 32;
const HEAD_BYTES = DIGEST_BYTES + 12;

const digest = (): Uint8Array => createHash('sha256').update(new Uint8Array(pristineWorld().buffer)).digest();
const bytesOf = (words: Int32Array): Uint8Array => new Uint8Array(words.buffer, words.byteOffset, words.byteLength);

export const packRecording = (recorded: readonly Recorded[]): Uint8Array => {
  const texts = Buffer.from(recorded.map(({ test }) => `${test.kind}\n${test.text}`).join('\n'));
  const cases = packCases(recorded.map(({ test }) => test));
  const records = packRecords(recorded.map(({ reference }) => reference));
  const counts = Int32Array.of(texts.length, cases.length, records.length);
  const all = Buffer.concat([digest(), bytesOf(counts), texts, bytesOf(cases), bytesOf(records)]);
  return brotliCompressSync(all, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: all.length } });
};

/** @throws Error if the recording was made with another world than that of today's `image.ts` */
export const unpackRecording = (packed: Uint8Array): Recorded[] => {
  const all = brotliDecompressSync(packed);
  if (Buffer.compare(all.subarray(0, DIGEST_BYTES), digest()) !== 0) throw new Error('recorded with another world: record it anew (tests/x86/qemu/README.md)');
  const [textBytes, caseWords, recordWords] = new Int32Array(Uint8Array.from(all.subarray(DIGEST_BYTES, HEAD_BYTES)).buffer);
  const lines = all.subarray(HEAD_BYTES, HEAD_BYTES + textBytes).toString().split('\n');
  const words = new Int32Array(Uint8Array.from(all.subarray(HEAD_BYTES + textBytes)).buffer);
  const cases = unpackCases(words.subarray(0, caseWords), lines);
  const records = unpackRecords(words.subarray(caseWords, caseWords + recordWords), cases.length);
  return cases.map((test, i) => ({ test, reference: records[i] }));
};
