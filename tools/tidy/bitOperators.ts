import ts from 'typescript';
import { lineOf, parse, visit } from './syntax.ts';
import { isTypeScript, type Finding, type RepoFile } from './types.ts';

const BIT_OPERATORS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandToken,
  ts.SyntaxKind.BarToken,
  ts.SyntaxKind.CaretToken,
  ts.SyntaxKind.TildeToken,
  ts.SyntaxKind.LessThanLessThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken,
  ts.SyntaxKind.AmpersandEqualsToken,
  ts.SyntaxKind.BarEqualsToken,
  ts.SyntaxKind.CaretEqualsToken,
  ts.SyntaxKind.LessThanLessThanEqualsToken,
  ts.SyntaxKind.GreaterThanGreaterThanEqualsToken,
  ts.SyntaxKind.GreaterThanGreaterThanGreaterThanEqualsToken,
]);

const operatorOf = (node: ts.Node): ts.SyntaxKind | undefined => {
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind;
  return ts.isPrefixUnaryExpression(node) ? node.operator : undefined;
};

/**
 * The model counts and compares; the kernel masks and shifts. Different habits make different mistakes, and that is what
 * the comparison between the two lives on. The syntax tree tells `a | b` in a type from `a | b` in an expression.
 */
export const bitOperators = (files: readonly RepoFile[]): readonly Finding[] => {
  const findings: Finding[] = [];
  for (const file of files.filter(({ path }) => path.startsWith('src/model/') && isTypeScript(path))) {
    const tree = parse(file);
    visit(tree, (node) => {
      const operator = operatorOf(node);
      if (operator === undefined || !BIT_OPERATORS.has(operator)) return;
      findings.push({
        file: file.path,
        line: lineOf(tree, node),
        message: `the model uses the bit operator ${ts.tokenToString(operator) ?? '?'}`,
        remedy: 'say it with sets, records and arithmetic on naturals',
      });
    });
  }
  return findings;
};
