import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal } from './capturedIo.ts';
import type { Ran } from './capturedIo.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xok-process-'));
  writeFileSync(join(folder, 'nul.json'), '\0\0\0');
  writeFileSync(join(folder, 'deep.json'), '['.repeat(200_000));
  writeFileSync(join(folder, 'empty.json'), '');
  writeFileSync(join(folder, 'null.json'), 'null');
  writeFileSync(join(folder, 'exit.s'), 'exit\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the built command as a process of its own; `interruptAfter` is in milliseconds. */
const xok = (words: readonly string[], input = '', interruptAfter: number | null = null, environment: NodeJS.ProcessEnv = process.env): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...words], { cwd: folder, env: environment });
    const out: string[] = [];
    const err: string[] = [];
    child.stdout.on('data', (chunk) => out.push(String(chunk)));
    child.stderr.on('data', (chunk) => err.push(String(chunk)));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? -1, out: out.join(''), err: err.join('') }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    if (interruptAfter !== null) setTimeout(() => child.kill('SIGINT'), interruptAfter);
  });

describe('xok as a process', () => {
  it.each([
    [''], ['unknown'], ['verify --foo'], ['verify --scenarios'], ['verify --scenarios 0'], ['verify --seed -1'], ['verify --time 0'], ['verify --workers 1e9'], ['verify --geometry tiny'],
    ['verify --report nul.json'], ['verify P1 P2000'], ['verify --json --json'], ['verify --shard 2/1 --scenarios 5 --seed 1'], ['merge'], ['merge nul.json'], ['merge deep.json'], ['merge empty.json'],
    ['merge null.json'], ['merge .'], ['merge absent'], ['replay nul.json'], ['replay deep.json'], ['replay empty.json'], ['replay null.json'], ['replay /dev/zero'], ['replay absent --mutant x'],
    ['mutants --kind none'], ['mutants show'], ['x86'], ['x86 run now'], ['help nothing'], ['--version 2'],
    ['udf'], ['udf check'], ['udf check nul.json'], ['udf check deep.json'], ['udf check absent'], ['udf run empty.json --meta nul.json'], ['udf asm null.json'], ['udf disasm nul.json'], ['udf asm .'], ['udf conformance-plugin zz'],
  ])('refuses "%s" with one line and writes nothing', async (line) => {
    const before = readdirSync(folder);
    expect(await xok(line.split(' '))).toSatisfy(isRefusal);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('names the line of x86 run that it cannot read', async () => {
    const ran = await xok(['x86', 'run'], '{"code":"90","at":0,"steps":1}\nwhat\n');
    expect([ran.status, ran.out.split('\n').length]).toEqual([2, 2]);
    expect({ ...ran, out: '' }).toSatisfy(isRefusal);
  });

  it('ends a campaign that is interrupted with its partial result', async () => {
    const { status, out } = await xok(['verify', '--json', '--seed', '1', '--workers', '1'], '', 1500);
    expect([status, JSON.parse(out)]).toMatchObject([3, { interrupted: true, seed: 1 }]);
  });

  // How long the commands take is measured by `npm run bench:cli`; what makes them slow is what they load.
  it.each([['help'], ['--version'], ['x86 run'], ['udf asm exit.s'], ['udf disasm exit.s --json'], ['udf check exit.s']])('loads no package for "%s"', async (line) => {
    const coverage = mkdtempSync(join(tmpdir(), 'xok-loaded-'));
    try {
      const { status } = await xok(line.split(' '), '{"code":"90","at":0,"steps":1}\n', null, { ...process.env, NODE_V8_COVERAGE: coverage });
      expect([0, 1]).toContain(status);
      const scripts = readdirSync(coverage).flatMap((name) => loadedScripts(readFileSync(join(coverage, name), 'utf8')));
      expect(scripts.some((url) => url.endsWith('/dist/cli/main.js'))).toBe(true);
      expect(scripts.filter((url) => url.includes('/node_modules/'))).toEqual([]);
    } finally {
      rmSync(coverage, { recursive: true, force: true });
    }
  });
});

/** The scripts that a process loaded, from the coverage that Node wrote at its end. */
const loadedScripts = (text: string): readonly string[] => {
  const report: { readonly result: readonly { readonly url: string }[] } = JSON.parse(text);
  return report.result.map(({ url }) => url);
};
