import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { copyLayers } from '../../../src/check/mutation/copyLayers.ts';
import { MutantError, mutantsOf, spliced } from '../../../src/check/mutation/mutant.ts';
import { DIST } from '../../../src/check/mutation/places.ts';

const change = { file: 'impl/some.js', find: 'here', replace: 'there' };

test('a change is made where its search text occurs once', () => {
  expect(spliced(change, 'it is here now')).toBe('it is there now');
});

test('a search text that is absent, empty or not unique is an error and no kill', () => {
  expect(() => spliced(change, 'it is nowhere'.replace('where', ''))).toThrow(MutantError);
  expect(() => spliced(change, 'here and here')).toThrow(/more than once/);
  expect(() => spliced({ ...change, find: '' }, 'here')).toThrow(MutantError);
  expect(() => spliced({ ...change, find: 'aa' }, 'baaab')).toThrow(/more than once/);
});

test('a change to a file that is not copied is an error, and nothing is left behind', () => {
  expect(() => copyLayers(DIST, ['impl'], [{ ...change, file: 'impl/absent.js' }])).toThrow(/no such file/);
  expect(() => copyLayers(DIST, ['impl'], [{ ...change, file: 'model/memory.js' }])).toThrow(/no such file/);
});

test('a copy imports what was not copied from its own place', () => {
  const copy = copyLayers(DIST, ['impl'], []);
  try {
    const text = readFileSync(fileURLToPath(new URL('impl/death.js', copy.base)), 'utf8');
    expect(text).toContain(new URL('abi/layout.js', DIST).href);
    expect(text).toContain('"./pages.js"');
  } finally {
    copy.remove();
  }
  expect(existsSync(fileURLToPath(copy.base))).toBe(false);
});

test('a data file must hold what a mutant needs', () => {
  expect(() => mutantsOf('x.json', 'model', '{}')).toThrow(MutantError);
  expect(() => mutantsOf('x.json', 'model', '[{"id":"model:a"}]')).toThrow(/rule must be text/);
});
