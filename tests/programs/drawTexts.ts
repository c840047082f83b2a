import * as fc from 'fast-check';
import { textCase } from './case.ts';
import type { Case } from './case.ts';

const byBytes = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => Buffer.compare(Buffer.from(JSON.stringify(a)), Buffer.from(JSON.stringify(b)));

const indented = (value: unknown, margin: string): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${margin}  `;
  const parts = Array.isArray(value) ? value.map((part) => indented(part, inner))
    : Object.entries(value).toSorted(byBytes).map(([name, part]) => `${JSON.stringify(name)}: ${indented(part, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return parts.length === 0 ? open + close : `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${margin}${close}`;
};

export const drawJson: fc.Arbitrary<Case> = fc.tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, '\t'))
  .map(([value, space]) => textCase(JSON.stringify(value, null, space), `${indented(JSON.parse(JSON.stringify(value)), '')}\n`));

const letters = fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '[b-c]', '\\*');

/** An expression that both dialects read in the same way: what is repeated is a letter or stands in parentheses. */
const expression: fc.Arbitrary<string> = fc.letrec<{ choice: string; sequence: string; part: string; atom: string }>((tie) => ({
  atom: fc.oneof({ depthSize: 'small', maxDepth: 12, withCrossShrink: true }, letters, tie('choice').map((inner) => `(${inner})`)),
  part: fc.oneof({ arbitrary: fc.tuple(tie('atom'), fc.constantFrom('', '', '*', '+', '?')).map((pair) => pair.join('')), weight: 8 }, { arbitrary: fc.constantFrom('^', '$'), weight: 1 }),
  sequence: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
  choice: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('|')),
})).choice;

/** A byte of an expression takes at most three states, of which the program has room for 4096. */
const PATTERN_MAX = 1000;

const line = fc.array(fc.constantFrom('a', 'b', 'c', '*'), { maxLength: 10 }).map((bytes) => bytes.join(''));

export const drawRegex: fc.Arbitrary<Case> = fc.tuple(expression.filter(({ length }) => length <= PATTERN_MAX), fc.array(line, { maxLength: 12 })).map(([pattern, texts]) => {
  const matched = texts.map((text, i) => (new RegExp(pattern).test(text) ? `${i + 1}: ${text}\n` : ''));
  return textCase(`${pattern}\n${texts.map((text) => `${text}\n`).join('')}`, matched.join(''));
});

/** A calculation: as words of Forth, and its value as 32-bit number. */
interface Calculation {
  readonly words: string;
  readonly value: number;
}

const PAIRS: readonly (readonly [word: string, apply: (a: number, b: number) => number])[] = [
  ['+', (a, b) => (a + b) | 0], ['-', (a, b) => (a - b) | 0], ['*', Math.imul], ['and', (a, b) => a & b], ['or', (a, b) => a | b], ['xor', (a, b) => a ^ b],
  ['=', (a, b) => (a === b ? -1 : 0)], ['<', (a, b) => (a < b ? -1 : 0)], ['>', (a, b) => (a > b ? -1 : 0)], ['lshift', (a, b) => a << b], ['rshift', (a, b) => (a >>> b) | 0],
  ['swap -', (a, b) => (b - a) | 0], ['over over * rot rot drop drop', Math.imul], ['dup 0= if drop 7 then /', (a, b) => Math.trunc(a / (b === 0 ? 7 : b)) | 0],
  ['dup 0= if drop 7 else begin dup 9 > while 10 / repeat then mod', (a, b) => { let d = b === 0 ? 7 : b; while (d > 9) d = Math.trunc(d / 10); return (a % d) | 0; }],
];

const calculation: fc.Arbitrary<Calculation> = fc.letrec<{ whole: Calculation }>((tie) => ({
  whole: fc.oneof({ depthSize: 'medium', withCrossShrink: true },
    fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer()).map((value) => ({ words: String(value), value })),
    fc.tuple(tie('whole'), tie('whole'), fc.constantFrom(...PAIRS)).map(([a, b, [word, apply]]) => ({ words: `${a.words} ${b.words} ${word}`, value: apply(a.value, b.value) }))),
})).whole;

const fibonacci = (n: number): number => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));
const LIBRARY = ': fib ( n -- f ) dup 2 < if exit then dup 1 - recurse swap 2 - recurse + ;\n: squares ( n -- ) 0 do i i * . loop ; \\ at least one\n';

export const drawForth: fc.Arbitrary<Case> = fc.tuple(fc.array(calculation, { maxLength: 8 }), fc.nat(12), fc.integer({ min: 1, max: 20 })).map(([list, n, count]) => {
  const squares = Array.from({ length: count }, (_, i) => `${i * i} `).join('');
  return textCase(`${LIBRARY}${list.map(({ words }) => `${words} .\n`).join('')}${n} fib . ${count} squares depth .`, `${list.map(({ value }) => `${value} `).join('')}${fibonacci(n)} ${squares}0 \n`);
});
