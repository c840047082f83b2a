import * as fc from 'fast-check';
import { textCase } from './case.ts';
import type { Case } from './case.ts';

const lines = (items: readonly (string | number)[]): string => items.map((item) => `${item}\n`).join('');

/** Few different numbers, many, and such as are nearly in order. */
export const drawSort: fc.Arbitrary<Case> = fc.oneof(
  fc.array(fc.integer(), { maxLength: 300 }), fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 300 }),
  fc.tuple(fc.nat(300), fc.integer({ min: -2, max: 2 }), fc.nat(7)).map(([count, step, wave]) => Array.from({ length: count }, (_, i) => step * i + (i % (wave + 1)))),
).map((numbers) => textCase(numbers.join(' '), lines(numbers.toSorted((a, b) => a - b))));

const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1));

export const drawFactorial: fc.Arbitrary<Case> = fc.array(fc.nat(150), { maxLength: 6 }).map((list) => textCase(lines(list), lines(list.map((n) => `${n}! = ${factorial(n)}`))));

const isPrime = (n: number): boolean => n > 1 && Array.from({ length: Math.floor(Math.sqrt(n)) - 1 }, (_, i) => i + 2).every((d) => n % d !== 0);

const primesLine = (limit: number): string => {
  const primes = Array.from({ length: limit + 1 }, (_, n) => n).filter(isPrime);
  const gaps = primes.slice(1).map((p, i) => p - primes[i]);
  return `${limit}: ${primes.length} primes, the last one ${primes[primes.length - 1]}, widest gap ${Math.max(0, ...gaps)}`;
};

export const drawSieve: fc.Arbitrary<Case> = fc.array(fc.integer({ min: 2, max: 2000 }), { maxLength: 4 }).map((limits) => textCase(limits.join(' '), lines(limits.map(primesLine))));

/** All ways, as columns row by row, in order. */
const waysOf = (n: number, placed: readonly number[] = []): (readonly number[])[] =>
  placed.length === n ? [placed] : Array.from({ length: n }, (_, column) => column + 1)
    .filter((column) => placed.every((other, row) => other !== column && Math.abs(other - column) !== placed.length - row))
    .flatMap((column) => waysOf(n, [...placed, column]));

const queensLine = (n: number): string => {
  const ways = waysOf(n);
  return `${n} queens: ${ways.length} ${ways.length === 1 ? 'way' : 'ways'}${ways.length === 0 ? '' : `, the first one ${ways[0].join(' ')}`}`;
};

export const drawQueens: fc.Arbitrary<Case> = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 4 }).map((sizes) => textCase(sizes.join('\n'), lines(sizes.map(queensLine))));

type Matrix = readonly (readonly number[])[];

const product = (a: Matrix, b: Matrix): Matrix => a.map((row) => b.map((_, j) => row.reduce((sum, x, k) => (sum + Math.imul(x, b[k][j])) | 0, 0)));

export const drawMatrix: fc.Arbitrary<Case> = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.nat(40)).chain(([n, exponent]) => {
  const row = fc.array(fc.integer(), { minLength: n, maxLength: n });
  return fc.array(row, { minLength: n, maxLength: n }).map((matrix) => {
    let power: Matrix = matrix.map((_, i) => matrix.map((__, j) => (i === j ? 1 : 0)));
    for (let i = 0; i < exponent; i++) power = product(power, matrix);
    return textCase(`${n} ${exponent}\n${matrix.map((numbers) => numbers.join(' ')).join('\n')}`, lines(power.map((numbers) => numbers.map((x) => x >>> 0).join(' '))));
  });
});

type Board = readonly (readonly boolean[])[];

const generation = (board: Board): Board => board.map((row, i) => row.map((alive, j) => {
  const around = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => board[(i + down + board.length) % board.length][(j + right + row.length) % row.length]));
  const neighbours = around.filter(Boolean).length - (alive ? 1 : 0);
  return neighbours === 3 || (alive && neighbours === 2);
}));

const boardLines = (board: Board): string => lines(board.map((row) => row.map((alive) => (alive ? '#' : '.')).join('')));

export const drawLife: fc.Arbitrary<Case> = fc.tuple(fc.nat(20), fc.integer({ min: 2, max: 32 })).chain(([generations, width]) =>
  fc.array(fc.array(fc.boolean(), { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }).map((first) => {
    let board: Board = first;
    for (let i = 0; i < generations; i++) board = generation(board);
    return textCase(`${generations}\n${boardLines(first)}`, boardLines(board));
  }));
