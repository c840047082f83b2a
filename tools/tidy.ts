import { CHECKS } from './tidy/checks.ts';
import { readTree } from './tidy/readTree.ts';
import { plannedRules } from './tidy/ruleIds.ts';

/**
 * The rules of the house that no compiler knows. Prints one line per finding with its remedy; exits with 1 if there is
 * any. With --planned it lists the rules that the specification promises ahead of the code instead.
 */
const main = (root: string, flags: readonly string[]): number => {
  const files = readTree(root);
  if (flags.includes('--planned')) {
    const planned = plannedRules(files);
    for (const { id, kind, file, line } of planned) console.log(`${id}  ${kind}  ${file}:${line}`);
    console.log(`${planned.length} planned`);
    return 0;
  }
  let count = 0;
  for (const [name, check] of Object.entries(CHECKS)) {
    for (const { file, line, message, remedy } of check(files)) {
      count += 1;
      console.log(`${file}:${line}: ${name}: ${message}\n    ${remedy}`);
    }
  }
  console.log(count === 0 ? `tidy: ${files.length} files, nothing to say` : `tidy: ${count} findings`);
  return count === 0 ? 0 : 1;
};

process.exitCode = main(process.cwd(), process.argv.slice(2));
