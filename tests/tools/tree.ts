import type { Check, RepoFile } from '../../tools/tidy/types.ts';

/** A repository of a few lines, written as a record from path to text. */
export const tree = (files: Readonly<Record<string, string>>): readonly RepoFile[] =>
  Object.entries(files).map(([path, text]) => ({ path, text }));

/** What a check says about such a repository, one `file:line message` each. */
export const said = (check: Check, files: Readonly<Record<string, string>>): readonly string[] =>
  check(tree(files)).map(({ file, line, message }) => `${file}:${line} ${message}`);
