import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './capturedIo.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xok-attack-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('xok attack', () => {
  it('prints one JSON object, finds nothing and writes nothing', async () => {
    const { status, out } = await run(['attack', '--steps', '2000', '--seed', '5', '--json'], { cwd: folder });
    const document: unknown = JSON.parse(out);
    expect([status, document]).toMatchObject([0, { format: 'xok-attack', version: 1, seed: 5, stalled: 0, interrupted: false, findings: [] }]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells people what was run and how to repeat it', async () => {
    const { status, out } = await run(['attack', '--steps', '2000', '--seed', '5'], { cwd: folder });
    expect(status).toBe(0);
    expect(out).toMatch(/^\d+ steps of raw bytes in \d+ scenarios, \d+ kernel entries, .*nothing found {2}\(seed 5\)\n$/);
  });

  it.each([['--steps 0'], ['--steps x'], ['--time 0'], ['extra'], ['--report ']])('refuses "%s" with one line', async (words) => {
    expect((await run(['attack', ...words.split(' ')], { cwd: folder })).status).toBe(2);
  });
});
