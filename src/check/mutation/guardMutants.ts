import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutant.ts';

/** A refusal as the compiler lays it out: the condition, then the error with the rule that states it. */
const GUARD = /^ *if \((.*)\)\n *return ERRORS\.\w+; \/\/ ([A-Z]{3}-\d+)$/gm;
/** The call that does not exist: without the guard it succeeds and does nothing. */
const UNKNOWN_CALL_RULE = 'ENT-2';

const withoutGuard = (text: string, condition: string, rule: string): string =>
  rule === UNKNOWN_CALL_RULE ? text.replace(/ERRORS\.\w+/, '0') : text.replace(`if (${condition})`, 'if (false)');

const guardsIn = (file: string, text: string): readonly Mutant[] =>
  [...text.matchAll(GUARD)].map((match) => {
    const [find, condition = '', rule = ''] = match;
    return {
      id: `kernel:${rule}`, kind: 'kernel', rule, file, find, replace: withoutGuard(find, condition, rule), why: 'The guard is forgotten.', named: [],
      equivalent: null, argumentValidation: null,
    };
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

/** One mutant for each line of the compiled kernel that refuses a call: its condition never holds. */
export const guardMutants = (dist: URL): readonly Mutant[] => {
  const folder = fileURLToPath(new URL('impl/', dist));
  return numbered(scriptsIn(folder).flatMap((name) => guardsIn(`impl/${name}`, readFileSync(join(folder, name), 'utf8'))));
};
