import { describe, expect, it } from 'vitest';
import { bannedSyntax } from '../../tools/tidy/bannedSyntax.ts';
import { bannedWords } from '../../tools/tidy/bannedWords.ts';
import { bitOperators } from '../../tools/tidy/bitOperators.ts';
import { said } from './tree.ts';

describe('bit operators', () => {
  const model = (text: string): readonly string[] => said(bitOperators, { 'src/model/a.ts': text });

  it.each(['a & b', 'a | b', 'a ^ b', '~a', 'a << 1', 'a >> 1', 'a >>> 0'])('reports %s in the model', (expression) => {
    expect(model(`const x = ${expression};`)).toHaveLength(1);
  });

  it.each(['&=', '|=', '^=', '<<=', '>>=', '>>>='])('reports the compound %s', (operator) => {
    expect(model(`a ${operator} 1;`)).toHaveLength(1);
  });

  it('lets types, logic and other folders be', () => {
    expect(model('type T = A | (B & C); const x = a && b || !c ?? -d; // a | b')).toEqual([]);
    expect(said(bitOperators, { 'src/impl/a.ts': 'const x = a | b;' })).toEqual([]);
  });
});

describe('banned words', () => {
  // The words are put together here, so that the check does not find them in its own test.
  const join = (...parts: readonly string[]): string => parts.join('');
  const ask = (text: string, path = 'src/impl/a.ts'): number => said(bannedWords, { [path]: text }).length;

  it.each([
    join('// TO', 'DO later'),
    join('// FIX', 'ME'),
    join('// X', 'XX'),
    join('// a HA', 'CK'),
    join('it.on', 'ly("x")'),
    join('it.sk', 'ip("x")'),
    join('x a', 's any'),
    join('// @ts-', 'ignore'),
    join('// written in one ses', 'sion'),
    join('// by an age', 'nt'),
    join('// see /wo', 'rk/main/x'),
    join('https://registry.n', 'pmjs.org/x'),
  ])('reports %s', (text) => expect(ask(text)).toBe(1));

  it.each(['// XXX-n names a rule', '// promptly', '// the agency', '// the network of spec/work/rules'])('lets %s be', (text) =>
    expect(ask(text)).toBe(0),
  );

  it('reads prose, too, but leaves the list of words itself alone', () => {
    expect(ask(join('FIX', 'ME'), 'docs/a.md')).toBe(1);
    expect(ask(join('FIX', 'ME'), 'tools/tidy/bannedWords.ts')).toBe(0);
    expect(ask(join('"https://registry.n', 'pmjs.org/x"'), 'package-lock.json')).toBe(1);
  });
});

describe('banned syntax', () => {
  const ask = (text: string): readonly string[] => said(bannedSyntax([]), { 'src/impl/a.ts': text });

  it.each(['const x = y!.z;', 'let x!: number;', 'class A { x!: number; }'])('reports the assertion in %s', (text) => {
    expect(ask(text)[0]).toContain('asserts with !');
  });

  it.each(['const x = y as T;', 'const x = y as unknown as T;', 'const x = <T>y;'])('reports the cast in %s', (text) => {
    expect(ask(text)[0]).toContain('casts a value');
  });

  it('lets constants, negations and renamed imports be', () => {
    expect(ask("import { a as b } from './b.ts'; const x = [1] as const; const y = !x && a !== b;")).toEqual([]);
  });

  it('lets decoding files cast and reports those that do not', () => {
    const decoding = bannedSyntax([{ path: 'src/abi/words.ts', reason: 'brands' }]);
    expect(said(decoding, { 'src/abi/words.ts': 'const x = y as T;' })).toEqual([]);
    expect(said(decoding, { 'src/abi/words.ts': '' })[0]).toContain('without need');
  });
});
