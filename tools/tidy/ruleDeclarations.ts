import { group, type Finding, type RepoFile } from './types.ts';

export const KINDS = ['guard', 'effect', 'layout', 'machine', 'operation', 'requirement', 'claim'] as const;
export type Kind = (typeof KINDS)[number];

/** One `- **XXX-n** (kind)` line of the specification. A withdrawn rule keeps its number, so that nobody reuses it. */
export type Rule = {
  readonly id: string;
  readonly kind: Kind | 'withdrawn';
  readonly planned: boolean;
  readonly file: string;
  readonly line: number;
};

const BULLET = /^\s*[-*]\s+\*\*([A-Z]{3,4}-\d+)\*\*\s*(?:\(([^)]*)\))?/;
const isKind = (word: string): word is Kind => KINDS.some((kind) => kind === word);

const readRule = (id: string, words: readonly string[], file: string, line: number): Rule | undefined => {
  const [first = '', second, ...rest] = words;
  if (first === 'withdrawn' && second === undefined) return { id, kind: 'withdrawn', planned: false, file, line };
  if (!isKind(first) || rest.length > 0 || (second !== undefined && second !== 'planned')) return undefined;
  return { id, kind: first, planned: second === 'planned', file, line };
};

const malformed = (id: string, file: string, line: number): Finding => ({
  file,
  line,
  message: `${id} is declared without a kind that can be read`,
  remedy: `write "- **${id}** (kind)" or "(kind, planned)" with kind one of ${KINDS.join(', ')}, or "(withdrawn)"`,
});

const isSpecPage = (path: string): boolean => path.startsWith('spec/') && path.endsWith('.md');

/** All rules of the specification in the order of its pages, and the lines that look like a rule but are none. */
export const readRules = (files: readonly RepoFile[]): { rules: readonly Rule[]; findings: readonly Finding[] } => {
  const rules: Rule[] = [];
  const findings: Finding[] = [];
  for (const page of files.filter((file) => isSpecPage(file.path))) {
    page.text.split('\n').forEach((text, index) => {
      const match = BULLET.exec(text);
      if (match === null) return;
      const words = group(match, 2).split(',').map((word) => word.trim());
      const rule = readRule(group(match, 1), words, page.path, index + 1);
      if (rule === undefined) findings.push(malformed(group(match, 1), page.path, index + 1));
      else rules.push(rule);
    });
  }
  return { rules, findings };
};
