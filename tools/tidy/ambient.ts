import ts from 'typescript';
import { PURE_LAYERS } from './layers.ts';
import { lineOf, parse, visit } from './syntax.ts';
import { isTypeScript, type Finding, type RepoFile } from './types.ts';

/** Globals through which the host leaks in; `Math` itself is fine, its dice are not. */
const AMBIENT: ReadonlySet<string> = new Set(['Date', 'performance', 'process', 'globalThis', 'console', 'crypto']);

const isNameOnly = (node: ts.Identifier): boolean => {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isShorthandPropertyAssignment(parent)) return false;
  return 'name' in parent && parent.name === node;
};

/** A binding of the same name (a parameter called `process`, say) hides the global in the whole file; that is enough. */
const declaredNames = (tree: ts.SourceFile): ReadonlySet<string> => {
  const names = new Set<string>();
  visit(tree, (node) => {
    if (!ts.isVariableDeclaration(node) && !ts.isParameter(node) && !ts.isBindingElement(node)) return;
    if (ts.isIdentifier(node.name)) names.add(node.name.text);
  });
  return names;
};

const ambientName = (node: ts.Node, own: ReadonlySet<string>): string | undefined => {
  if (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random') return 'Math.random';
  if (!ts.isIdentifier(node) || !AMBIENT.has(node.text) || own.has(node.text)) return undefined;
  return isNameOnly(node) || ts.isTypeReferenceNode(node.parent) ? undefined : node.text;
};

/** Clock and randomness enter the inner layers only as parameters; otherwise no run could be repeated to the bit. */
export const ambient = (files: readonly RepoFile[]): readonly Finding[] => {
  const homes = PURE_LAYERS.map((layer) => `src/${layer}/`);
  const findings: Finding[] = [];
  for (const file of files.filter(({ path }) => isTypeScript(path) && homes.some((home) => path.startsWith(home)))) {
    const tree = parse(file);
    const own = declaredNames(tree);
    visit(tree, (node) => {
      const name = ambientName(node, own);
      if (name === undefined) return;
      const message = `reaches for ${name}, which differs from run to run or from host to host`;
      findings.push({ file: file.path, line: lineOf(tree, node), message, remedy: 'take the value as a parameter' });
    });
  }
  return findings;
};
