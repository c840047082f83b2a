import * as fc from 'fast-check';
import type { Case } from './case.ts';

/** Bytes with much to pack: pieces of few kinds, repeated. */
const packable: fc.Arbitrary<Uint8Array> = fc.array(
  fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 12 }), fc.tuple(fc.constantFrom('a', 'be', 'and so on '), fc.integer({ min: 1, max: 60 })).map(([text, times]) => Buffer.from(text.repeat(times)))),
  { maxLength: 12 },
).map((pieces) => Buffer.concat(pieces));

const wordBytes = (value: number): readonly number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];

const MATCH_MIN = 4;

/** What a length of 15 or more leaves to the bytes behind the token. */
const moreOf = (length: number): readonly number[] => (length < 15 ? [] : [...Array.from({ length: Math.floor((length - 15) / 255) }, () => 255), (length - 15) % 255]);

/** One sequence: literals, then a match; the last one has none. */
const sequence = (literals: Uint8Array, match: { readonly distance: number; readonly length: number } | null): readonly number[] => {
  const extra = match === null ? 0 : match.length - MATCH_MIN;
  return [
    Math.min(15, literals.length) * 16 + Math.min(15, extra), ...moreOf(literals.length), ...literals,
    ...(match === null ? [] : [match.distance & 255, match.distance >> 8, ...moreOf(extra)]),
  ];
};

/** The longest earlier occurrence of what comes at a place; it may run into that place. */
const matchAt = (bytes: Uint8Array, at: number): { readonly distance: number; readonly length: number } | null => {
  let best = { distance: 0, length: MATCH_MIN - 1 };
  for (let from = 0; from < at; from++) {
    let length = 0;
    while (at + length < bytes.length && bytes[from + length] === bytes[at + length]) length++;
    if (length > best.length) best = { distance: at - from, length };
  }
  return best.distance === 0 ? null : best;
};

const lz4 = (bytes: Uint8Array): readonly number[] => {
  const block: number[] = [];
  let literal = 0;
  for (let at = 0; at < bytes.length; ) {
    const match = matchAt(bytes, at);
    if (match !== null) block.push(...sequence(bytes.subarray(literal, at), match));
    at += match?.length ?? 1;
    if (match !== null) literal = at;
  }
  return [...block, ...sequence(bytes.subarray(literal), null)];
};

export const drawLz4: fc.Arbitrary<Case> = packable.map((output) => ({ input: Uint8Array.from([...wordBytes(output.length), ...lz4(output)]), output }));

interface Tree {
  readonly weight: number;
  /** The symbols below, and how far. */
  readonly depths: ReadonlyMap<number, number>;
}

const joined = (a: Tree, b: Tree): Tree => ({
  weight: a.weight + b.weight, depths: new Map([...a.depths, ...b.depths].map(([symbol, depth]) => [symbol, depth + 1])),
});

/** The lengths of the codes, by repeatedly joining the two lightest trees. Inputs are too short for a code of more than 15 bits. */
const codeLengths = (bytes: Uint8Array): ReadonlyMap<number, number> => {
  let trees = [...new Set(bytes)].map((symbol): Tree => ({ weight: bytes.filter((byte) => byte === symbol).length, depths: new Map([[symbol, 0]]) }));
  if (trees.length === 1) return new Map([[bytes[0], 1]]);
  while (trees.length > 1) {
    trees = trees.toSorted((a, b) => a.weight - b.weight);
    trees = [joined(trees[0], trees[1]), ...trees.slice(2)];
  }
  return trees[0]?.depths ?? new Map();
};

/** Codes as text of zeros and ones: numbers in a row, in order of length and symbol. */
const canonicalCodes = (lengths: ReadonlyMap<number, number>): ReadonlyMap<number, string> => {
  const codes = new Map<number, string>();
  let [code, before] = [-1, 0];
  for (const [symbol, length] of [...lengths].toSorted(([a, left], [b, right]) => left - right || a - b)) {
    code = (code + 1) * 2 ** (length - before);
    before = length;
    codes.set(symbol, code.toString(2).padStart(length, '0'));
  }
  return codes;
};

export const drawHuffman: fc.Arbitrary<Case> = packable.map((output) => {
  const lengths = codeLengths(output);
  const codes = canonicalCodes(lengths);
  const header = Array.from({ length: 128 }, (_, i) => (lengths.get(2 * i) ?? 0) + 16 * (lengths.get(2 * i + 1) ?? 0));
  const bits = Array.from(output, (symbol) => codes.get(symbol) ?? '').join('');
  const packed = (bits.match(/.{1,8}/g) ?? []).map((eight) => Number.parseInt(eight.padEnd(8, '0'), 2));
  return { input: Uint8Array.from([...wordBytes(output.length), ...header, ...packed]), output };
});
