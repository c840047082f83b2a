import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ByteReader, ByteWriter, readAnswer, readCase, writeAnswer, writeCase } from './liveFormat.ts';
import type { Answer, LiveCase } from './liveFormat.ts';
import { WORLD } from './world.ts';

/** A case and what the real processor answered. */
export interface Recorded {
  readonly test: LiveCase;
  readonly real: Answer;
}

/*
 * A recording is compressed with gzip. It begins with the digest of the world's pages (32 bytes); then come groups
 * of a count of cases, the cases, and their answers. Words of registers that are often equal or near to others
 * compress well: those of an answer are stored as differences (exclusive or) to those of its case. Where answers
 * repeat much of what their cases hold, small groups keep both within reach of the compressor.
 */
const DIGEST_BYTES = 32;

const digest = (): Uint8Array => {
  const hash = createHash('sha256');
  for (const { address, writable, executable, contents } of WORLD) hash.update(`${address} ${writable} ${executable} `).update(contents);
  return hash.digest();
};

const changed = (words: Int32Array, against: Int32Array): Int32Array => words.map((word, i) => word ^ against[i]);

export const packRecording = (recorded: readonly Recorded[], groupSize = recorded.length): Uint8Array => {
  const bytes = new ByteWriter();
  bytes.raw(digest());
  for (let first = 0; first < recorded.length; first += groupSize) {
    const group = recorded.slice(first, first + groupSize);
    bytes.u32(group.length);
    for (const { test } of group) writeCase(bytes, test);
    for (const { test, real } of group) writeAnswer(bytes, { ...real, words: changed(real.words, test.words) });
  }
  return gzipSync(bytes.take(), { level: 9 });
};

/** @throws Error if the recording was made with other pages than those of today's `world.ts` */
export const unpackRecording = (packed: Uint8Array): Recorded[] => {
  const bytes = gunzipSync(packed);
  if (Buffer.compare(bytes.subarray(0, DIGEST_BYTES), digest()) !== 0) throw new Error('recorded with other pages: record it anew (tests/x86/oracle/README.md)');
  const reader = new ByteReader(bytes);
  reader.at = DIGEST_BYTES;
  const recorded: Recorded[] = [];
  while (!reader.done) {
    const tests = Array.from({ length: reader.u32() }, () => readCase(reader));
    for (const test of tests) {
      const answer = readAnswer(reader);
      recorded.push({ test, real: { ...answer, words: changed(answer.words, test.words) } });
    }
  }
  return recorded;
};
