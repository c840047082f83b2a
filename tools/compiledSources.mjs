import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'src/');
const compiled = join(root, 'dist/');

/**
 * Lets tests that import `src/…/name.ts` run `dist/…/name.js`, as it is: what is tested is what is shipped, each file is
 * loaded once even if mutants load it, too, and long proofs run a quarter faster than from modules that the runner rewrites.
 */
export const compiledSources = {
  name: 'compiled-sources',
  enforce: 'pre',
  resolveId(specifier, importer) {
    if (importer === undefined || !specifier.startsWith('.') || !specifier.endsWith('.ts')) return null;
    const path = resolve(dirname(importer), specifier);
    return path.startsWith(sources) ? { id: `${compiled}${path.slice(sources.length, -'.ts'.length)}.js`, external: true } : null;
  },
};

/** Compiles before the first test, however the runner was started. */
export const setup = () => {
  const { status } = spawnSync(process.execPath, [join(root, 'tools/ensureBuilt.mjs')], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the sources do not compile; npm run typecheck says where');
};
