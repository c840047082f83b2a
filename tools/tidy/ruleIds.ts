import { readCitations, type Citation } from './citations.ts';
import { readRules, type Kind, type Rule } from './ruleDeclarations.ts';
import type { Finding, RepoFile } from './types.ts';

/** Each need is met by a citation under one of its folders. */
const NEEDS: Readonly<Record<Kind, readonly (readonly string[])[]>> = {
  guard: [['src/model/'], ['src/impl/']],
  effect: [['src/model/'], ['proofs-by-test/', 'src/check/']],
  layout: [['src/abi/']],
  machine: [['src/x86/', 'tests/x86/']],
  operation: [['src/model/udf/'], ['src/udf/']],
  requirement: [['src/udf/'], ['tests/udf/']],
  claim: [['proofs-by-test/']],
};

const prefixOf = (id: string): string => id.slice(0, id.indexOf('-'));

const duplicates = (rules: readonly Rule[]): readonly Finding[] => {
  const first = new Map<string, Rule>();
  return rules.flatMap((rule) => {
    const earlier = first.get(rule.id);
    if (earlier === undefined) {
      first.set(rule.id, rule);
      return [];
    }
    const message = `${rule.id} is declared a second time; ${earlier.file}:${earlier.line} has it already`;
    return [{ file: rule.file, line: rule.line, message, remedy: 'give the later rule the next free number' }];
  });
};

const dangling = (rules: readonly Rule[], citations: readonly Citation[]): readonly Finding[] => {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const prefixes = new Set(rules.map((rule) => prefixOf(rule.id)));
  return citations.flatMap(({ id, file, line }) => {
    const rule = byId.get(id);
    if (rule === undefined) {
      if (!prefixes.has(prefixOf(id))) return [];
      const message = `cites ${id}, which no page of spec declares`;
      return [{ file, line, message, remedy: 'declare the rule in spec first, or cite the right one' }];
    }
    if (rule.kind !== 'withdrawn' || file.startsWith('spec/')) return [];
    const remedy = `read ${rule.file} and cite the rule that replaced it`;
    return [{ file, line, message: `cites ${id}, which is withdrawn`, remedy }];
  });
};

const missingNeeds = (kind: Kind, folders: readonly string[]): readonly string[] =>
  NEEDS[kind]
    .filter((need) => !need.some((home) => folders.some((file) => file.startsWith(home))))
    .map((need) => need.join(' or '));

const unmet = (rule: Rule, folders: readonly string[]): readonly Finding[] => {
  if (rule.kind === 'withdrawn') return [];
  const missing = missingNeeds(rule.kind, folders);
  const at = { file: rule.file, line: rule.line };
  if (rule.planned && missing.length === 0) {
    const message = `${rule.id} is marked planned, but everything it needs is there`;
    return [{ ...at, message, remedy: 'remove the word planned' }];
  }
  if (rule.planned || missing.length === 0) return [];
  const message = `the ${rule.kind} ${rule.id} is cited nowhere in ${missing.join(', nor in ')}`;
  return [{ ...at, message, remedy: 'write the code that it asks for and cite it there, or mark the rule planned' }];
};

/** A rule ID is a promise: declared once, cited only if declared, and carried out where its kind says. */
export const ruleIds = (files: readonly RepoFile[]): readonly Finding[] => {
  const { rules, findings } = readRules(files);
  const citations = readCitations(files);
  const citing = new Map<string, string[]>();
  for (const { id, file } of citations) citing.set(id, [...(citing.get(id) ?? []), file]);
  return [
    ...findings,
    ...duplicates(rules),
    ...dangling(rules, citations),
    ...rules.flatMap((rule) => unmet(rule, citing.get(rule.id) ?? [])),
  ];
};

/** The rules that the specification promises ahead of the code. */
export const plannedRules = (files: readonly RepoFile[]): readonly Rule[] =>
  readRules(files).rules.filter((rule) => rule.planned);
