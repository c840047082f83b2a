import * as fc from 'fast-check';
import { constant, ofFull, ofFullAndLower, type AbstractNumber } from '../../../src/udf/verifier/abstractNumber.ts';
import { anything, normalised, type Bounds } from '../../../src/udf/verifier/bounds.ts';
import { W32, W64, type Width } from '../../../src/udf/verifier/width.ts';

/** Something abstract, and one of the concrete naturals that it stands for. */
export interface Member<Abstract> {
  readonly abstract: Abstract;
  readonly value: bigint;
}

const EDGES: readonly bigint[] = [0n, 1n, 2n, 7n, 8n, 127n, 128n, 255n, 65_535n, 65_536n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n - 128n];

/** Naturals of a width: edges, small ones, and any. */
export const naturals = (w: Width): fc.Arbitrary<bigint> =>
  fc.oneof(
    fc.constantFrom(...EDGES.map((edge) => BigInt.asUintN(w.bits, edge))),
    fc.bigInt({ min: 0n, max: 300n < w.max ? 300n : w.max }),
    fc.bigInt({ min: 0n, max: w.max }),
  );

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const greatest = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const signed = (w: Width, value: bigint): bigint => BigInt.asIntN(w.bits, value);

const kinds = fc.constantFrom('constant', 'bits', 'unsigned', 'signed', 'all', 'nothing');

/** Bounds of some width with a member: known bits, intervals, some of both, a constant, or nothing known. */
export const bounds = (w: Width): fc.Arbitrary<Member<Bounds>> =>
  fc.tuple(kinds, naturals(w), naturals(w), naturals(w), naturals(w)).map(([kind, value, mask, low, high]) => {
    const has = (other: string): boolean => kind === other || kind === 'all';
    const unknown = kind === 'constant' ? 0n : has('bits') ? mask : w.max;
    const isUnsigned = has('unsigned');
    const isSigned = has('signed');
    const found = normalised(
      w, value & ~unknown, unknown, isUnsigned ? least(value, low) : 0n, isUnsigned ? greatest(value, high) : w.max,
      isSigned ? least(signed(w, value), signed(w, low)) : w.signedMin, isSigned ? greatest(signed(w, value), signed(w, high)) : w.signedMax,
    );
    if (found === null) throw new Error(`no bounds around ${value}`);
    return { abstract: found, value };
  });

/** 64-bit numbers with a member, some of them with their lower half known by itself. */
export const numbers: fc.Arbitrary<Member<AbstractNumber>> = fc
  .tuple(bounds(W64), fc.boolean(), fc.boolean(), naturals(W32), naturals(W32))
  .map(([{ abstract, value }, isLowerKnown, isLowerSigned, low, high]) => {
    if (abstract.isConstant) return { abstract: constant(value), value };
    if (!isLowerKnown) return { abstract: ofFull(abstract), value };
    const half = value & W32.max;
    const lower = isLowerSigned
      ? normalised(W32, 0n, W32.max, 0n, W32.max, least(signed(W32, half), signed(W32, low)), greatest(signed(W32, half), signed(W32, high)))
      : normalised(W32, 0n, W32.max, least(half, low), greatest(half, high), W32.signedMin, W32.signedMax);
    return { abstract: ofFullAndLower(abstract, lower ?? anything(W32)), value };
  });
