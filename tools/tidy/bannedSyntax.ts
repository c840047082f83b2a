import ts from 'typescript';
import type { Exemption } from './exemptions.ts';
import { lineOf, parse, visit } from './syntax.ts';
import { isTypeScript, type Finding, type RepoFile } from './types.ts';

const isNonNull = (node: ts.Node): boolean =>
  ts.isNonNullExpression(node) ||
  ((ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) && node.exclamationToken !== undefined);

const isCast = (node: ts.Node): boolean => {
  if (!ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)) return false;
  return !ts.isConstTypeReference(node.type);
};

const linesWith = (file: RepoFile, test: (node: ts.Node) => boolean): readonly number[] => {
  const tree = parse(file);
  const lines: number[] = [];
  visit(tree, (node) => {
    if (test(node)) lines.push(lineOf(tree, node));
  });
  return lines;
};

const nonNulls = (file: RepoFile): readonly Finding[] =>
  linesWith(file, isNonNull).map((line) => ({
    file: file.path,
    line,
    message: 'asserts with ! that a value is there',
    remedy: 'handle the case that it is not: return, throw Broken, or use ??',
  }));

const casts = (file: RepoFile): readonly Finding[] =>
  linesWith(file, isCast).map((line) => ({
    file: file.path,
    line,
    message: 'casts a value to a type that the compiler could not see',
    remedy: 'narrow it with a test, or move the decoding to a file listed in DECODING_FILES of tools/tidy/exemptions.ts',
  }));

/** Assertions that silence the compiler: it is the cheapest checker that the project has. */
export const bannedSyntax =
  (decoding: readonly Exemption[]) =>
  (files: readonly RepoFile[]): readonly Finding[] => {
    const exempt = new Set(decoding.map(({ path }) => path));
    const sources = files.filter(({ path }) => isTypeScript(path));
    const casting = new Set(sources.filter((file) => linesWith(file, isCast).length > 0).map(({ path }) => path));
    const idle = decoding
      .filter(({ path }) => !casting.has(path))
      .map(({ path }) => ({
        file: 'tools/tidy/exemptions.ts',
        line: 1,
        message: `lets ${path} cast without need`,
        remedy: 'remove the entry; the list may only shrink',
      }));
    return [
      ...sources.flatMap(nonNulls),
      ...sources.filter(({ path }) => !exempt.has(path)).flatMap(casts),
      ...idle,
    ];
  };
