import * as fc from 'fast-check';

/** Values that no field expects. */
const EVIL: readonly unknown[] = [
  null, true, -1, 0.5, 1e308, 2 ** 32, 2 ** 53, -(2 ** 31) - 1, '', 'x'.repeat(10_000), '\0', '\n\u2028\u202e', [], {}, [[[[[]]]]], { kind: 'call' }, 'P1', '0x10', 'NaN', ['a', 1],
  { __proto__: null, constructor: 1 },
];

/** Damaged bytes; a report of a failure shows their beginning only. */
export interface Damaged {
  readonly bytes: Uint8Array;
  readonly [fc.toStringMethod]: () => string;
}

const asDamaged = (bytes: Uint8Array): Damaged => ({ bytes, [fc.toStringMethod]: () => `${bytes.length} bytes ${JSON.stringify(Buffer.from(bytes.subarray(0, 2000)).toString('latin1'))}` });

type Path = readonly (string | number)[];

const pathsIn = (value: unknown, path: Path = []): Path[] =>
  typeof value === 'object' && value !== null ? [path, ...Object.entries(value).slice(0, 12).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))] : [path];

const replaced = (value: unknown, path: Path, by: unknown): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((inner: unknown, i) => (String(i) === String(key) ? replaced(inner, rest, by) : inner));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, inner]) => (name === key ? (by === undefined && rest.length === 0 ? [] : [[name, replaced(inner, rest, by)]]) : [[name, inner]])));
};

const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** Damage that needs no knowledge of the format: cut, flipped, overwritten, doubled, empty. */
export const damagedBytes = (valid: Uint8Array): fc.Arbitrary<Damaged> => arbitraryBytes(valid).map(asDamaged);

const arbitraryBytes = (valid: Uint8Array): fc.Arbitrary<Uint8Array> => {
  const at = fc.nat({ max: Math.max(0, valid.length - 1) });
  const edited = (edit: (copy: Uint8Array) => void): Uint8Array => {
    const copy = valid.slice();
    edit(copy);
    return copy;
  };
  return fc.oneof(
    at.map((end) => valid.slice(0, end)),
    fc.tuple(at, fc.nat({ max: 7 })).map(([i, bit]) => edited((copy) => { copy[i] ^= 1 << bit; })),
    fc.tuple(at, fc.uint8Array({ minLength: 1, maxLength: 40 })).map(([i, bytes]) => edited((copy) => copy.set(bytes.subarray(0, copy.length - i), i))),
    fc.tuple(at, fc.nat({ max: 64 })).map(([i, n]) => edited((copy) => copy.fill(0, i, Math.min(copy.length, i + n)))),
    fc.tuple(at, at).map(([from, to]) => Buffer.concat([valid.subarray(0, to), valid.subarray(from)])),
    fc.constantFrom(new Uint8Array(), Uint8Array.of(0xff, 0xfe), Buffer.concat([valid, valid])),
  );
};

/** Damage to a JSON document: one field replaced or removed, nesting, or damage to its bytes. */
export const damagedJson = (valid: string): fc.Arbitrary<Damaged> => {
  const document: unknown = JSON.parse(valid);
  const paths = pathsIn(document);
  const field = fc.tuple(fc.constantFrom(...paths), fc.oneof(fc.constantFrom(...EVIL), fc.constant(undefined), fc.double(), fc.string()));
  return fc.oneof(
    { weight: 5, arbitrary: field.map(([path, by]) => Buffer.from(JSON.stringify(replaced(document, path, by)) ?? '')) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...paths), fc.nat({ max: 20_000 })).map(([path, depth]) => Buffer.from(JSON.stringify(replaced(document, path, '@')).replace('"@"', deep(depth)))) },
    { weight: 3, arbitrary: arbitraryBytes(Buffer.from(valid)) },
  ).map(asDamaged);
};
