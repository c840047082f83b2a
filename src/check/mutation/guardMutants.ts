import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutant.ts';

/** A refusal as the compiler lays it out: the condition, then the error with the rule that states it, or the two rules. */
const GUARD = /^ *if \((.*)\)\n *return ERRORS\.\w+; \/\/ ([A-Z]{3}-\d+)(?:, ([A-Z]{3}-\d+))?$/gm;
/** A call that does not exist has no handler: without the guard it succeeds and does nothing. */
const NO_HANDLER = 'service === undefined';

/**
 * A line with two rules serves insert_pte, which is a range of one element, and insert_pte_range. Each rule has a
 * mutant of its own, in which the guard still holds for the counts that are the other call's; so neither mutant can
 * live on what the other call shows. A range of one element cannot be told from the single call, so that the mutant
 * of the first rule may be named by the second.
 */
const ELSEWHERE = { first: 'count !== 1', second: 'count === 1' } as const;

const withoutGuard = (text: string, condition: string, kept: string | null): string => {
  if (condition === NO_HANDLER) return text.replace(/ERRORS\.\w+/, '0');
  return text.replace(`if (${condition})`, kept === null ? 'if (false)' : `if (${kept} && (${condition}))`);
};

const guardsIn = (file: string, text: string): readonly Mutant[] =>
  [...text.matchAll(GUARD)].flatMap((match) => {
    const [find, condition = '', rule = '', second] = match;
    const mutant = (broken: string, kept: string | null, named: readonly string[]): Mutant => ({
      id: `kernel:${broken}`, kind: 'kernel', rule: broken, file, find, replace: withoutGuard(find, condition, kept), why: 'The guard is forgotten.', named,
      equivalent: null, argumentValidation: null,
    });
    if (second === undefined) return [mutant(rule, null, [])];
    return [mutant(rule, ELSEWHERE.first, [second]), mutant(second, ELSEWHERE.second, [])];
  });

const scriptsIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js')).toSorted();

/** A second line of the same rule gets a number of its own. */
const numbered = (mutants: readonly Mutant[]): readonly Mutant[] => {
  const seen = new Map<string, number>();
  return mutants.map((mutant) => {
    const count = (seen.get(mutant.id) ?? 0) + 1;
    seen.set(mutant.id, count);
    return count === 1 ? mutant : { ...mutant, id: `${mutant.id}.${count}` };
  });
};

/** One mutant for each rule beside a line of the compiled kernel that refuses a call: its condition never holds. */
export const guardMutants = (dist: URL): readonly Mutant[] => {
  const folder = fileURLToPath(new URL('impl/', dist));
  return numbered(scriptsIn(folder).flatMap((name) => guardsIn(`impl/${name}`, readFileSync(join(folder, name), 'utf8'))));
};
