import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
let root = '';

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

const run = (...args: readonly string[]): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'tools/ensureBuilt.mjs'), ...args], {
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
};

const built = (path: string): boolean => existsSync(join(root, 'dist', path));

const QUIET = { status: 0, output: '' };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'xok-build-'));
  mkdirSync(join(root, 'tools'));
  for (const name of ['package.json', 'tsconfig.build.json', 'tools/ensureBuilt.mjs']) copyFileSync(join(repository, name), join(root, name));
  // The types of Node would be read each time, and take longer than all else.
  write('tsconfig.json', readFileSync(join(repository, 'tsconfig.json'), 'utf8').replace('"types": ["node"]', '"types": []'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
});

afterEach(() => rmSync(root, { recursive: true }));

describe('ensureBuilt', () => {
  it('has nothing to do where there are no sources', () => {
    expect(run()).toEqual(QUIET);
    expect(built('')).toBe(false);
  });

  it('compiles once, again after a change, and removes what a deleted source left behind', () => {
    write('src/a.ts', "import { b } from './b.ts';\nexport const a = b;\n");
    write('src/b.ts', 'export const b = 1;\n');
    expect(run()).toEqual(QUIET);
    const { mtimeMs } = statSync(join(root, 'dist/.built'));
    expect(run()).toEqual(QUIET);
    expect(statSync(join(root, 'dist/.built')).mtimeMs).toBe(mtimeMs);

    write('src/a.ts', 'export const a = 2;\n');
    rmSync(join(root, 'src/b.ts'));
    expect(run()).toEqual(QUIET);
    expect([built('a.js'), built('b.js'), built('b.d.ts')]).toEqual([true, false, false]);
  });

  it('writes an output again that somebody deleted', () => {
    write('src/a.ts', 'export const a = 1;\n');
    run();
    rmSync(join(root, 'dist/a.js'));
    write('src/c.ts', 'export const c = 1;\n');
    expect(run()).toEqual(QUIET);
    expect([built('a.js'), built('c.js')]).toEqual([true, true]);
  });

  it('bundles the workers of a campaign with what they import, and again if a bundle is missing', () => {
    write('src/a.ts', 'export const a = 41;\n');
    write('src/check/oneWorker.ts', "import { a } from '../a.ts';\nconsole.log(a + 1);\n");
    expect(run()).toEqual(QUIET);
    const file = join(root, 'dist/bundles/oneWorker.js');
    const bundle = readFileSync(file, 'utf8');
    expect(bundle).not.toContain('import');
    expect(spawnSync(process.execPath, [file], { encoding: 'utf8' }).stdout).toBe('42\n');
    rmSync(file);
    expect(run()).toEqual(QUIET);
    expect(built('bundles/oneWorker.js')).toBe(true);

    rmSync(join(root, 'src/check/oneWorker.ts'));
    expect(run()).toEqual(QUIET);
    expect([built('bundles/oneWorker.js'), built('check/oneWorker.js')]).toEqual([false, false]);
  });

  it('checks types only when asked, and an install survives what does not parse', () => {
    write('src/a.ts', "export const a: number = 'one';\n");
    expect(run().status).toBe(0);
    expect(run('--check').output).toContain('TS2322');
    write('src/a.ts', 'export const = ;\n');
    expect(run().status).not.toBe(0);
    expect(run('--mild').status).toBe(0);
  });
});
