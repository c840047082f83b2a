import { describe, expect, it } from 'vitest';
import { anyNumber, constant, type AbstractNumber } from '../../../src/udf/verifier/abstractNumber.ts';
import { arithmetic, plus } from '../../../src/udf/verifier/arithmetic.ts';
import { assume } from '../../../src/udf/verifier/assume.ts';
import { includes } from '../../../src/udf/verifier/bounds.ts';
import { Chain } from '../../../src/udf/verifier/chain.ts';
import { holds, type Relation } from '../../../src/udf/verifier/evaluate.ts';
import { initialState } from '../../../src/udf/verifier/initialState.ts';
import { joinInto } from '../../../src/udf/verifier/join.ts';
import { loadFromStack, storeAt } from '../../../src/udf/verifier/stack.ts';
import type { AbstractState } from '../../../src/udf/verifier/state.ts';
import { W16, W32, W64, W8 } from '../../../src/udf/verifier/width.ts';
import { natural } from './formulas.ts';

const begin = (metadataBytesMin = 0): AbstractState => initialState({ kind: 'owns', metadataBytesMin, words: new Uint8Array() }, new Chain(null, -1, -1), { computed: 0, seen: 0 });

const numberOf = (state: AbstractState, index: number): AbstractNumber => {
  const number = state.register(index);
  if (number === null) throw new Error(`r${index} holds no value`);
  return number;
};

const interval = (number: AbstractNumber): readonly bigint[] => [number.full.unsignedMin, number.full.unsignedMax];

/** A state with numbers in R3 and on. */
const withNumbers = (...numbers: readonly AbstractNumber[]): AbstractState => {
  const state = begin();
  numbers.forEach((number, index) => { state.setRegister(index + 3, number); });
  return state;
};

describe('what narrows a number', () => {
  it('narrows its copies, in registers, on the stack and in the frames of callers', () => {
    const number = anyNumber(W16, false);
    const state = withNumbers(anyNumber(W8, false));
    state.setRegister(6, number);
    storeAt(state, 0x1ff0, 8, number);
    state.setRegister(1, number);
    state.enter(state.chain.callee(7, 7));
    expect(assume(state, 'JLE', 64, numberOf(state, 1), constant(9n))).toBe(true);
    expect(interval(loadFromStack(state, 0x1ff0, 8))).toEqual([0n, 9n]);
    const { caller } = state.chain;
    if (caller === null) throw new Error('the function has no caller');
    state.setRegister(0, numberOf(state, 1));
    state.leave(caller);
    expect(interval(numberOf(state, 6))).toEqual([0n, 9n]);
    expect(numberOf(state, 6)).toBe(numberOf(state, 0));
  });

  it('narrows sums with constants, and what they were made from', () => {
    const number = anyNumber(W16, false);
    const state = withNumbers(number, plus(number, natural(64, -10n)), plus(number, 100n));
    expect(assume(state, 'JLE', 64, numberOf(state, 4), constant(5n))).toBe(true);
    expect([3, 4, 5].map((index) => interval(numberOf(state, index)))).toEqual([[10n, 15n], [0n, 5n], [110n, 115n]]);
  });

  it('narrows them through lower halves, as far as those go', () => {
    const byte = anyNumber(W8, false);
    const any = anyNumber(W64, false);
    const state = withNumbers(byte, arithmetic('ADD', 32, byte, constant(natural(64, -3n))), any, arithmetic('MOV', 32, any, any));
    expect(assume(state, 'JLE', 32, numberOf(state, 4), constant(3n))).toBe(true);
    expect(interval(numberOf(state, 3))).toEqual([3n, 6n]);
    expect(assume(state, 'JLT', 32, numberOf(state, 6), constant(4n))).toBe(true);
    expect([numberOf(state, 5).lower.unsignedMax, numberOf(state, 5).full.unsignedMax]).toEqual([3n, 0xffff_ffff_0000_0003n]);
  });

  it('does not narrow another number of which the same is known', () => {
    const state = withNumbers(anyNumber(W8, false), anyNumber(W8, false));
    expect(assume(state, 'JEQ', 64, numberOf(state, 3), constant(1n))).toBe(true);
    expect(interval(numberOf(state, 4))).toEqual([0n, 255n]);
  });

  it('does not narrow a number that was equal to it on one of two ways only', () => {
    const state = withNumbers(anyNumber(W8, false), anyNumber(W8, false));
    const other = state.copy();
    state.setRegister(5, numberOf(state, 3));
    other.setRegister(5, numberOf(state, 4));
    joinInto(state, other);
    expect(assume(state, 'JEQ', 64, numberOf(state, 5), constant(1n))).toBe(true);
    expect([3, 4].map((index) => interval(numberOf(state, index)))).toEqual([[0n, 255n], [0n, 255n]]);
  });

  it('narrows what was a constant away from it on both ways', () => {
    const state = withNumbers(constant(1n), constant(0x101n));
    const other = withNumbers(constant(6n), constant(0x106n));
    joinInto(state, other);
    expect(assume(state, 'JGT', 64, numberOf(state, 3), constant(3n))).toBe(true);
    expect(interval(numberOf(state, 4))).toEqual([0x104n, 0x106n]);
  });
});

const CONDITIONS: readonly Relation[] = ['JEQ', 'JLT', 'JLE', 'JGT', 'JGE'];
const LENGTHS = Array.from({ length: 13 }, (_, length) => BigInt(length));

it('relates lower halves only, behind a join, where no more was known before it', () => {
  const make = (): AbstractState => {
    const byte = anyNumber(W8, false);
    return withNumbers(arithmetic('ADD', 32, byte, constant(natural(64, -3n))), byte);
  };
  const state = make();
  joinInto(state, make());
  expect(assume(state, 'JGE', 64, numberOf(state, 3), constant(0xffff_fffdn))).toBe(true);
  expect(interval(numberOf(state, 4))).toEqual([0n, 2n]);
});

describe.each(CONDITIONS)('a number against the length plus a constant: %s', (relation) => {
  it('keeps every pair that satisfies it, and bounds the number by the length exactly', () => {
    for (const distance of [-3n, -1n, 0n, 1n, 0x10000n]) {
      const state = withNumbers(arithmetic('AND', 64, anyNumber(W64, false), constant(distance > 1n ? 0x1ffffn : 15n)));
      const other = plus(state.length, natural(64, distance));
      state.setRegister(4, other);
      assume(state, 'JGE', 64, other, constant(0n));
      if (!assume(state, relation, 64, numberOf(state, 3), other)) throw new Error('nothing is left');
      const number = numberOf(state, 3);
      for (const length of LENGTHS) {
        const sum = natural(64, length + distance);
        for (const value of Array.from({ length: 16 }, (_, i) => BigInt(i) + (distance > 1n ? distance : 0n))) {
          if (!holds(relation, W64, value, sum)) continue;
          expect(includes(W64, number.full, value) && includes(W64, state.length.full, length) && includes(W32, number.lower, value & W32.max)).toBe(true);
          expect(Number(value) <= Number(length) + number.lengthBound).toBe(true);
        }
      }
    }
  });
});

describe('the length', () => {
  it.each([
    ['JGE', 64, 100n, [100n, 65_536n]],
    ['JGT', 64, 100n, [101n, 65_536n]],
    ['JLT', 64, 100n, [0n, 99n]],
    ['JEQ', 64, 100n, [100n, 100n]],
    ['JSGE', 64, 100n, [100n, 65_536n]],
    ['JGE', 32, 100n, [100n, 65_536n]],
    ['JSGT', 32, 100n, [101n, 65_536n]],
  ] as const)('by a condition on its register: %s in %d bits', (relation, width, value, expected) => {
    const state = begin();
    expect(assume(state, relation, width, numberOf(state, 2), constant(value))).toBe(true);
    expect(interval(state.length)).toEqual(expected);
    expect(interval(numberOf(state, 2))).toEqual(expected);
  });

  it('by the end of the metadata, and by what is left behind an offset', () => {
    const state = begin();
    const end = plus(state.length, 0x10000n);
    expect(assume(state, 'JLE', 64, constant(0x10080n), end)).toBe(true);
    expect(state.lengthMin).toBe(128);
    expect(assume(state, 'JGE', 64, plus(state.length, natural(64, -128n)), constant(8n))).toBe(true);
    expect(state.lengthMin).toBe(136);
  });

  it('is raised by a number that it bounds', () => {
    const offset = anyNumber(W16, false);
    const state = withNumbers(offset);
    expect(assume(state, 'JLE', 64, plus(offset, 8n), state.length)).toBe(true);
    expect(state.lengthMin).toBe(8);
    state.setRegister(4, plus(numberOf(state, 3), 8n));
    expect(assume(state, 'JLE', 64, numberOf(state, 4), state.length)).toBe(true);
    expect(assume(state, 'JGE', 64, numberOf(state, 4), constant(108n))).toBe(true);
    expect(state.lengthMin).toBe(108);
    expect(interval(numberOf(state, 3))).toEqual([100n, 65_528n]);
    expect(numberOf(state, 3).lengthBound).toBe(-8);
  });

  it('leaves no way on which it would be less than claimed, or more than there can be', () => {
    expect(assume(begin(64), 'JLT', 64, begin(64).length, constant(64n))).toBe(false);
    expect(assume(begin(64), 'JGT', 64, begin(64).length, constant(65_536n))).toBe(false);
    expect(interval(begin(70_000).length)).toEqual([65_536n, 65_536n]);
  });

  it('keeps a bound through a join with a way on which less is known of it, if the intervals say as much', () => {
    const state = begin(100);
    state.setRegister(3, plus(state.length, natural(64, -50n)));
    const other = begin(100);
    other.setRegister(3, constant(20n));
    joinInto(state, other);
    expect(numberOf(state, 3).lengthBound).toBe(-50);
  });
});
