import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);

describe('README', () => {
  it('shows what the program really prints for its refuted property', () => {
    const readme = readFileSync(new URL('README.md', ROOT), 'utf8');
    const block = /```\n\$ xok (.*)\n([\s\S]*?)```/.exec(readme);
    expect(block).not.toBeNull();
    const [, command = '', printed = ''] = block ?? [];
    let output = '';
    try {
      output = execFileSync(process.execPath, ['dist/cli/main.js', ...command.split(' ')], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      if (error instanceof Error && 'stdout' in error) output = String(error.stdout);
    }
    expect(output.trim()).toBe(printed.trim());
  });
});
