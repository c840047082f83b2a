import { describe, expect, it } from 'vitest';
import { callPanels } from '../../tools/tidy/callPanels.ts';
import { said } from './tree.ts';

const abi = (text: string): Record<string, string> => ({ 'src/abi/calls.ts': text });
const panels = {
  'spec/calls/do_it.md': '- **DOI-1** (guard) Text.',
  'src/model/calls/doIt.ts': '',
  'src/impl/calls/doIt.ts': '',
  'proofs-by-test/calls/doIt.prop.ts': '',
};

describe('call panels', () => {
  it.each([
    'export const CALLS = { do_it: { number: 1 } } as const;',
    "export const CALLS = { 'do_it': 1 } satisfies Calls;",
    'export const CALLS: Calls = Object.freeze({ do_it: 1 });',
  ])('reads the calls of %s', (text) => {
    expect(said(callPanels, { ...panels, ...abi(text) })).toEqual([]);
    expect(said(callPanels, abi(text))).toEqual([
      'src/abi/calls.ts:1 the call do_it has no panel spec/calls/do_it.md',
      'src/abi/calls.ts:1 the call do_it has no panel src/model/calls/doIt.ts',
      'src/abi/calls.ts:1 the call do_it has no panel src/impl/calls/doIt.ts',
      'src/abi/calls.ts:1 the call do_it has no panel proofs-by-test/calls/doIt.prop.ts',
    ]);
  });

  it('reports a table that is not there', () => {
    expect(said(callPanels, {})).toEqual(['src/abi/calls.ts:1 has no object CALLS']);
    expect(said(callPanels, abi('export const OTHER = {};'))).toHaveLength(1);
  });

  it('reports names in the wrong case', () => {
    expect(said(callPanels, abi('const CALLS = { doIt: 1 };'))[0]).toContain('not in snake_case');
  });

  it('reports a page without a call, unless the page is all plans', () => {
    const files = { ...panels, ...abi('const CALLS = {};') };
    expect(said(callPanels, files)).toEqual(['spec/calls/do_it.md:1 describes a call that src/abi/calls.ts does not have']);
    const plan = { ...files, 'spec/calls/do_it.md': '- **DOI-1** (guard, planned) Text.' };
    expect(said(callPanels, plan)).toEqual([]);
  });
});
