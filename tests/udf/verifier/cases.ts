import { readdirSync, readFileSync } from 'node:fs';
import type { UdfKind, UdfProgram } from '../../../src/abi/udf.ts';
import { assemble } from './assemble.ts';

/**
 * A program of a `.data` file. A case begins with a line `== title | section`, its section as in spec/udf-files.md, or
 * `== title | section | cost` if it is accepted. Lines of a refused program that its mend takes away begin with `-`, those
 * that the mend puts in with `+`; all others belong to both.
 */
export interface Case {
  readonly file: string;
  readonly title: string;
  /** NaN where none is told. */
  readonly cost: number;
  readonly program: UdfProgram;
  readonly mended: UdfProgram;
  /** How many lines the mend takes away and puts in. */
  readonly taken: number;
  readonly put: number;
}

const kinds: readonly UdfKind[] = ['owns', 'acl', 'size'];

const programOf = (section: string, lines: readonly string[]): UdfProgram => {
  const [name, claim = '0'] = section.split('/');
  const kind = kinds.find((known) => known === name);
  if (kind === undefined) throw new Error(`no section: ${section}`);
  return { kind, metadataBytesMin: Number(claim), words: assemble(lines.join('\n')) };
};

const caseOf = (file: string, text: string): Case => {
  const [header, ...lines] = text.split('\n');
  const [title, section, cost] = header.split('|').map((part) => part.trim());
  const without = (mark: string): readonly string[] => lines.filter((line) => !line.startsWith(mark)).map((line) => line.replace(/^[-+]/, ''));
  const count = (mark: string): number => lines.filter((line) => line.startsWith(mark)).length;
  return { file, title, cost: Number(cost), program: programOf(section, without('+')), mended: programOf(section, without('-')), taken: count('-'), put: count('+') };
};

const casesOf = (folder: URL, file: string): readonly Case[] =>
  readFileSync(new URL(file, folder), 'utf8').split(/^== /m).slice(1).map((text) => caseOf(file, text));

/** All cases of the files of a folder beside this one. */
export const readCases = (folder: string): readonly Case[] => {
  const url = new URL(`${folder}/`, import.meta.url);
  return readdirSync(url).filter((file) => file.endsWith('.data')).toSorted().flatMap((file) => casesOf(url, file));
};
