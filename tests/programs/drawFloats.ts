import * as fc from 'fast-check';
import { textCase } from './case.ts';
import type { Case } from './case.ts';

/** A decimal number with few digits, as it is written and as it is read. */
const decimal = (max: number): fc.Arbitrary<number> => fc.tuple(fc.integer({ min: -max * 1000, max: max * 1000 }), fc.constantFrom(1, 10, 1000)).map(([digits, unit]) => digits / unit);

const written = (value: number): string => {
  const size = Math.abs(value);
  if (!(size < 4e9)) return Number.isNaN(value) ? 'nan' : value < 0 ? '-large' : 'large';
  const whole = Math.trunc(size);
  const millionths = Math.trunc((size - whole) * 1e6 + 0.5);
  const digits = millionths === 1e6 ? `${whole + 1}.000000` : `${whole}.${String(millionths).padStart(6, '0')}`;
  return value < 0 ? `-${digits}` : digits;
};

interface Body {
  readonly mass: number;
  readonly place: number[];
  readonly velocity: number[];
}

const AXES = [0, 1, 2] as const;
const sum = (terms: readonly number[]): number => terms.reduce((a, b) => a + b, 0);

const way = (from: Body, to: Body): readonly number[] => AXES.map((i) => to.place[i] - from.place[i]);
const square = (vector: readonly number[]): number => sum(vector.map((x) => x * x));
const pairs = (bodies: readonly Body[]): (readonly [Body, Body])[] => bodies.flatMap((a, i) => bodies.slice(i + 1).map((b): readonly [Body, Body] => [a, b]));

/** The order of the sums is that of the program: rounding depends on it. */
const energy = (bodies: readonly Body[]): number => {
  let total = 0;
  for (const [i, a] of bodies.entries()) {
    total += 0.5 * a.mass * square(a.velocity);
    for (const b of bodies.slice(i + 1)) total -= (a.mass * b.mass) / Math.sqrt(square(way(a, b)));
  }
  return total;
};

const step = (bodies: readonly Body[], time: number): void => {
  for (const [a, b] of pairs(bodies)) {
    const difference = way(a, b);
    const distance = square(difference);
    const strength = time / (distance * Math.sqrt(distance));
    for (const i of AXES) {
      a.velocity[i] += difference[i] * b.mass * strength;
      b.velocity[i] -= difference[i] * a.mass * strength;
    }
  }
  for (const { place, velocity } of bodies) for (const i of AXES) place[i] += time * velocity[i];
};

const vector = fc.array(decimal(20), { minLength: 3, maxLength: 3 });
const drawBody: fc.Arbitrary<Body> = fc.record({ mass: decimal(3).map(Math.abs), place: vector, velocity: vector });

export const drawNbody: fc.Arbitrary<Case> = fc.tuple(fc.nat(60), fc.constantFrom(0.001, 0.01, 0.25), fc.array(drawBody, { maxLength: 5 })).map(([steps, time, drawn]) => {
  const bodies = drawn.map(({ mass, place, velocity }) => ({ mass, place: [...place], velocity: [...velocity] }));
  const input = `${steps} ${time}\n${bodies.map(({ mass, place, velocity }) => `${[mass, ...place, ...velocity].join(' ')}\n`).join('')}`;
  const before = energy(bodies);
  for (let i = 0; i < steps; i++) step(bodies, time);
  const places = bodies.map(({ place }) => `place ${place.map(written).join(' ')}\n`).join('');
  return textCase(input, `energy ${written(before)}\nenergy ${written(energy(bodies))}\n${places}`);
});

const SHADES = ' .:-=+*%$';

const escapeTime = (x: number, y: number, most: number): number => {
  let [a, b, count] = [0, 0, 0];
  for (; count < most && a * a + b * b <= 4; count++) [a, b] = [a * a - b * b + x, 2 * a * b + y];
  return count;
};

export const drawMandelbrot: fc.Arbitrary<Case> = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 60 }), decimal(1), decimal(1), decimal(4))
  .map(([columns, rows, most, x, y, width]) => {
    const unit = width / columns;
    const counts = Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (__, column) =>
      escapeTime(x + (column - 0.5 * columns) * unit, y + (row - 0.5 * rows) * 2 * unit, most)));
    const text = counts.map((line) => `${line.map((count) => (count === most ? '#' : SHADES[count % SHADES.length])).join('')}\n`).join('');
    return textCase(`${columns} ${rows} ${most}\n${x} ${y} ${width}\n`, `${text}${sum(counts.flat())} iterations\n`);
  });
