import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALLS } from '../../src/abi/calls.ts';
import { ERRORS } from '../../src/abi/errors.ts';
import { RUNNING_THEOREMS } from '../../src/check/findings.ts';

/** Lists in the specification are kept by hand where that reads best; here they are compared with what they list. */
const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The cells of the rows of a Markdown table whose first header cell is given. */
const tableOf = (page: string, firstHeader: string): string[][] => {
  const lines = read(page).split('\n');
  const from = lines.findIndex((line) => line.startsWith(`| ${firstHeader} |`));
  const to = lines.findIndex((line, i) => i > from && !line.startsWith('|'));
  return lines.slice(from + 2, to < 0 ? undefined : to).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
};

const linesOf = (path: string): number => {
  if (statSync(join(ROOT, path)).isDirectory()) return readdirSync(join(ROOT, path)).reduce((sum, name) => sum + linesOf(join(path, name)), 0);
  return path.endsWith('.ts') ? read(path).split('\n').length - 1 : 0;
};

describe('spec/README.md', () => {
  it('lists the calls of the interface with their numbers and words', () => {
    const listed = tableOf('spec/README.md', 'call').map(([link, number, words]) => `${/\[(\w+)\]\(calls\/\1\.md\)/.exec(link)?.[1]} ${number} ${words}`.trim());
    expect(listed).toEqual(Object.entries(CALLS).map(([name, call]) => `${name} 0x${call.number.toString(16).padStart(2, '0')} ${call.words.join(' ')}`.trim()));
  });

  it('lists the errors', () => {
    expect(tableOf('spec/README.md', 'number').map(([number, name]) => [name, Number(number)])).toEqual(Object.entries(ERRORS));
  });

  it('says within a tenth how much must be trusted', () => {
    for (const [what, files, lines] of tableOf('spec/README.md', 'what')) {
      const counted = [...files.matchAll(/`([^`]+)`/g)].reduce((sum, match) => sum + linesOf(match[1]), 0);
      expect(Math.abs(counted - Number(lines)) / counted, `${what} has ${counted} lines, the page says ${lines}`).toBeLessThan(0.1);
    }
  });

  it('names every page of the specification', () => {
    const page = read('spec/README.md');
    for (const name of readdirSync(join(ROOT, 'spec'))) {
      expect(name === 'calls' || name === 'README.md' || page.includes(`(${name})`), `${name} is not in the reading order`).toBe(true);
    }
  });
});

describe('spec/theorems.md', () => {
  const page = read('spec/theorems.md');
  const stated = [...page.matchAll(/^## (P\d+) /gm)].map((match) => match[1]);

  it('states what has a file of proofs, and links it', () => {
    const files = readdirSync(join(ROOT, 'proofs-by-test')).filter((name) => name.endsWith('.prop.ts'));
    expect(files.map((name) => name.slice(0, name.indexOf('-'))).toSorted()).toEqual(stated.toSorted());
    for (const name of files) expect(page).toContain(`(../proofs-by-test/${name})`);
  });

  it('covers every running theorem, and numbers all of P0 to P24 once', () => {
    expect(stated).toEqual(expect.arrayContaining([...RUNNING_THEOREMS]));
    const planned = tableOf('spec/theorems.md', 'id').map(([id]) => id);
    expect([...stated, ...planned].map((id) => Number(id.slice(1))).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, i) => i));
  });
});

describe('spec/security.md', () => {
  it('has a row for each refusal of the integrity table', () => {
    const code = read('src/check/theorems/integrity.ts').replaceAll(/\/\*\*[\s\S]*?\*\//g, '');
    const refusals = [...code.matchAll(/'((?:[^'\\\n]|\\')+)'/g)].map((match) => match[1].replaceAll("\\'", "'")).filter((text) => text.includes(' ') && !text.includes('/'));
    const rows = tableOf('spec/security.md', 'object').flatMap(([, , , refusal]) => [...refusal.matchAll(/`([^`]+)`/g)].map((match) => match[1]));
    expect(rows.toSorted()).toEqual([...new Set(refusals)].toSorted());
  });
});
