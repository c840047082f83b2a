import { listWords } from '../../udf/text/disassemble.ts';
import type { ListedWord } from '../../udf/text/disassemble.ts';

/** Something to be said about a place of a program, in lines. */
export interface Mark {
  readonly place: number;
  readonly lines: readonly string[];
}

/** Instructions that are shown before and behind a marked one. */
const AROUND = 3;
const ARROW = '-> ';
const PLACE_WIDTH = 8;
/** How far instructions are indented, and what is said under them. */
const TEXT = ' '.repeat(PLACE_WIDTH + 2);
const SAID = ' '.repeat(PLACE_WIDTH + 6);

const lineOf = ({ place, label, text }: ListedWord, isMarked: boolean): string =>
  `${label === null ? '' : `${TEXT}${label}:\n`}${`${isMarked ? ARROW : ''}${place}`.padStart(PLACE_WIDTH)}    ${text}\n`;

/**
 * The instructions around marked places, each mark under its instruction, `…` where some are left out. A mark that stands at no
 * instruction, such as behind the last word, comes last.
 */
export const markedListing = (words: Uint8Array, marks: readonly Mark[]): string => {
  const listing = listWords(words);
  const indexOf = new Map(listing.map(({ place }, index) => [place, index]));
  const shown = new Set(marks.flatMap(({ place }) => {
    const at = indexOf.get(place) ?? listing.length;
    return Array.from({ length: 2 * AROUND + 1 }, (_, i) => at - AROUND + i);
  }));
  const said = (place: number): string => marks.filter((mark) => mark.place === place).flatMap(({ lines }) => lines).map((line) => `${SAID}${line}\n`).join('');
  const parts = listing.map((word, index) => {
    if (!shown.has(index)) return shown.has(index - 1) ? `${'…'.padStart(PLACE_WIDTH)}\n` : '';
    const lines = said(word.place);
    return `${lineOf(word, lines !== '')}${lines}`;
  });
  const elsewhere = [...new Set(marks.map(({ place }) => place))].filter((place) => !indexOf.has(place));
  return `${parts.join('')}${elsewhere.map((place) => `${`${ARROW}${place}`.padStart(PLACE_WIDTH)}    (no instruction begins here)\n${said(place)}`).join('')}`;
};
