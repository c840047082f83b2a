/** Where a file of downloaded code is not as spec/udf-files.md describes it. */
export type UdfPlace =
  /** Both count from 1. */
  | { readonly in: 'text'; readonly line: number; readonly column: number }
  /** A word of a section of an object, counted from 0; null for the section as a whole. */
  | { readonly in: 'section'; readonly section: string; readonly word: number | null }
  /** A part of a file, such as 'the header'; empty for the file as a whole. */
  | { readonly in: 'file'; readonly part: string };

const SHOWN_MAX = 60;

/** Something from a file as it stands in a message: short, and of printable characters only. */
const printable = (text: string): string => {
  const short = text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
  return short.replace(/[^\p{L}\p{N}\p{P}\p{S} …]/gu, '?');
};

/** Something from a file in quotes, printable. */
export const quoted = (text: string): string => `'${printable(text)}'`;

/** A place as it stands in a message; empty for a file as a whole. */
export const showPlace = (place: UdfPlace): string => {
  switch (place.in) {
    case 'text': return `line ${place.line}, column ${place.column}`;
    case 'section': return `section ${printable(place.section)}${place.word === null ? '' : `, word ${place.word}`}`;
    case 'file': return place.part;
  }
};

/** A file of downloaded code that cannot be read: the place, what is wrong there, and the mend. UDF-30. */
export class UdfFileError extends Error {
  readonly place: UdfPlace;
  readonly problem: string;
  readonly mend: string;

  constructor(place: UdfPlace, problem: string, mend: string) {
    super([showPlace(place), `${problem}; ${mend}`].filter((part) => part !== '').join(': '));
    this.name = 'UdfFileError';
    this.place = place;
    this.problem = problem;
    this.mend = mend;
  }
}
