import { defineConfig } from 'vitest/config';

/** A proof may run a campaign of its own; a limit is there only so that a hang is noticed. */
const TEN_MINUTES = 10 * 60 * 1000;

export default defineConfig({
  test: {
    pool: 'threads',
    testTimeout: TEN_MINUTES,
    hookTimeout: TEN_MINUTES,
    teardownTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'examples', include: ['tests/**/*.test.ts'] } },
      { extends: true, test: { name: 'proofs', include: ['proofs-by-test/**/*.prop.ts'] } },
    ],
  },
});
