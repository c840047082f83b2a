import { PAGE_BYTES } from '../abi/addressMap.ts';
import { byteOf, withByte } from './digits.ts';
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

/** The bytes [offset, offset + count) of a page; beyond its end there are none. */
export const bytesIn = (contents: Contents, offset: number, count: number): readonly number[] => {
  const bytes: number[] = [];
  const end = Math.min(offset + count, PAGE_BYTES);
  for (let at = offset; at < end; at++) bytes.push(byteOf(wordIn(contents, at), at % WORD_BYTES));
  return bytes;
};

/** The page with bytes [from, from + count) of a list written at an offset; they must fit. */
export const withBytes = (contents: Contents, offset: number, bytes: readonly number[], from: number, count: number): Contents => {
  const page = contents.slice();
  let at = -1;
  let line: number[] = [];
  for (let done = 0; done < count; done++) {
    const place = offset + done;
    if (Math.trunc(place / LINE_BYTES) !== at) {
      if (at >= 0) page[at] = settledLine(contents[at], line);
      at = Math.trunc(place / LINE_BYTES);
      line = contents[at].slice();
    }
    const index = Math.trunc(place / WORD_BYTES) % LINE_WORDS;
    line[index] = withByte(line[index], place % WORD_BYTES, bytes[from + done]);
  }
  if (at >= 0) page[at] = settledLine(contents[at], line);
  for (let i = 0; i < page.length; i++) if (page[i] !== contents[i]) return canonicalContents(page);
  return contents;
};
