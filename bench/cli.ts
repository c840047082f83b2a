import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * How long the small commands take from start to end, in milliseconds of wall time, against Node itself doing
 * nothing. They are promised within 300 ms. The commands are run in turn, so that ratios hold when the machine's speed drifts.
 */
const ROUNDS = 15;
const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const INODE = fileURLToPath(new URL('../../examples/udf/cffs_inode.o', import.meta.url));

const COMMANDS: readonly (readonly [string, readonly string[], string])[] = [
  ['node alone', ['-e', ''], ''],
  ['--version', [MAIN, '--version'], ''],
  ['help', [MAIN, 'help'], ''],
  ['x86 run', [MAIN, 'x86', 'run'], '{"code":"90","at":0,"steps":1}\n'],
  ['udf check', [MAIN, 'udf', 'check', INODE], ''],
  ['udf disasm', [MAIN, 'udf', 'disasm', INODE], ''],
];

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const times = COMMANDS.map((): number[] => []);
for (let round = 0; round < ROUNDS; round++) {
  for (const [i, [, words, input]] of COMMANDS.entries()) {
    const started = performance.now();
    spawnSync(process.execPath, words, { input });
    times[i].push(performance.now() - started);
  }
  process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`);
}
const [alone] = times;
for (const [i, [name]] of COMMANDS.entries()) {
  const ratio = median(times[i].map((time, round) => time / alone[round]));
  process.stdout.write(`${name.padEnd(12)} median ${median(times[i]).toFixed(0).padStart(5)} ms  best ${Math.min(...times[i]).toFixed(0).padStart(5)} ms  ${ratio.toFixed(2)} times node alone\n`);
}
