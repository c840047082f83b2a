import { importsOf, isRelative, resolveRelative } from './syntax.ts';
import { isTypeScript, type Finding, type RepoFile } from './types.ts';

const WATCHED = /^(?:src|tools|bench)\//;

/**
 * Files that are started rather than imported: the command, whatever the test runner and the benchmarks run, worker
 * threads, and every tool that a script of package.json names by its compiled path.
 */
const isEntry = (path: string, scripts: string): boolean => {
  if (path === 'src/cli/main.ts' || path === 'vitest.config.ts') return true;
  if (path.startsWith('tests/') || path.startsWith('proofs-by-test/')) return true;
  if (/^src\/.*Worker\.ts$/.test(path) || /^bench\/[^/]+\.ts$/.test(path)) return true;
  return /^tools\/[^/]+\.ts$/.test(path) && scripts.includes(`dist-tools/${path.replace(/\.ts$/, '.js')}`);
};

/** A file that nothing starts and nothing imports is read by everybody and run by nobody. */
export const deadFiles = (files: readonly RepoFile[]): readonly Finding[] => {
  const sources = new Map(files.filter(({ path }) => isTypeScript(path)).map((file) => [file.path, file]));
  const scripts = files.find(({ path }) => path === 'package.json')?.text ?? '';
  const waiting = [...sources.keys()].filter((path) => isEntry(path, scripts));
  const alive = new Set(waiting);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const file = sources.get(path);
    if (file === undefined) continue;
    for (const { specifier } of importsOf(file)) {
      const target = isRelative(specifier) ? resolveRelative(path, specifier) : undefined;
      if (target === undefined || alive.has(target)) continue;
      alive.add(target);
      waiting.push(target);
    }
  }
  return [...sources.keys()]
    .filter((path) => WATCHED.test(path) && !alive.has(path))
    .map((path) => ({
      file: path,
      line: 1,
      message: 'is reached from no command, test, proof, benchmark or worker',
      remedy: 'import it where it is meant to work, or delete it',
    }));
};
