/** One file of the repository; the path is relative to the root and uses forward slashes. Binary files have empty text. */
export type RepoFile = {
  readonly path: string;
  readonly text: string;
};

/** What a check has to say: where, what is wrong, and what to do about it. */
export type Finding = {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly remedy: string;
};

/** A check is a pure function of the tree, so that a test can hand it a tree of three lines. */
export type Check = (files: readonly RepoFile[]) => readonly Finding[];

export const isTypeScript = (path: string): boolean => path.endsWith('.ts') && !path.endsWith('.d.ts');

/** The text of a match group that the pattern always captures. */
export const group = (match: RegExpMatchArray, index: number): string => match[index] ?? '';
