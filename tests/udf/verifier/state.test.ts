import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UDF_ARITHMETIC, type UdfWidth } from '../../../src/abi/udfInstructions.ts';
import { anyNumber, constant, type AbstractNumber } from '../../../src/udf/verifier/abstractNumber.ts';
import { arithmetic } from '../../../src/udf/verifier/arithmetic.ts';
import { assume } from '../../../src/udf/verifier/assume.ts';
import { Chain } from '../../../src/udf/verifier/chain.ts';
import { contains, type ConcreteState } from '../../../src/udf/verifier/contains.ts';
import { holds, OPPOSITE, type Relation } from '../../../src/udf/verifier/evaluate.ts';
import { initialState } from '../../../src/udf/verifier/initialState.ts';
import { joinInto } from '../../../src/udf/verifier/join.ts';
import { isSameState } from '../../../src/udf/verifier/sameState.ts';
import { loadFromStack, storeAt, type Bytes } from '../../../src/udf/verifier/stack.ts';
import type { AbstractState } from '../../../src/udf/verifier/state.ts';
import { W32, W64 } from '../../../src/udf/verifier/width.ts';
import { concreteResult, natural } from './formulas.ts';
import { numbers, type Member } from './numbers.ts';

const SEED = 20_254;
const TOP = 0x2000;

/** A concrete state of one frame, changed as the abstract one is. */
class Concrete implements ConcreteState {
  readonly frames = 1;
  readonly metadataBytes: number;
  readonly registers: bigint[] = Array.from({ length: 10 }, () => 0n);
  readonly stack = new Map<number, number>();

  constructor(metadataBytes: number) {
    this.metadataBytes = metadataBytes;
  }

  register(_: number, index: number): bigint {
    return this.registers[index];
  }

  returnPlace(): number {
    return -1;
  }

  isWritten(address: number): boolean {
    return this.stack.has(address);
  }

  byte(address: number): number {
    return this.stack.get(address) ?? 0;
  }

  store(address: number, bytes: number, value: bigint): void {
    for (let i = 0; i < bytes; i++) this.stack.set(address + i, Number((value / 256n ** BigInt(i)) % 256n));
  }

  load(address: number, bytes: number): bigint {
    return Array.from({ length: bytes }, (_, i) => BigInt(this.byte(address + i)) * 256n ** BigInt(i)).reduce((a, b) => a + b, 0n);
  }
}

const begin = (metadataBytesMin = 0): AbstractState => initialState({ kind: 'owns', metadataBytesMin, words: new Uint8Array() }, new Chain(null, -1, -1), { computed: 0, seen: 0 });

const relations = fc.constantFrom<Relation>('JEQ', 'JNE', 'JGT', 'JGE', 'JLT', 'JLE', 'JSGT', 'JSGE', 'JSLT', 'JSLE', 'JSET');
const registers = fc.nat(9);
const widths = fc.constantFrom<UdfWidth>(32, 64);

const actions = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('compute' as const), operation: fc.constantFrom(...UDF_ARITHMETIC), width: widths, a: registers, b: registers }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), width: widths, a: registers, distance: fc.integer({ min: -200, max: 200 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('copy' as const), a: registers, b: registers }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('compare' as const), relation: relations, width: widths, a: registers, b: registers }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('compareConstant' as const), relation: relations, width: widths, a: registers, value: fc.integer({ min: -9, max: 70_000 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('store' as const), bytes: fc.constantFrom<Bytes>(1, 2, 4, 8), slot: fc.nat(20), a: registers }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('load' as const), bytes: fc.constantFrom<Bytes>(1, 2, 4, 8), slot: fc.nat(20), a: registers }) },
);
type Action = typeof actions extends fc.Arbitrary<infer One> ? One : never;

/** The condition that holds of two concrete numbers: the one that was drawn, or its opposite. */
const trueOf = (relation: Relation, width: UdfWidth, a: bigint, b: bigint): Relation =>
  holds(relation, width === 64 ? W64 : W32, natural(width, a), natural(width, b)) ? relation : OPPOSITE[relation];

/** Does the same to both; false if the abstract state says that it cannot happen. */
const perform = (state: AbstractState, concrete: Concrete, action: Action): boolean => {
  const number = (index: number): AbstractNumber => state.register(index) ?? constant(0n);
  const value = (index: number): bigint => concrete.registers[index];
  const set = (index: number, abstract: AbstractNumber, result: bigint): void => {
    state.setRegister(index, abstract);
    concrete.registers[index] = result;
  };
  switch (action.kind) {
    case 'compute':
      set(action.a, arithmetic(action.operation, action.width, number(action.a), number(action.b)),
        concreteResult(action.operation, action.width, natural(action.width, value(action.a)), natural(action.width, value(action.b))));
      return true;
    case 'add':
      set(action.a, arithmetic('ADD', action.width, number(action.a), constant(natural(64, BigInt(action.distance)))), natural(action.width, value(action.a) + BigInt(action.distance)));
      return true;
    case 'copy': set(action.a, number(action.b), value(action.b)); return true;
    case 'compare': return assume(state, trueOf(action.relation, action.width, value(action.a), value(action.b)), action.width, number(action.a), number(action.b));
    case 'compareConstant': {
      const other = natural(64, BigInt(action.value));
      return assume(state, trueOf(action.relation, action.width, value(action.a), other), action.width, number(action.a), constant(other));
    }
    case 'store': {
      const address = TOP - 32 + Math.min(action.slot, 32 - action.bytes);
      storeAt(state, address, action.bytes, number(action.a));
      concrete.store(address, action.bytes, value(action.a));
      return true;
    }
    case 'load': {
      const address = TOP - 32 + Math.min(action.slot, 32 - action.bytes);
      if (Array.from({ length: action.bytes }, (_, i) => concrete.isWritten(address + i)).includes(false)) return true;
      set(action.a, loadFromStack(state, address, action.bytes), concrete.load(address, action.bytes));
      return true;
    }
    default: return action satisfies never;
  }
};

const numberBelow = (limit: bigint): AbstractNumber => arithmetic('AND', 64, anyNumber(W64, false), constant(limit - 1n));

/** A state whose registers hold what was drawn, R2 the length and R3 a distance behind it, with the concrete one. */
const pair = (given: readonly Member<AbstractNumber>[], claim: number, length: number): readonly [AbstractState, Concrete] => {
  const state = begin(claim);
  const concrete = new Concrete(length);
  concrete.registers[1] = 0x10000n;
  given.forEach(({ abstract, value }, index) => {
    state.setRegister(index, abstract);
    concrete.registers[index] = value;
  });
  state.setRegister(2, state.length);
  concrete.registers[2] = BigInt(length);
  state.setRegister(3, arithmetic('ADD', 64, state.length, constant(0x10000n)));
  concrete.registers[3] = BigInt(length) + 0x10000n;
  return [state, concrete];
};

const setUps = fc.tuple(fc.array(numbers, { minLength: 10, maxLength: 10 }), fc.nat(65_536), fc.nat(65_536));

describe('an abstract state', () => {
  it('holds of the concrete state that does the same, through arithmetic, conditions, copies and the stack', () => {
    fc.assert(
      fc.property(setUps, fc.array(actions, { minLength: 5, maxLength: 30 }), ([given, x, y], list) => {
        const [state, concrete] = pair(given, Math.min(x, y), Math.max(x, y));
        return list.every((action) => perform(state, concrete, action) && contains(state, concrete));
      }),
      { seed: SEED, numRuns: 600 },
    );
  });

  it('that is joined from two on their way holds of what either held of, and goes on to', () => {
    const way = fc.array(actions, { maxLength: 10 });
    fc.assert(
      fc.property(setUps, way, way, way, way, ([given, x, y], common, first, second, rest) => {
        const [state, concrete] = pair(given, Math.min(x, y), Math.max(x, y));
        const follow = (of: AbstractState, on: Concrete, list: readonly Action[]): boolean => list.every((action) => perform(of, on, action));
        if (!follow(state, concrete, common)) return false;
        const other = state.copy();
        const twin = new Concrete(concrete.metadataBytes);
        concrete.registers.forEach((value, index) => { twin.registers[index] = value; });
        for (const [address, byte] of concrete.stack) twin.stack.set(address, byte);
        if (!follow(state, concrete, first) || !follow(other, twin, second)) return false;
        joinInto(state, other);
        if (!contains(state, concrete) || !contains(state, twin)) return false;
        const again = state.copy();
        return follow(state, concrete, rest) && contains(state, concrete) && follow(again, twin, rest) && contains(again, twin);
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it('is not one that the concrete state lies in when a register, a byte, a length or a relation is another', () => {
    const [state, concrete] = pair(Array.from({ length: 10 }, () => ({ abstract: constant(7n), value: 7n })), 100, 200);
    storeAt(state, TOP - 8, 8, constant(5n));
    concrete.store(TOP - 8, 8, 5n);
    expect(contains(state, concrete)).toBe(true);
    const spoilt = (spoil: (of: Concrete) => void, length = 200): boolean => {
      const [, other] = pair(Array.from({ length: 10 }, () => ({ abstract: constant(7n), value: 7n })), 100, length);
      other.store(TOP - 8, 8, 5n);
      spoil(other);
      return contains(state, other);
    };
    expect(spoilt(() => undefined)).toBe(true);
    expect(spoilt((of) => { of.registers[5] = 8n; })).toBe(false);
    expect(spoilt((of) => { of.store(TOP - 8, 1, 6n); })).toBe(false);
    expect(spoilt((of) => { of.stack.delete(TOP - 1); })).toBe(false);
    expect(spoilt(() => undefined, 99)).toBe(false);
    expect(spoilt((of) => { of.registers[3] += 1n; })).toBe(false);
  });
});

it('does not hold of numbers that are not as far apart as it says', () => {
  const make = (third: bigint, fourth: bigint): boolean => {
    const number = numberBelow(256n);
    const [state, concrete] = pair([], 100, 200);
    state.setRegister(4, number);
    state.setRegister(5, arithmetic('ADD', 64, number, constant(5n)));
    concrete.registers[4] = third;
    concrete.registers[5] = fourth;
    return contains(state, concrete);
  };
  expect(make(7n, 12n)).toBe(true);
  expect(make(7n, 13n)).toBe(false);
});

describe('two states', () => {
  it('are the same if equal numbers are related alike, whatever objects they are', () => {
    const make = (areRelated: boolean): AbstractState => {
      const state = begin(64);
      const number = arithmetic('AND', 64, state.length, constant(0xffn));
      state.setRegister(4, number);
      state.setRegister(5, areRelated ? number : arithmetic('AND', 64, state.length, constant(0xffn)));
      return state;
    };
    expect(isSameState(make(true), make(true))).toBe(true);
    expect(isSameState(make(false), make(false))).toBe(true);
    expect(isSameState(make(true), make(false))).toBe(false);
    expect(isSameState(make(false), make(true))).toBe(false);
    const other = make(true);
    storeAt(other, TOP - 8, 1, constant(0n));
    expect(isSameState(make(true), other)).toBe(false);
  });
});
