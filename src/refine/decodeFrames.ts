import { Broken } from '../abi/broken.ts';
import { ENTRY } from '../abi/layout.ts';
import { frameNumber, type FrameNumber, pageEntryWord } from '../abi/words.ts';
import type { Contents, Entry, EntryLine, Line } from '../model/state.ts';
import { EMPTY_ENTRY_LINE, EMPTY_TABLE_LINES, NO_ENTRY, NULL_FRAME, ZERO_CONTENTS, ZERO_LINE } from '../model/state.ts';
import { FRAME_LINES, FRAME_WORDS, LINE_WORDS } from './lineKinds.ts';
import { areZero } from './zeros.ts';

/*
 * Contents of user frames and of page tables, line by line. As with rows, what is
 * unchanged is the old object, and what is empty is the shared constant.
 */

const SOFTWARE_SHIFT = 9;
const FLAGS_ZERO = ENTRY.reserved7 | ENTRY.reserved8;

/** Sixteen words at `at` as naturals. */
export const decodeLine = (words: Int32Array, at: number, old: Line): Line => {
  if (areZero(words, at, at + LINE_WORDS)) return ZERO_LINE;
  let same = true;
  for (let i = 0; same && i < LINE_WORDS; i++) same = words[at + i] >>> 0 === old[i];
  if (same) return old;
  const line: number[] = [];
  for (let i = 0; i < LINE_WORDS; i++) line.push(words[at + i] >>> 0);
  return line;
};

/** The whole frame as user contents. */
export const decodeContents = (words: Int32Array, frame: FrameNumber): Contents => {
  const first = frame * FRAME_WORDS;
  if (areZero(words, first, first + FRAME_WORDS)) return ZERO_CONTENTS;
  const lines: Line[] = [];
  for (let i = 0; i < FRAME_LINES; i++) lines.push(decodeLine(words, first + i * LINE_WORDS, ZERO_LINE));
  return lines;
};

/** Old lines with one replaced; `empty` stands for lines that are all the empty one. */
const withLine = <L>(old: readonly L[], index: number, line: L, emptyLine: L, empty: readonly L[]): readonly L[] => {
  if (old[index] === line) return old;
  const lines = old.slice();
  lines[index] = line;
  if (line !== emptyLine) return lines;
  return lines.every((l) => l === emptyLine) ? empty : lines;
};

/** Contents with the line at `index` as RAM has it now. */
export const redecodeContentsLine = (words: Int32Array, frame: FrameNumber, index: number, old: Contents): Contents => {
  const line = decodeLine(words, frame * FRAME_WORDS + index * LINE_WORDS, old[index]);
  return withLine(old, index, line, ZERO_LINE, ZERO_CONTENTS);
};

const flag = (word: number, bit: number): boolean => (word & bit) !== 0;

const sameEntry = (e: Entry, word: number): boolean => {
  if (!e.present) return e.payload === word >>> 0;
  const flags = ENTRY.present | ENTRY.user | (e.writable ? ENTRY.writable : 0) | (e.writeThrough ? ENTRY.writeThrough : 0)
    | (e.cacheDisable ? ENTRY.cacheDisable : 0) | (e.accessed ? ENTRY.accessed : 0) | (e.dirty ? ENTRY.dirty : 0);
  return ((e.frame << 12) | (e.software << SOFTWARE_SHIFT) | flags) === word;
};

/** LAY-12: one word of a user table. */
const decodeEntry = (word: number, frames: number, old: Entry | null): Entry | null => {
  if (word === 0) return null;
  if (old !== null && sameEntry(old, word)) return old;
  if ((word & ENTRY.present) === 0) {
    return { present: false, frame: NULL_FRAME, writable: false, writeThrough: false, cacheDisable: false, accessed: false, dirty: false, software: 0, payload: pageEntryWord(word >>> 0) };
  }
  const frame = frameNumber(word >>> 12);
  if ((word & FLAGS_ZERO) !== 0 || (word & ENTRY.user) === 0 || frame >= frames) {
    throw new Broken('LAY-12', `page entry 0x${(word >>> 0).toString(16)}`);
  }
  return {
    present: true, frame, writable: flag(word, ENTRY.writable), writeThrough: flag(word, ENTRY.writeThrough),
    cacheDisable: flag(word, ENTRY.cacheDisable), accessed: flag(word, ENTRY.accessed), dirty: flag(word, ENTRY.dirty),
    software: (word >>> SOFTWARE_SHIFT) & 7, payload: NO_ENTRY,
  };
};

const decodeEntryLine = (words: Int32Array, at: number, frames: number, old: EntryLine): EntryLine => {
  if (areZero(words, at, at + LINE_WORDS)) return EMPTY_ENTRY_LINE;
  let same = true;
  for (let i = 0; same && i < LINE_WORDS; i++) {
    const before = old[i];
    same = before === null ? words[at + i] === 0 : sameEntry(before, words[at + i]);
  }
  if (same) return old;
  const line: (Entry | null)[] = [];
  for (let i = 0; i < LINE_WORDS; i++) line.push(decodeEntry(words[at + i], frames, old[i]));
  return line;
};

/** The whole frame as a user page table. */
export const decodeTableLines = (words: Int32Array, frame: FrameNumber, frames: number): readonly EntryLine[] => {
  const first = frame * FRAME_WORDS;
  if (areZero(words, first, first + FRAME_WORDS)) return EMPTY_TABLE_LINES;
  const lines: EntryLine[] = [];
  for (let i = 0; i < FRAME_LINES; i++) lines.push(decodeEntryLine(words, first + i * LINE_WORDS, frames, EMPTY_ENTRY_LINE));
  return lines;
};

/** A table's lines with the one at `index` as RAM has it now. */
export const redecodeTableLine = (words: Int32Array, frame: FrameNumber, index: number, frames: number, old: readonly EntryLine[]): readonly EntryLine[] => {
  const line = decodeEntryLine(words, frame * FRAME_WORDS + index * LINE_WORDS, frames, old[index]);
  return withLine(old, index, line, EMPTY_ENTRY_LINE, EMPTY_TABLE_LINES);
};
