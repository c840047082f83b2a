/**
 * Compiles only when the sources have changed since the last time, and says nothing when there is nothing to say.
 *
 *   node tools/ensureBuilt.mjs           src -> dist, without type check (npm run typecheck does that for all folders);
 *                                        then each worker of a campaign once more, in one file, to dist/bundles
 *   node tools/ensureBuilt.mjs tools     tools, bench and the oracles of tests/x86 -> dist-tools, likewise
 *   node tools/ensureBuilt.mjs --check   src -> dist, always, with type check
 *   node tools/ensureBuilt.mjs --mild    as the first, but a failure is only a warning: an install must not depend on it
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const flags = new Set(process.argv.slice(2));
const target = flags.has('tools')
  ? { out: 'dist-tools', config: 'tsconfig.tools.json', from: ['tools', 'bench', 'tests/x86/oracle', 'tests/x86/qemu', 'src'], base: '.' }
  : { out: 'dist', config: 'tsconfig.build.json', from: ['src'], base: 'src' };

const walk = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
      )
    : [];

const sources = target.from.flatMap((folder) => walk(join(root, folder))).filter((path) => path.endsWith('.ts'));

/** Path, time and size of everything that shapes the output: a deleted or an older file counts as a change, too. */
const fingerprint = () =>
  [...sources, ...['package-lock.json', 'tsconfig.json', target.config].map((name) => join(root, name))]
    .filter((path) => existsSync(path))
    .map((path) => `${relative(root, path)} ${statSync(path).mtimeMs} ${statSync(path).size}`)
    .sort()
    .join('\n');

const outDir = join(root, target.out);
const stamp = join(outDir, '.built');

/** The worker threads that run for minutes. Mutants replace single files of what they run, so their worker is none of these. */
const workers = target.out === 'dist' ? sources.filter((path) => /^src\/check\/\w+Worker\.ts$/.test(relative(root, path))) : [];
const bundleOf = (worker) => join(outDir, 'bundles', `${basename(worker, '.ts')}.js`);
const compilerState = join(outDir, '.tsbuildinfo');

/** What an output was compiled from, whether it still exists or not. */
const sourceOf = (output) =>
  join(root, target.base, relative(outDir, output)).replace(/(?:\.d\.ts|\.js)(?:\.map)?$/, '.ts');

const removeStale = () => {
  for (const output of walk(outDir)) {
    if (/(?:\.d\.ts|\.js)(?:\.map)?$/.test(output) && !existsSync(sourceOf(output))) rmSync(output);
  }
};

/** The compiler trusts its own notes about what it has written; they are wrong if somebody deleted an output. */
const distrustNotes = () => {
  const built = new Set(walk(outDir).map(sourceOf));
  const expected = target.out === 'dist' ? sources : sources.filter((path) => path.startsWith(join(root, 'tools')));
  if (expected.some((path) => !path.endsWith('.d.ts') && !built.has(path))) rmSync(compilerState, { force: true });
};

const find = (name) => {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
};

/** Writes one file per worker with everything it imports but packages: across module borders the engine folds and inlines less. */
const bundle = async (bundler) => {
  const { rolldown } = await import(pathToFileURL(bundler).href);
  const writeOne = async (worker) => {
    const input = join(outDir, relative(join(root, target.base), worker)).replace(/\.ts$/, '.js');
    const one = await rolldown({ input, platform: 'node', external: /^[^./]/, logLevel: 'warn' });
    await one.write({ file: bundleOf(worker), format: 'esm', codeSplitting: false });
    await one.close();
  };
  await Promise.all(workers.map(writeOne));
};

const build = async () => {
  const compiler = find('typescript/bin/tsc');
  const bundler = find('rolldown');
  if (compiler === undefined || bundler === undefined) {
    console.error('The compiler is not installed: run npm ci with development dependencies.');
    return 2;
  }
  const before = fingerprint();
  mkdirSync(outDir, { recursive: true });
  removeStale();
  distrustNotes();
  const args = [compiler, '-p', join(root, target.config), ...(flags.has('--check') ? [] : ['--noCheck'])];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  rmSync(stamp, { force: true });
  if (status !== 0) return status ?? 1;
  try {
    if (workers.length > 0) await bundle(bundler);
  } catch (error) {
    console.error(error.message);
    return 1;
  }
  writeFileSync(stamp, before);
  return 0;
};

/** A packed install has the outputs and no sources; a new working copy may have neither. */
const needed = () =>
  sources.length > 0 &&
  (flags.has('--check') || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint() || !workers.every((worker) => existsSync(bundleOf(worker))));

const status = needed() ? await build() : 0;
if (status !== 0 && flags.has('--mild')) console.error('The build failed; npm run build shows why.');
process.exitCode = flags.has('--mild') ? 0 : status;
