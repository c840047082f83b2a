import ts from 'typescript';
import { camelOf, stemOf } from './names.ts';
import { readRules } from './ruleDeclarations.ts';
import { lineOf, parse, visit } from './syntax.ts';
import type { Finding, RepoFile } from './types.ts';

const CALLS_FILE = 'src/abi/calls.ts';

type NamedCall = { readonly name: string; readonly line: number };

/** Looks through `… as const`, `… satisfies T`, parentheses and `Object.freeze(…)`. */
const objectIn = (node: ts.Expression | undefined): ts.ObjectLiteralExpression | undefined => {
  if (node === undefined || ts.isObjectLiteralExpression(node)) return node;
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)) {
    return objectIn(node.expression);
  }
  return ts.isCallExpression(node) ? objectIn(node.arguments[0]) : undefined;
};

const callsIn = (file: RepoFile): readonly NamedCall[] | undefined => {
  const tree = parse(file);
  let calls: NamedCall[] | undefined;
  visit(tree, (node) => {
    if (!ts.isVariableDeclaration(node) || node.name.getText(tree) !== 'CALLS') return;
    calls = objectIn(node.initializer)?.properties.flatMap((property) =>
      property.name !== undefined && (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name))
        ? [{ name: property.name.text, line: lineOf(tree, property) }]
        : [],
    );
  });
  return calls;
};

const panelsOf = (name: string): readonly string[] => {
  const camel = camelOf(name);
  return [`spec/calls/${name}.md`, `src/model/calls/${camel}.ts`, `src/impl/calls/${camel}.ts`, `proofs-by-test/calls/${camel}.prop.ts`];
};

const misnamed = ({ name, line }: NamedCall): readonly Finding[] => {
  if (/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name)) return [];
  const message = `the call ${name} is not in snake_case`;
  return [{ file: CALLS_FILE, line, message, remedy: 'rename it; the camelCase name is derived' }];
};

/** Pages whose rules are all planned run ahead of the interface, which the specification is allowed to do. */
const strayPages = (files: readonly RepoFile[], calls: readonly NamedCall[]): readonly Finding[] => {
  const names = new Set(calls.map(({ name }) => name));
  const { rules } = readRules(files);
  return files
    .filter(({ path }) => /^spec\/calls\/[a-z0-9_]+\.md$/.test(path) && !names.has(stemOf(path)))
    .filter(({ path }) => rules.some((rule) => rule.file === path && rule.kind !== 'withdrawn' && !rule.planned))
    .map(({ path }) => ({
      file: path,
      line: 1,
      message: `describes a call that ${CALLS_FILE} does not have`,
      remedy: 'add the call to CALLS, give the page its name, or mark its rules planned',
    }));
};

/** One call is told four times under one name: prose, model, kernel, property. */
export const callPanels = (files: readonly RepoFile[]): readonly Finding[] => {
  const file = files.find(({ path }) => path === CALLS_FILE);
  const calls = file === undefined ? undefined : callsIn(file);
  if (calls === undefined) {
    const remedy = 'export CALLS, keyed by call name in snake_case';
    return [{ file: CALLS_FILE, line: 1, message: 'has no object CALLS', remedy }];
  }
  const paths = new Set(files.map(({ path }) => path));
  const missing = calls.flatMap(({ name, line }) =>
    panelsOf(name)
      .filter((panel) => !paths.has(panel))
      .map((panel) => ({
        file: CALLS_FILE,
        line,
        message: `the call ${name} has no panel ${panel}`,
        remedy: `write ${panel}, or rename the file that was meant`,
      })),
  );
  return [...calls.flatMap(misnamed), ...missing, ...strayPages(files, calls)];
};
