import { describe, expect, it } from 'vitest';
import { guardOrder } from '../../tools/tidy/guardOrder.ts';
import { plannedRules, ruleIds } from '../../tools/tidy/ruleIds.ts';
import { said, tree } from './tree.ts';

const page = (...lines: readonly string[]): Record<string, string> => ({ 'spec/calls/do_it.md': lines.join('\n') });

describe('rule IDs', () => {
  it('accepts each kind when its needs are met', () => {
    const files = {
      ...page(
        '- **DOI-1** (guard) Text.',
        '- **DOI-2** (effect) Text.',
        '- **DOI-3** (layout) Text.',
        '- **DOI-4** (machine) Text.',
        '- **DOI-5** (claim) Text.',
        '- **DOI-6** (claim, planned) Text.',
        '- **DOI-7** (withdrawn) Text.',
        '- **DOI-8** (operation) Text.',
        '- **DOI-9** (requirement) Text.',
      ),
      'src/model/calls/doIt.ts': '// DOI-1 .. DOI-2',
      'src/impl/calls/doIt.ts': '// DOI-1',
      'src/abi/layout.ts': '// DOI-3',
      'tests/x86/a.test.ts': '// DOI-4',
      'src/model/udf/a.ts': '// DOI-8',
      'src/udf/a.ts': '// DOI-8, DOI-9',
      'tests/udf/a.test.ts': '// DOI-9',
      'proofs-by-test/a.prop.ts': '// DOI-2 and DOI-5, in UTF-8',
    };
    expect(said(ruleIds, files)).toEqual([]);
    expect(plannedRules(tree(files)).map(({ id }) => id)).toEqual(['DOI-6']);
  });

  it.each([
    ['guard', 'src/model/, nor in src/impl/'],
    ['effect', 'src/model/, nor in proofs-by-test/ or src/check/'],
    ['layout', 'src/abi/'],
    ['machine', 'src/x86/ or tests/x86/'],
    ['operation', 'src/model/udf/, nor in src/udf/'],
    ['requirement', 'src/udf/, nor in tests/udf/'],
    ['claim', 'proofs-by-test/'],
  ])('a %s without citations lacks %s', (kind, missing) => {
    const expected = `spec/calls/do_it.md:1 the ${kind} DOI-1 is cited nowhere in ${missing}`;
    expect(said(ruleIds, page(`- **DOI-1** (${kind}) Text.`))).toEqual([expected]);
  });

  it('names only the need that is missing', () => {
    const files = { ...page('- **DOI-1** (guard) Text.'), 'src/model/a.ts': '// DOI-1' };
    expect(said(ruleIds, files)).toEqual(['spec/calls/do_it.md:1 the guard DOI-1 is cited nowhere in src/impl/']);
  });

  it('reports a rule declared twice, on whatever page', () => {
    const planned = '- **DOI-1** (claim, planned) Text.';
    const files = { ...page(planned), 'spec/other.md': planned };
    expect(said(ruleIds, files)[0]).toContain('declared a second time');
  });

  it('reports citations of rules that are not declared or withdrawn', () => {
    const files = {
      ...page('- **DOI-1** (withdrawn) Text.', 'See DOI-8.'),
      'src/udf/a.ts': '// DOI-1, DOI-9, SHA-256',
    };
    expect(said(ruleIds, files)).toEqual([
      'spec/calls/do_it.md:2 cites DOI-8, which no page of spec declares',
      'src/udf/a.ts:1 cites DOI-1, which is withdrawn',
      'src/udf/a.ts:1 cites DOI-9, which no page of spec declares',
    ]);
  });

  it('reports planned rules that are fulfilled', () => {
    const files = { ...page('- **DOI-1** (layout, planned) Text.'), 'src/abi/a.ts': '// DOI-1' };
    expect(said(ruleIds, files)[0]).toContain('marked planned, but everything it needs is there');
  });

  it.each(['- **DOI-1** Text.', '- **DOI-1** (gaurd) Text.', '- **DOI-1** (guard, later) Text.'])(
    'reports the malformed declaration %s',
    (line) => expect(said(ruleIds, page(line))[0]).toContain('without a kind that can be read'),
  );
});

describe('guard order', () => {
  const spec = page('- **DOI-1** (guard)', '- **DOI-2** (guard)', '- **DOI-3** (guard)', '- **DOI-4** (effect)');
  const model = (...ids: readonly string[]): readonly string[] => {
    const guards = ids.map((id) => `{ rule: '${id}', error: 'E_INVAL' },`).join('\n');
    return said(guardOrder, { ...spec, 'src/model/calls/doIt.ts': `export const doIt = [\n${guards}\n];` });
  };

  it('accepts the order of the page, with rules of other pages in between', () => {
    expect(model('DOI-1', 'CAP-4', 'DOI-2', 'DOI-2', 'DOI-3')).toEqual([]);
    expect(model('DOI-1', 'DOI-3')).toEqual([]);
  });

  it('reports the first guard that is out of order', () => {
    const message = 'src/model/calls/doIt.ts:3 guard DOI-3 stands where spec/calls/do_it.md has DOI-2';
    expect(model('DOI-1', 'DOI-3', 'DOI-2')).toEqual([message]);
  });

  it('reports a guard that comes back', () => {
    expect(model('DOI-1', 'DOI-2', 'DOI-1')).toHaveLength(1);
  });
});
