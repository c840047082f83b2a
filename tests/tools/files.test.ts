import { describe, expect, it } from 'vitest';
import { barrels } from '../../tools/tidy/barrels.ts';
import { deadFiles } from '../../tools/tidy/deadFiles.ts';
import { deadLinks } from '../../tools/tidy/deadLinks.ts';
import { fileSizes } from '../../tools/tidy/fileSizes.ts';
import { said } from './tree.ts';

const lines = (count: number): string => '//\n'.repeat(count);

describe('file sizes', () => {
  it('knows the limit of each folder', () => {
    const within = { 'src/model/a.ts': 250, 'spec/a.md': 250, 'src/impl/a.ts': 400, 'README.md': 900 };
    const over = { 'src/model/a.ts': 251, 'src/refine/a.ts': 251, 'spec/x/a.md': 251, 'tests/a.ts': 401 };
    const findings = (sizes: Readonly<Record<string, number>>): number =>
      said(fileSizes([]), Object.fromEntries(Object.entries(sizes).map(([path, count]) => [path, lines(count)]))).length;
    expect([findings(within), findings(over)]).toEqual([0, 4]);
  });

  it('lets listed tables pass and reports entries without need', () => {
    const exemptions = [{ path: 'src/x86/table.ts', reason: 'one line per opcode' }];
    expect(said(fileSizes(exemptions), { 'src/x86/table.ts': lines(401) })).toEqual([]);
    expect(said(fileSizes(exemptions), { 'src/x86/table.ts': lines(400) })[0]).toContain('without need');
  });
});

describe('dead files', () => {
  it('follows imports from every kind of entry', () => {
    const files = {
      'package.json': '{ "scripts": { "tidy": "node dist-tools/tools/tidy.js" } }',
      'src/cli/main.ts': "const load = () => import('./verify.ts');",
      'src/cli/verify.ts': "import type { A } from '../abi/a.ts';",
      'src/abi/a.ts': '',
      'src/check/campaignWorker.ts': "export * from './lockstep.ts';",
      'src/check/lockstep.ts': '',
      'tests/a.test.ts': "import '../src/x86/cpu.ts';",
      'src/x86/cpu.ts': '',
      'bench/step.ts': "import './clock.ts';",
      'bench/clock.ts': '',
      'tools/tidy.ts': '',
    };
    expect(said(deadFiles, files)).toEqual([]);
  });

  it('reports what nothing reaches, a ring of files included', () => {
    const files = {
      'src/impl/a.ts': "import './b.ts';",
      'src/impl/b.ts': "import './a.ts';",
      'tools/lost.ts': '',
      'bench/deep/lost.ts': '',
    };
    expect(said(deadFiles, files)).toHaveLength(4);
  });
});

describe('dead links', () => {
  const page = '# The Title\n## A `call`, twice\n## A call, twice\n<a id="here"></a>\n';
  const ask = (text: string): readonly string[] =>
    said(deadLinks, { 'docs/a.md': text, 'spec/b.md': page, 'src/abi/c.ts': '' });

  it('accepts what is there', () => {
    expect(ask('# Top\n[b](../spec/b.md) [c](../src/abi/c.ts#L3) [folder](../src/abi/) [top](#top)')).toEqual([]);
    expect(ask('[t](../spec/b.md#the-title) [2](../spec/b.md#a-call-twice-1) [h](../spec/b.md#here)')).toEqual([]);
    expect(ask('[web](https://example.org/x) `[code](gone.md)`\n```\n[fence](gone.md)\n```')).toEqual([]);
  });

  it('reports missing files and headings', () => {
    expect(ask('\n[gone](gone.md)')).toEqual(['docs/a.md:2 links to gone.md, which does not exist']);
    expect(ask('[out](../../x.md)')).toHaveLength(1);
    expect(ask('[no](../spec/b.md#no)')[0]).toContain('no such heading');
    expect(ask('[no](#no)')).toHaveLength(1);
  });
});

describe('barrels', () => {
  it('allows one in src/abi only', () => {
    expect(said(barrels, { 'src/abi/index.ts': '', 'src/abi/reindex.ts': '' })).toEqual([]);
    expect(said(barrels, { 'src/model/index.ts': '' })).toHaveLength(1);
  });
});
