import ts from 'typescript';
import type { RepoFile } from './types.ts';

const parsed = new WeakMap<RepoFile, ts.SourceFile>();

/** Several checks read the same tree, so each file is parsed once. */
export const parse = (file: RepoFile): ts.SourceFile => {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true);
  parsed.set(file, tree);
  return tree;
};

export const visit = (node: ts.Node, see: (node: ts.Node) => void): void => {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
};

export const lineOf = (tree: ts.SourceFile, node: ts.Node): number =>
  tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;

export type Import = { readonly specifier: string; readonly line: number };

/** The text that names a module in this node, if the node imports or re-exports one. */
const specifierNode = (node: ts.Node): ts.Node | undefined => {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0];
  return undefined;
};

/** Every module that a file names: static and dynamic imports, re-exports and import types. */
export const importsOf = (file: RepoFile): readonly Import[] => {
  const tree = parse(file);
  const found: Import[] = [];
  visit(tree, (node) => {
    const specifier = specifierNode(node);
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) {
      found.push({ specifier: specifier.text, line: lineOf(tree, specifier) });
    }
  });
  return found;
};

/** Resolves `./x.ts` or `../y/x.ts` against the importing file; undefined if it climbs out of the repository. */
export const resolveRelative = (from: string, specifier: string): string | undefined => {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
};

export const isRelative = (specifier: string): boolean => specifier.startsWith('./') || specifier.startsWith('../');
