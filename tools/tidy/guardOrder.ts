import ts from 'typescript';
import { snakeOf, stemOf } from './names.ts';
import { readRules } from './ruleDeclarations.ts';
import { lineOf, parse, visit } from './syntax.ts';
import { isTypeScript, type Finding, type RepoFile } from './types.ts';

type Occurrence = { readonly id: string; readonly line: number };

/** The rules of a call file in the order in which they stand, e.g. `{ rule: 'INS-1', … }`. */
const rulesIn = (file: RepoFile): readonly Occurrence[] => {
  const tree = parse(file);
  const found: Occurrence[] = [];
  visit(tree, (node) => {
    if (!ts.isPropertyAssignment(node) || node.name.getText(tree) !== 'rule') return;
    if (!ts.isStringLiteralLike(node.initializer)) return;
    // A rule with two tests in a row is one guard.
    if (found.at(-1)?.id !== node.initializer.text) found.push({ id: node.initializer.text, line: lineOf(tree, node) });
  });
  return found;
};

const orderFinding = (file: RepoFile, page: string, guards: readonly string[]): readonly Finding[] => {
  const written = rulesIn(file).filter(({ id }) => guards.includes(id));
  const present = new Set(written.map(({ id }) => id));
  const expected = guards.filter((id) => present.has(id));
  const at = written.findIndex(({ id }, index) => id !== expected[index]);
  const wrong = written[at];
  if (wrong === undefined) return [];
  return [
    {
      file: file.path,
      line: wrong.line,
      message: `guard ${wrong.id} stands where ${page} has ${expected[at] ?? 'no further guard'}`,
      remedy: `order the guards as the page does: ${expected.join(', ')}`,
    },
  ];
};

/** The first guard that fails decides the error, so the order in the model must be the order on the page. */
export const guardOrder = (files: readonly RepoFile[]): readonly Finding[] => {
  const { rules } = readRules(files);
  return files
    .filter(({ path }) => path.startsWith('src/model/calls/') && isTypeScript(path))
    .flatMap((file) => {
      const page = `spec/calls/${snakeOf(stemOf(file.path))}.md`;
      const guards = rules.filter((rule) => rule.file === page && rule.kind === 'guard').map((rule) => rule.id);
      return orderFinding(file, page, guards);
    });
};
