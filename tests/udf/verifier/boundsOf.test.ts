import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UDF_ARITHMETIC } from '../../../src/abi/udfInstructions.ts';
import { boundsOf } from '../../../src/udf/verifier/arithmetic.ts';
import { includes } from '../../../src/udf/verifier/bounds.ts';
import { reversed, signExtended, truncated, zeroExtended } from '../../../src/udf/verifier/boundsBytes.ts';
import { W16, W32, W64, W8, type Width } from '../../../src/udf/verifier/width.ts';
import { concreteResult, integer, natural } from './formulas.ts';
import { ALL, has, membersOf, PURE, setOf, W4 } from './fourBits.ts';
import { bounds } from './numbers.ts';

const SEED = 20_251;
const SOME = PURE.filter((_, index) => index % 4 === 0);

describe.each(UDF_ARITHMETIC)('%s', (operation) => {
  it('of four bits has what each pair of members gives', () => {
    const results = ALL.map((a) => ALL.map((b) => Number(concreteResult(operation, 4, BigInt(a), BigInt(b)))));
    let lost = 0;
    for (const a of SOME) {
      for (const b of SOME) {
        const result = setOf(membersOf(boundsOf(operation, W4, a.bounds, b.bounds)));
        for (const x of a.members) lost += b.members.filter((y) => !has(result, results[x][y])).length;
      }
    }
    expect(lost).toBe(0);
  });

  it.each([W32, W64])('of $bits bits has what members give', (w) => {
    fc.assert(
      fc.property(bounds(w), bounds(w), (a, b) => includes(w, boundsOf(operation, w, a.abstract, b.abstract), concreteResult(operation, w.bits, a.value, b.value))),
      { seed: SEED, numRuns: 600 },
    );
  });
});

const PAIRS: readonly (readonly [Width, Width])[] = [[W8, W16], [W8, W32], [W8, W64], [W16, W32], [W16, W64], [W32, W64]];

describe.each(PAIRS)('of $bits bits, from or to a longer number', (short, long) => {
  it('the lowest bits', () => {
    fc.assert(
      fc.property(bounds(long), ({ abstract, value }) => includes(short, truncated(long, short, abstract), natural(short.bits, value))),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('with zeros or its sign above', () => {
    fc.assert(
      fc.property(bounds(short), ({ abstract, value }) =>
        includes(long, zeroExtended(short, abstract), value) &&
        includes(long, signExtended(short, long, abstract), natural(long.bits, integer(short.bits, value)))),
      { seed: SEED, numRuns: 500 },
    );
  });
});

it.each([W16, W32, W64])('of $bits bits, the bytes turned around', (w) => {
  const turned = (value: bigint): bigint => BigInt(`0x${(value.toString(16).padStart(w.bits / 4, '0').match(/../g) ?? []).toReversed().join('')}`);
  fc.assert(
    fc.property(bounds(w), ({ abstract, value }) => includes(W64, reversed(w, zeroExtended(w, abstract)), turned(value))),
    { seed: SEED, numRuns: 500 },
  );
});
