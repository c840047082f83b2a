import { PAGE_BYTES } from '../abi/addressMap.ts';
import { byteOf, withByte, wordOfBytes } from './digits.ts';
import { ZERO_CONTENTS, ZERO_LINE, type Contents, type Line } from './state.ts';

/** Words and bytes of one page. Equal absence stays identical: an all-zero line is ZERO_LINE, an all-zero page ZERO_CONTENTS. */
const LINE_BYTES = 64;
const LINE_WORDS = 16;
const WORD_BYTES = 4;

/** The word at a byte offset that is a multiple of four. */
export const wordIn = (contents: Contents, offset: number): number =>
  contents[Math.trunc(offset / LINE_BYTES)][Math.trunc(offset / WORD_BYTES) % LINE_WORDS];

const canonicalLine = (line: Line): Line => {
  for (const word of line) if (word !== 0) return line;
  return ZERO_LINE;
};

/** The new line, or the old one if they are equal. */
const settledLine = (old: Line, line: Line): Line => {
  for (let i = 0; i < LINE_WORDS; i++) if (old[i] !== line[i]) return canonicalLine(line);
  return old;
};

const canonicalContents = (contents: Contents): Contents => {
  for (const line of contents) if (line !== ZERO_LINE) return contents;
  return ZERO_CONTENTS;
};

const withLine = (contents: Contents, at: number, line: Line): Contents => {
  const copy = contents.slice();
  copy[at] = line;
  return line === ZERO_LINE ? canonicalContents(copy) : copy;
};

/** The page with the word at a multiple of four replaced. */
export const withWord = (contents: Contents, offset: number, word: number): Contents => {
  const at = Math.trunc(offset / LINE_BYTES);
  const index = Math.trunc(offset / WORD_BYTES) % LINE_WORDS;
  const old = contents[at];
  if (old[index] === word) return contents;
  const line = old.slice();
  line[index] = word;
  return withLine(contents, at, word === 0 ? canonicalLine(line) : line);
};

/** A word at a place in memory; its address has no brand, so that the stores of a step are such words as they are kept. */
export interface WordAt {
  readonly address: number;
  readonly value: number;
}

/** The page with words [from, from + count) of a list written, all at multiples of four in it; each line is copied once. */
export const withWords = (contents: Contents, words: readonly WordAt[], from: number, count: number): Contents => {
  const page = contents.slice();
  let fresh: number[] = [];
  let at = -1;
  for (let i = from; i < from + count; i++) {
    const { address, value } = words[i];
    const offset = address % PAGE_BYTES;
    const line = Math.trunc(offset / LINE_BYTES);
    if (line !== at) {
      fresh = page[line].slice();
      page[line] = fresh;
      at = line;
    }
    fresh[Math.trunc(offset / WORD_BYTES) % LINE_WORDS] = value;
  }
  return page;
};

/** The bytes [offset, offset + count) of a page; beyond its end there are none. */
export const bytesIn = (contents: Contents, offset: number, count: number): readonly number[] => {
  const bytes: number[] = [];
  const end = Math.min(offset + count, PAGE_BYTES);
  for (let at = offset; at < end; at++) bytes.push(byteOf(wordIn(contents, at), at % WORD_BYTES));
  return bytes;
};

/** The line with bytes [from, from + count) of a list written at an offset in it; whole words at once where they are aligned. */
const withBytesInLine = (old: Line, offset: number, bytes: readonly number[], from: number, count: number): Line => {
  const line = old.slice();
  for (let done = 0; done < count; ) {
    const place = (offset + done) % WORD_BYTES;
    const index = Math.trunc((offset + done) / WORD_BYTES);
    const whole = place === 0 && done + WORD_BYTES <= count;
    line[index] = whole ? wordOfBytes(bytes, from + done) : withByte(line[index], place, bytes[from + done]);
    done += whole ? WORD_BYTES : 1;
  }
  return settledLine(old, line);
};

/** The page with bytes [from, from + count) of a list written at an offset; they must fit. */
export const withBytes = (contents: Contents, offset: number, bytes: readonly number[], from: number, count: number): Contents => {
  let page = contents;
  for (let done = 0; done < count; ) {
    const at = Math.trunc((offset + done) / LINE_BYTES);
    const start = offset + done - at * LINE_BYTES;
    const part = Math.min(count - done, LINE_BYTES - start);
    const line = withBytesInLine(page[at], start, bytes, from + done, part);
    if (line !== page[at]) page = withLine(page, at, line);
    done += part;
  }
  return page;
};
