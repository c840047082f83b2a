import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { includes } from '../../../src/udf/verifier/bounds.ts';
import { holds, OPPOSITE, type Relation } from '../../../src/udf/verifier/evaluate.ts';
import { narrowing } from '../../../src/udf/verifier/narrowing.ts';
import { W32, W64 } from '../../../src/udf/verifier/width.ts';
import { integer } from './formulas.ts';
import { ALL, has, membersOf, PURE, setOf, W4 } from './fourBits.ts';
import { bounds } from './numbers.ts';

const SEED = 20_252;
const SOME = PURE.filter((_, index) => index % 4 === 1);

/** The conditions by their definitions. UDF-17. */
const DEFINITIONS: Readonly<Record<Relation, (bits: number, a: bigint, b: bigint) => boolean>> = {
  JEQ: (_, a, b) => a - b === 0n,
  JNE: (_, a, b) => a - b !== 0n,
  JGT: (_, a, b) => a - b > 0n,
  JGE: (_, a, b) => a - b >= 0n,
  JLT: (_, a, b) => a - b < 0n,
  JLE: (_, a, b) => a - b <= 0n,
  JSGT: (bits, a, b) => integer(bits, a) - integer(bits, b) > 0n,
  JSGE: (bits, a, b) => integer(bits, a) - integer(bits, b) >= 0n,
  JSLT: (bits, a, b) => integer(bits, a) - integer(bits, b) < 0n,
  JSLE: (bits, a, b) => integer(bits, a) - integer(bits, b) <= 0n,
  JSET: (bits, a, b) => ALL_BITS(bits).some((bit) => (a / bit) % 2n === 1n && (b / bit) % 2n === 1n),
  JCLEAR: (bits, a, b) => ALL_BITS(bits).every((bit) => (a / bit) % 2n === 0n || (b / bit) % 2n === 0n),
};
const ALL_BITS = (bits: number): readonly bigint[] => Array.from({ length: bits }, (_, i) => 2n ** BigInt(i));

const RELATIONS = Object.keys(DEFINITIONS).filter((name): name is Relation => Object.hasOwn(OPPOSITE, name));
/** Conditions that intervals can express: where no pair satisfies one, nothing is left. */
const EXACT: readonly Relation[] = ['JGT', 'JGE', 'JLT', 'JLE', 'JSGT', 'JSGE', 'JSLT', 'JSLE'];

describe.each(RELATIONS)('%s', (relation) => {
  it('of four bits keeps every pair that satisfies it', () => {
    let lost = 0;
    let kept = 0;
    const table = ALL.map((x) => ALL.map((y) => DEFINITIONS[relation](4, BigInt(x), BigInt(y))));
    for (const a of SOME) {
      for (const b of SOME) {
        const operands = narrowing(relation, W4, a.bounds, b.bounds);
        const [left, right] = operands === null ? [0, 0] : [setOf(membersOf(operands.a)), setOf(membersOf(operands.b))];
        const pairs = a.members.flatMap((x) => b.members.filter((y) => table[x][y]).map((y) => [x, y]));
        for (const [x, y] of pairs) if (!has(left, x) || !has(right, y)) lost++;
        if (pairs.length === 0 && operands !== null) kept++;
        // Nothing is added that was not there.
        if ((left & ~a.set) !== 0 || (right & ~b.set) !== 0) lost++;
      }
    }
    expect(lost).toBe(0);
    if (EXACT.includes(relation)) expect(kept).toBe(0);
  });

  it.each([W32, W64])('of $bits bits keeps a pair that satisfies it, and its opposite all others', (w) => {
    fc.assert(
      fc.property(bounds(w), bounds(w), fc.boolean(), (a, b, isEqual) => {
        const other = isEqual ? a : b;
        const isTrue = DEFINITIONS[relation](w.bits, a.value, other.value);
        expect(holds(relation, w, a.value, other.value)).toBe(isTrue);
        const operands = narrowing(isTrue ? relation : OPPOSITE[relation], w, a.abstract, other.abstract);
        return operands !== null && includes(w, operands.a, a.value) && includes(w, operands.b, other.value);
      }),
      { seed: SEED, numRuns: 600 },
    );
  });
});
