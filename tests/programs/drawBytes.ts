import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { textCase } from './case.ts';
import type { Case } from './case.ts';

const bytes = fc.uint8Array({ maxLength: 300 });
const answered = (drawn: fc.Arbitrary<Uint8Array>, answer: (input: Uint8Array) => string): fc.Arbitrary<Case> => drawn.map((input) => ({ input, output: Buffer.from(answer(input)) }));

/** Lengths around the ends of blocks are likely. */
export const drawSha256 = answered(fc.oneof(bytes, fc.integer({ min: 50, max: 70 }).map((length) => new Uint8Array(length).fill(length))),
  (input) => `${createHash('sha256').update(input).digest('hex')}\n`);

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

/** The remainder of the input as a polynomial, with the bits of each byte from the lowest. */
const crc32 = (input: Uint8Array): number => ~input.reduce((crc, byte) => {
  let rest = crc ^ byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ ((rest & 1) * 0xedb88320);
  return rest;
}, -1);

const adler32 = (input: Uint8Array): number => {
  let [low, high] = [1n, 0n];
  for (const byte of input) {
    low += BigInt(byte);
    high += low;
  }
  return Number((high % 65521n) * 65536n + (low % 65521n));
};

const fnv1a = (input: Uint8Array): number => input.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5);

export const checksumLines = (input: Uint8Array): string => `crc32 ${hex(crc32(input))}\nadler32 ${hex(adler32(input))}\nfnv1a ${hex(fnv1a(input))}\n`;

export const drawChecksum = answered(bytes, checksumLines);

const base64Lines = (input: Uint8Array): string => Buffer.from(input).toString('base64').replace(/(.{76}|.{1,75}$)/g, '$1\n');

/** Both ways; the first byte of an input that is encoded is none that asks for decoding. */
export const drawBase64: fc.Arbitrary<Case> = fc.oneof(
  answered(bytes.filter(([first]) => first !== 61), base64Lines),
  bytes.map((output) => ({ input: Buffer.from(`=${base64Lines(output)}`), output })),
);

const fewLetters = (maxLength: number, minLength = 0): fc.Arbitrary<string> => fc.array(fc.constantFrom('a', 'b', 'c'), { minLength, maxLength }).map((letters) => letters.join(''));

const searched = (word: string, text: string): Case => {
  const places = Array.from(text, (_, at) => at).filter((at) => text.startsWith(word, at));
  let looks = 0;
  for (let at = 0; at + word.length <= text.length; looks++) {
    const last = word.lastIndexOf(text[at + word.length - 1], word.length - 2);
    at += word.length === 1 || last < 0 ? word.length : word.length - 1 - last;
  }
  return textCase(`${word}\n${text}`, `${places.map((at) => `${at}\n`).join('')}${places.length} found, looked at ${looks} places of ${text.length}\n`);
};

export const drawSearch: fc.Arbitrary<Case> = fc.tuple(fewLetters(5, 1), fewLetters(300)).map(([word, text]) => searched(word, text));
