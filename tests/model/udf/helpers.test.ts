import { describe, expect, it } from 'vitest';
import type { UdfInput, UdfKind, UdfRun } from '../../../src/abi/udf.ts';
import { add, addRegister, call, constant, copy, credential, exit, helper, ifNot, own, set, time, type Bytes } from './assembly.ts';
import { answerOf, runOf } from './runs.ts';

/** Emits a tuple: seven words. */
const emit = (start: bigint, count: bigint, type: bigint): readonly Bytes[] => [constant(1, start), constant(2, count), constant(3, type), own()];
const END = [set(0, 0), exit()];
const M1 = 0xffff_ffff_ffff_ffffn;

/** The tuples of a run that emits these, and whether the set is spoilt. */
const emitting = (...tuples: readonly (readonly [bigint, bigint, bigint])[]): unknown => {
  const { end, tuples: emitted, isSpoilt } = runOf([...tuples.flatMap(([start, count, type]) => emit(start, count, type)), ...END]);
  expect(end).toEqual({ kind: 'exit', value: 0n });
  return { tuples: emitted.map(({ start, count, type }) => [start, count, type]), isSpoilt };
};

describe('own (UDF-22)', () => {
  it('emits tuples in order, the same one as often as it is given', () => {
    expect(emitting([7n, 1n, 2n], [5n, 3n, 0n], [7n, 1n, 2n])).toEqual({ tuples: [[7, 1, 2], [5, 3, 0], [7, 1, 2]], isSpoilt: false });
  });

  it.each([
    ['no start', 0n, 1n, 2n], ['no count', 7n, 0n, 2n], ['neither', 0n, 0n, 0n],
    ['no start, though the count is too large', 0n, 1n << 32n, 2n], ['no count, though the start is too large', M1, 0n, 2n], ['no start, though the type is too large', 0n, 1n, M1],
  ])('emits nothing that has %s', (_, start, count, type) => {
    expect(emitting([start, count, type])).toEqual({ tuples: [], isSpoilt: false });
  });

  it.each([
    ['the last block', (1n << 48n) - 1n, 1n, 1n], ['the largest count', 1n, (1n << 32n) - 1n, 0n], ['the largest type', 1n, 1n, (1n << 32n) - 1n],
    ['a range that ends at 2^48', (1n << 48n) - (1n << 32n) + 1n, (1n << 32n) - 1n, 5n],
  ])('takes %s', (_, start, count, type) => {
    expect(emitting([start, count, type])).toEqual({ tuples: [[Number(start), Number(count), Number(type)]], isSpoilt: false });
  });

  it.each([
    ['a count of 2^32', 1n, 1n << 32n, 0n], ['a type of 2^32', 1n, 1n, 1n << 32n], ['a range that ends at 2^48 + 1', (1n << 48n) - 1n, 2n, 0n], ['a start of 2^48', 1n << 48n, 1n, 0n],
    ['a start from which the sum would wrap', M1, 2n, 0n], ['a count of all bits', 1n, M1, 0n], ['a type of all bits', 1n, 1n, M1],
  ])('is spoilt by %s, and goes on', (_, start, count, type) => {
    expect(emitting([1n, 1n, 1n], [start, count, type], [2n, 2n, 2n])).toEqual({ tuples: [[1, 1, 1], [2, 2, 2]], isSpoilt: true });
  });

  it('gives 0 all the same, and the set stays spoilt whatever R0 is', () => {
    const { end, isSpoilt } = runOf([...emit(M1, 1n, 1n), exit()]);
    expect([end, isSpoilt]).toEqual([{ kind: 'exit', value: 0n }, true]);
    expect(runOf([...emit(M1, 1n, 1n), set(0, 9), exit()])).toMatchObject({ end: { kind: 'exit', value: 9n }, isSpoilt: true });
  });

  it('keeps what was emitted before a fault or exhaustion', () => {
    const emitted = { tuples: [{ start: 7, count: 1, type: 2 }], isSpoilt: false };
    expect(runOf(emit(7n, 1n, 2n))).toEqual({ end: { kind: 'fault', place: 7, rule: 'UDF-18' }, cost: 12, ...emitted });
    expect(runOf([...emit(7n, 1n, 2n), ...END], { costMax: 12 })).toEqual({ end: { kind: 'exhausted' }, cost: 12, ...emitted });
  });

  /** Emits (R6, 1, 3) for R6 from the given number down to 1. */
  const emitMany = (count: number): UdfRun => runOf([set(6, count), copy(1, 6), set(2, 1), set(3, 3), own(), add(6, -1), ifNot(6, 0, -6), ...END]);

  it('emits 4,096 tuples', () => {
    const { end, tuples, isSpoilt, cost } = emitMany(4096);
    expect([end, tuples.length, isSpoilt, cost]).toEqual([{ kind: 'exit', value: 0n }, 4096, false, 1 + 4096 * 14 + 2]);
    expect([tuples[0], tuples[4095]]).toEqual([{ start: 4096, count: 1, type: 3 }, { start: 1, count: 1, type: 3 }]);
  });

  it('spoils the set with the next one', () => {
    const { end, tuples, isSpoilt } = emitMany(4097);
    expect([end, tuples.length, isSpoilt]).toEqual([{ kind: 'exit', value: 0n }, 4096, true]);
    expect(tuples[4095]).toEqual({ start: 2, count: 1, type: 3 });
  });

  it('may be called more often for what is no block', () => {
    const { tuples, isSpoilt } = runOf([set(6, 5000), set(1, 0), set(2, 1), set(3, 3), own(), add(6, -1), ifNot(6, 0, -6), ...END]);
    expect([tuples.length, isSpoilt]).toEqual([0, false]);
  });

  it('is called from a local function, too', () => {
    expect(runOf([call(1), exit(), ...emit(7n, 1n, 2n), exit()]).tuples).toEqual([{ start: 7, count: 1, type: 2 }]);
  });
});

describe('time and credential (UDF-20)', () => {
  const given: Partial<UdfInput> = { kind: 'acl', time: 0x1234_5678_9abc_def0n, credentials: [0xffff_ffff_ffff_ffffn, 0n, 0x2fn] };

  it('give the clock', () => {
    expect(answerOf([time(), exit()], given)).toBe(0x1234_5678_9abc_def0n);
  });

  it.each([[0n, 0xffff_ffff_ffff_ffffn], [1n, 0n], [2n, 0x2fn], [3n, 0n], [4n, 0n], [1n << 32n, 0n], [1n << 53n, 0n], [1n << 63n, 0n], [M1, 0n]])('give slot %s as %s', (index, want) => {
    expect(answerOf([constant(1, index), credential(), exit()], given)).toBe(want);
  });

  it('give what functions compute with', () => {
    expect(answerOf([time(), copy(6, 0), set(1, 2), credential(), addRegister(0, 6), exit()], { ...given, time: 1n })).toBe(0x30n);
  });
});

describe('the kinds that may call a helper (UDF-20)', () => {
  const KINDS: readonly UdfKind[] = ['owns', 'acl', 'size'];
  const MAY: Readonly<Record<number, readonly UdfKind[]>> = { 1: ['owns'], 2: ['acl', 'size'], 3: ['acl', 'size'] };
  const COST: Readonly<Record<number, number>> = { 1: 9, 2: 2, 3: 3 };
  const numbers = [0, 1, 2, 3, 4, -1, 0x101, 0x7fff_ffff, -0x8000_0000];

  it.each(KINDS.flatMap((kind) => numbers.map((number) => [kind, number] as const)))('%s, helper %i', (kind, number) => {
    const { end, cost, tuples } = runOf([set(1, 0), set(2, 0), set(3, 0), helper(number), exit()], { kind });
    if (MAY[number]?.includes(kind)) expect([end, cost, tuples]).toEqual([{ kind: 'exit', value: 0n }, 3 + COST[number] + 1, []]);
    else expect([end, cost, tuples]).toEqual([{ kind: 'fault', place: 3, rule: 'UDF-20' }, 4, []]);
  });
});
