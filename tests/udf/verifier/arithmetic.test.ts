import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UDF_ARITHMETIC, UDF_BYTE_ORDERS, UDF_SIGN_EXTENSIONS, type UdfWidth } from '../../../src/abi/udfInstructions.ts';
import { AbstractNumber, anyNumber, constant, related, type AbstractNumber as Abstract } from '../../../src/udf/verifier/abstractNumber.ts';
import { arithmetic, byteOrder, lowestBits, negation, plus, signExtension } from '../../../src/udf/verifier/arithmetic.ts';
import { includes, unsignedBetween } from '../../../src/udf/verifier/bounds.ts';
import { W16, W32, W64, W8 } from '../../../src/udf/verifier/width.ts';
import { concreteResult, integer, natural } from './formulas.ts';
import { numbers, type Member } from './numbers.ts';

const SEED = 20_253;
const widths = fc.constantFrom<UdfWidth>(32, 64);

const contains = (number: Abstract, value: bigint): boolean => includes(W64, number.full, value) && includes(W32, number.lower, value % 2n ** 32n);

/** A result of which the same root is known as of an operand is as far away from it as is said. */
const isRelated = (result: Member<Abstract>, operand: Member<Abstract>): boolean => {
  if (result.abstract.isConstant || result.abstract.root !== operand.abstract.root) return true;
  const distance = result.value - result.abstract.offset - (operand.value - operand.abstract.offset);
  const bits = result.abstract.relatedBits === 64 && operand.abstract.relatedBits === 64 ? 64 : 32;
  return natural(bits, distance) === 0n;
};

const isSound = (result: Member<Abstract>, ...operands: readonly Member<Abstract>[]): boolean =>
  contains(result.abstract, result.value) && operands.every((operand) => isRelated(result, operand));

const of32 = (width: UdfWidth, value: bigint): bigint => natural(width, value);

describe('arithmetic on numbers', () => {
  it.each(UDF_ARITHMETIC)('%s has what members give, in both widths', (operation) => {
    fc.assert(
      fc.property(numbers, numbers, widths, fc.boolean(), (a, b, width, isSame) => {
        const other = isSame ? a : b;
        const result = { abstract: arithmetic(operation, width, a.abstract, other.abstract), value: concreteResult(operation, width, of32(width, a.value), of32(width, other.value)) };
        return isSound(result, a, other);
      }),
      { seed: SEED, numRuns: 800 },
    );
  });

  it('negation, sign extension, byte order and truncation have what members give', () => {
    const bytesOf = (bits: number, value: bigint): readonly bigint[] => Array.from({ length: bits / 8 }, (_, i) => (value / 256n ** BigInt(i)) % 256n);
    const fromBytes = (bytes: readonly bigint[]): bigint => bytes.reduce((sum, byte, i) => sum + byte * 256n ** BigInt(i), 0n);
    fc.assert(
      fc.property(numbers, widths, (a, width) => {
        const negated = isSound({ abstract: negation(width, a.abstract), value: natural(width, -a.value) }, a);
        const extended = UDF_SIGN_EXTENSIONS.every((operation) => {
          const bits = Number(operation.slice('MOVSX'.length));
          return bits >= width || isSound({ abstract: signExtension(operation, width, a.abstract), value: natural(width, integer(bits, natural(bits, a.value))) }, a);
        });
        const ordered = UDF_BYTE_ORDERS.every((operation) => {
          const bits = Number(/\d+$/.exec(operation)?.[0]);
          const bytes = bytesOf(bits, a.value);
          return isSound({ abstract: byteOrder(operation, a.abstract), value: fromBytes(operation.startsWith('LE') ? bytes : bytes.toReversed()) }, a);
        });
        const cut = [W8, W16, W32, W64].every((w) => isSound({ abstract: lowestBits(w, a.abstract), value: natural(w.bits, a.value) }, a));
        return negated && extended && ordered && cut;
      }),
      { seed: SEED, numRuns: 800 },
    );
  });

  it('keeps relations and bounds against the length true over several operations', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom(...UDF_ARITHMETIC), widths, fc.nat(), fc.nat()), { minLength: 4, maxLength: 16 });
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 2, maxLength: 4 }), fc.integer({ min: 0, max: 65_536 }), fc.nat(70_000), steps, (given, length, slack, list) => {
        const half = given.map(({ abstract, value }) => ({ abstract: related(abstract.full, abstract.lower, abstract, 0n, 64, Number(value) - length + slack), value }));
        const pool: Member<Abstract>[] = [...given, ...half, ...[1n, 8n, 32n, 2n ** 64n - 3n].map((value) => ({ abstract: constant(value), value }))];
        for (const [operation, width, i, j] of list) {
          const a = pool[i % pool.length];
          const b = pool[j % pool.length];
          const result = { abstract: arithmetic(operation, width, a.abstract, b.abstract), value: concreteResult(operation, width, of32(width, a.value), of32(width, b.value)) };
          if (!isSound(result, ...pool) || Number(result.value) > length + result.abstract.lengthBound) return false;
          pool.push(result);
        }
        return true;
      }),
      { seed: SEED, numRuns: 700 },
    );
  });
});

const between = (min: bigint, max: bigint): AbstractNumber => {
  const bounds = unsignedBetween(W64, min, max);
  return new AbstractNumber(bounds, max < 2n ** 31n ? bounds : anyNumber(W32, false).lower, null, 0n, 64, Infinity, null);
};

const interval = ({ full }: Abstract): readonly bigint[] => [full.unsignedMin, full.unsignedMax];

describe('precision of arithmetic', () => {
  it('constants give constants', () => {
    for (const operation of UDF_ARITHMETIC) {
      for (const width of [32, 64] as const) {
        const result = arithmetic(operation, width, constant(0xfedcba9876543210n), constant(0x8000000000000007n));
        expect(result.isConstant).toBe(true);
        expect(result.full.unsignedMin).toBe(concreteResult(operation, width, natural(width, 0xfedcba9876543210n), natural(width, 0x8000000000000007n)));
      }
    }
  });

  it('an index that is scaled and added to an address', () => {
    const index = arithmetic('AND', 64, anyNumber(W32, false), constant(7n));
    const scaled = arithmetic('MUL', 64, index, constant(24n));
    expect(interval(plus(scaled, 0x10000n))).toEqual([0x10000n, 0x10000n + 168n]);
    expect(plus(scaled, 0x10000n).full.unknown & 7n).toBe(0n);
  });

  it('a field between bits, by shifts or by a mask', () => {
    const word = anyNumber(W64, false);
    expect(interval(arithmetic('RSH', 64, arithmetic('LSH', 64, word, constant(52n)), constant(60n)))).toEqual([0n, 15n]);
    expect(interval(arithmetic('AND', 64, arithmetic('RSH', 64, word, constant(8n)), constant(0xfffn)))).toEqual([0n, 4095n]);
    expect(interval(arithmetic('AND', 64, between(10n, 60n), constant(2n ** 64n - 8n)))).toEqual([8n, 56n]);
  });

  it('division and modulo by constants and by what is not zero', () => {
    expect(interval(arithmetic('DIV', 64, between(100n, 999n), constant(10n)))).toEqual([10n, 99n]);
    expect(interval(arithmetic('MOD', 64, anyNumber(W64, false), constant(24n)))).toEqual([0n, 23n]);
    expect(interval(arithmetic('MOD', 64, between(50n, 52n), constant(24n)))).toEqual([2n, 4n]);
    expect(interval(arithmetic('MOD', 64, anyNumber(W64, false), between(1n, 16n)))).toEqual([0n, 15n]);
    expect(interval(arithmetic('DIV', 64, between(0n, 100n), anyNumber(W8, false)))).toEqual([0n, 100n]);
  });

  it('shifts by a count that is not known', () => {
    expect(interval(arithmetic('LSH', 64, constant(1n), between(0n, 5n)))).toEqual([1n, 32n]);
    expect(interval(arithmetic('RSH', 64, between(256n, 1024n), between(2n, 4n)))).toEqual([16n, 256n]);
  });

  it('a sign that is extended: what is not negative stays the number that it is', () => {
    const byte = anyNumber(W8, false);
    const small = arithmetic('AND', 64, byte, constant(0x7fn));
    expect(signExtension('MOVSX8', 64, small)).toBe(small);
    const extended = signExtension('MOVSX8', 64, byte);
    expect([extended.full.signedMin, extended.full.signedMax]).toEqual([-128n, 127n]);
    expect([anyNumber(W16, true).full.signedMin, anyNumber(W16, true).full.signedMax]).toEqual([-32_768n, 32_767n]);
  });

  it('what leaves a number as it is gives the number itself', () => {
    const half = anyNumber(W32, false);
    for (const [operation, width, value] of [
      ['ADD', 64, 0n], ['SUB', 64, 0n], ['MUL', 64, 1n], ['DIV', 64, 1n], ['MOD', 64, 2n ** 32n], ['AND', 64, 2n ** 32n - 1n], ['OR', 64, 0n], ['XOR', 64, 0n], ['LSH', 64, 0n],
    ] as const) {
      expect(arithmetic(operation, width, half, constant(value))).toBe(half);
    }
    expect(arithmetic('MOV', 32, constant(0n), half)).toBe(half);
    // Compilers for old processors clear the upper half, or extend the sign of the lower one, by two shifts.
    expect(arithmetic('RSH', 64, arithmetic('LSH', 64, half, constant(32n)), constant(32n))).toBe(half);
    const any = anyNumber(W64, false);
    const cleared = arithmetic('RSH', 64, arithmetic('LSH', 64, any, constant(32n)), constant(32n));
    expect([cleared.root, cleared.relatedBits, cleared.full.unsignedMax]).toEqual([any, 32, 2n ** 32n - 1n]);
    const extended = arithmetic('ARSH', 64, arithmetic('LSH', 64, any, constant(32n)), constant(32n));
    expect([extended.root, extended.relatedBits, extended.full.signedMin, extended.full.signedMax]).toEqual([any, 32, -(2n ** 31n), 2n ** 31n - 1n]);
  });

  it('a difference of related numbers is known, whatever they are', () => {
    const any = anyNumber(W64, false);
    expect(arithmetic('SUB', 64, plus(any, 24n), plus(any, 8n)).full.unsignedMin).toBe(16n);
    expect(arithmetic('XOR', 64, any, any).full.unsignedMax).toBe(0n);
  });
});
