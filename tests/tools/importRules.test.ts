import { describe, expect, it } from 'vitest';
import { ambient } from '../../tools/tidy/ambient.ts';
import { importRules } from '../../tools/tidy/importRules.ts';
import { said } from './tree.ts';

const files = Object.fromEntries(
  ['abi', 'model', 'x86', 'udf', 'impl', 'refine', 'exos', 'check', 'cli'].map((layer) => [`src/${layer}/a.ts`, '']),
);
const ask = (path: string, text: string): readonly string[] => said(importRules, { ...files, [path]: text });
const importing = (from: string, to: string): boolean =>
  ask(`src/${from}/b.ts`, `import '../${to}/a.ts';`).length === 0;

describe('import rules', () => {
  it.each([
    ['abi', []],
    ['model', ['abi']],
    ['x86', []],
    ['udf', ['abi']],
    ['impl', ['abi', 'x86', 'udf']],
    ['refine', ['abi', 'model', 'x86']],
    ['exos', ['abi', 'x86']],
    ['check', ['abi', 'model', 'x86', 'udf', 'impl', 'refine', 'exos']],
    ['cli', ['abi', 'model', 'x86', 'udf', 'impl', 'refine', 'exos', 'check']],
  ])('src/%s sees itself and only %s', (from, allowed) => {
    const layers = Object.keys(files).map((path) => path.split('/')[1] ?? '');
    expect(layers.filter((to) => importing(from, to)).toSorted()).toEqual([...allowed, from].toSorted());
  });

  it('lets the abstraction see the layout files of the kernel and nothing else of it', () => {
    const kernel = { ...files, 'src/impl/layoutPages.ts': '', 'src/refine/b.ts': "import '../impl/layoutPages.ts';" };
    expect(said(importRules, kernel)).toEqual([]);
    expect(ask('src/refine/b.ts', "import '../impl/a.ts';")[0]).toContain('only src/impl/layout*.ts');
  });

  it('sees every form of import', () => {
    expect(ask('src/x86/b.ts', "export { x } from '../abi/a.ts';")).toHaveLength(1);
    expect(ask('src/x86/b.ts', "type T = import('../abi/a.ts').T;")).toHaveLength(1);
    expect(ask('src/x86/b.ts', "const t = await import('../abi/a.ts');")).toHaveLength(1);
  });

  it('keeps each package in its home', () => {
    expect(ask('src/cli/b.ts', "import { Effect } from 'effect';")).toEqual([]);
    expect(ask('src/check/lockstep.ts', "import * as Schema from 'effect/Schema';")).toHaveLength(1);
    expect(ask('src/model/b.ts', "import fc from 'fast-check';")).toHaveLength(1);
    expect(ask('src/model/b.ts', "import { match } from 'ts-pattern';")).toEqual([]);
    expect(ask('src/x86/b.ts', "import { match } from 'ts-pattern';")).toHaveLength(1);
    expect(ask('src/impl/b.ts', "import { match } from 'ts-pattern';")).toHaveLength(1);
    expect(ask('src/cli/b.ts', "import left from 'left-pad';")[0]).toContain('no part of the project may use');
  });

  it('keeps the host out of the inner layers', () => {
    expect(ask('src/refine/b.ts', "import 'node:fs';")).toHaveLength(1);
    expect(ask('src/exos/b.ts', "import 'node:fs';")).toEqual([]);
    expect(said(ambient, { 'src/impl/b.ts': 'const t = Date.now() + Math.random();' })).toHaveLength(2);
    expect(said(ambient, { 'src/check/b.ts': 'const t = Date.now();' })).toEqual([]);
    expect(said(ambient, { 'src/impl/b.ts': 'const f = (process: Env) => process.id + env.console;' })).toEqual([]);
  });

  it('reports imports of nothing and files in no layer', () => {
    expect(ask('src/cli/b.ts', "import './gone.ts';")[0]).toContain('no file of the repository');
    expect(ask('src/cli/b.ts', "import './a';")).toHaveLength(1);
    expect(ask('src/main.ts', '')[0]).toContain('in no layer');
    expect(ask('src/impl/b.ts', "import '../../tools/tidy.ts';")).toHaveLength(1);
  });
});
