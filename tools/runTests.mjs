/**
 * `npm test`: every check of the project, the cheapest first, and what each part cost. It ends at the first part that
 * fails. XOK_SEED chooses the seed of the campaign and of the sample of mutants, so that a failure can be repeated.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const seed = process.env.XOK_SEED ?? '1';
/** Refinement scenarios of the campaign, whose mean length is over 20 steps. */
const SCENARIOS = '600000';
/** What the whole may take on two cores. */
const SECONDS_MAX = 600;

const node = (...args) => [process.execPath, args];
const npm = (script) => ['npm', ['run', '--silent', script]];
const vitest = (...projects) =>
  node(join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...projects.flatMap((name) => ['--project', name]));

const PARTS = [
  ['lint', npm('lint')],
  ['tidy', npm('tidy')],
  ['types', npm('typecheck')],
  ['examples and proofs', vitest('examples', 'proofs')],
  ['sample of mutants', vitest('mutants')],
  ['campaign', node(join(root, 'dist/cli/main.js'), 'verify', '--scenarios', SCENARIOS, '--seed', seed)],
];

const spent = [];

const table = () => {
  const total = spent.reduce((sum, [, seconds]) => sum + seconds, 0);
  const rows = [...spent, ['whole', total]].map(
    ([name, seconds]) => `${name.padEnd(20)} ${(seconds / 60).toFixed(1).padStart(5)} min ${String(Math.round((100 * seconds) / total)).padStart(4)} %`,
  );
  return `\nbudget of minutes, of ${SECONDS_MAX / 60} on two cores\n${rows.join('\n')}\n`;
};

for (const [name, [command, args]] of PARTS) {
  console.log(`\n== ${name}`);
  const began = performance.now();
  const { status, signal } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, XOK_SEED: seed } });
  spent.push([name, (performance.now() - began) / 1000]);
  if (status === 0) continue;
  console.log(`${table()}\nfailed: ${name}${signal === null ? '' : ` (${signal})`}; repeat it with XOK_SEED=${seed} npm test`);
  process.exit(status ?? 1);
}
console.log(table());
