import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { compiledSources } from './tools/compiledSources.mjs';

/** A proof may run a campaign of its own; a limit is there only so that a hang is noticed. */
const TEN_MINUTES = 10 * 60 * 1000;

/** Tests of mutants, processes and builds take minutes, which the quick budget does not have. */
const SLOW = ['tests/tools/ensureBuilt.test.ts', 'tests/cli/process.test.ts', 'tests/check/mutation/runMutants.test.ts', 'tests/x86/flagMistakes.test.ts', 'proofs-by-test/mutants/mutants.prop.ts'];
const isQuick = process.env['XOK_BUDGET'] === 'quick';
if (isQuick) process.stderr.write(`left to npm test by the quick budget: ${SLOW.join(', ')}\n`);

export default defineConfig({
  plugins: [compiledSources],
  test: {
    globalSetup: './tools/compiledSources.mjs',
    pool: 'threads',
    isolate: false,
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: TEN_MINUTES,
    hookTimeout: TEN_MINUTES,
    teardownTimeout: 60_000,
    // So are copies of compiled programs with a change, in folders for temporary files.
    server: { deps: { external: [/\/xok-mutant-/] } },
    projects: [
      { extends: true, test: { name: 'examples', include: ['tests/**/*.test.ts'], exclude: isQuick ? SLOW : [] } },
      { extends: true, test: { name: 'proofs', include: ['proofs-by-test/**/*.prop.ts'], exclude: ['proofs-by-test/mutants/**', ...(isQuick ? SLOW : [])] } },
      { extends: true, test: { name: 'mutants', include: ['proofs-by-test/mutants/*.prop.ts'], exclude: isQuick ? SLOW : [] } },
    ],
  },
});
