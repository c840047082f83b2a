import { group, type RepoFile } from './types.ts';

export type Citation = { readonly id: string; readonly file: string; readonly line: number };

const ID_OR_RANGE = /\b([A-Z]{3,4})-(\d+)\b(?:\s*(?:\.\.\.?|–|to)\s*\1-(\d+)\b)?/g;

/** No page declares more rules of one family than this; a longer "range" is a slip of the pen, not a citation. */
const RANGE_MAX = 99;

/** `INS-11 .. INS-13` cites three rules; everything else cites what it names. */
const idsIn = (text: string): readonly string[] =>
  [...text.matchAll(ID_OR_RANGE)].flatMap((match) => {
    const prefix = group(match, 1);
    const first = Number(group(match, 2));
    const last = match[3] === undefined ? first : Number(match[3]);
    if (last < first || last - first > RANGE_MAX) return [`${prefix}-${first}`, `${prefix}-${last}`];
    return Array.from({ length: last - first + 1 }, (_, offset) => `${prefix}-${first + offset}`);
  });

/** The tests of this very tool speak of rules that exist only in their own small trees. */
const isCiting = (path: string): boolean =>
  /^(?:src|proofs-by-test|tests|spec)\//.test(path) && !path.startsWith('tests/tools/');

export const readCitations = (files: readonly RepoFile[]): readonly Citation[] =>
  files
    .filter((file) => isCiting(file.path))
    .flatMap((file) =>
      file.text
        .split('\n')
        .flatMap((text, index) => idsIn(text).map((id) => ({ id, file: file.path, line: index + 1 }))),
    );
