import { describe, expect, it } from 'vitest';
import { add, call, constant, credential, exit, helper, ifNot, jump, load, own, set, store, time, word, type Bytes } from './assembly.ts';
import { runOf } from './runs.ts';

/** Five words that cost 1, 9, 1, 1, 1: the whole run 13. */
const FIVE: readonly Bytes[] = [set(1, 0), own(), set(0, 4), set(0, 3), exit()];

describe('cost (UDF-23)', () => {
  it.each([[0, 0], [1, 1], [2, 1], [9, 1], [10, 10], [11, 11], [12, 12]])('with limit %i ends exhausted at %i', (costMax, cost) => {
    expect(runOf(FIVE, { costMax })).toEqual({ end: { kind: 'exhausted' }, cost, tuples: [], isSpoilt: false });
  });

  it('ends by EXIT at exactly the limit', () => {
    expect(runOf(FIVE, { costMax: 13 })).toEqual({ end: { kind: 'exit', value: 3n }, cost: 13, tuples: [], isSpoilt: false });
    expect(runOf(FIVE, { costMax: 14 })).toMatchObject({ end: { kind: 'exit' }, cost: 13 });
  });

  it('is 1 for LDDW, a taken or untaken jump, and a local call', () => {
    expect(runOf([constant(1, 0n), ifNot(1, 0, 1), ifNot(1, 1, 1), exit(), call(0), exit()])).toMatchObject({ end: { kind: 'exit' }, cost: 6 });
  });

  it('of helpers is 8, 1 and 2 besides', () => {
    expect(runOf([own(), exit()])).toMatchObject({ cost: 10 });
    expect(runOf([time(), exit()], { kind: 'size' })).toMatchObject({ cost: 3 });
    expect(runOf([credential(), exit()], { kind: 'acl' })).toMatchObject({ cost: 4 });
  });

  it('bounds a loop', () => {
    expect(runOf([jump(-1)])).toEqual({ end: { kind: 'exhausted' }, cost: 262_144, tuples: [], isSpoilt: false });
    expect(runOf([set(6, 0), add(6, 1), jump(-2)], { costMax: 10_000 })).toMatchObject({ end: { kind: 'exhausted' }, cost: 10_000 });
  });
});

describe('what decides about a word (UDF-24)', () => {
  const end = (words: readonly Bytes[], costMax: number): unknown => {
    const run = runOf(words, { costMax });
    return [run.end.kind === 'fault' ? `${run.end.rule} at ${run.end.place}` : run.end.kind, run.cost];
  };
  const OUTSIDE: readonly Bytes[] = [set(4, 0)];
  const ILLEGAL = [set(4, 0), word(0), exit()];
  const BAD_LOAD = [set(4, 0), load('u8', 0, 4, 0), exit()];
  const UNWRITTEN = [set(4, 0), load('u8', 0, 10, -1), exit()];
  const BAD_STORE = [set(4, 0), store('u8', 4, 0, 4), exit()];
  const NO_HELPER = [set(4, 0), helper(4), exit()];
  const FOREIGN_HELPER = [set(4, 0), credential(), exit()];
  const NINTH = [set(4, 0), call(-1)];

  it('the place and the word come before the limit, and the word at fault is not charged', () => {
    for (const costMax of [1, 2, 100]) {
      expect(end(OUTSIDE, costMax)).toEqual(['UDF-18 at 1', 1]);
      expect(end(ILLEGAL, costMax)).toEqual(['UDF-10 at 1', 1]);
    }
  });

  it('the limit comes before what the instruction may do, and then the word is charged', () => {
    expect([end(BAD_LOAD, 1), end(BAD_LOAD, 2)]).toEqual([['exhausted', 1], ['UDF-5 at 1', 2]]);
    expect([end(UNWRITTEN, 1), end(UNWRITTEN, 2)]).toEqual([['exhausted', 1], ['UDF-7 at 1', 2]]);
    expect([end(BAD_STORE, 1), end(BAD_STORE, 2)]).toEqual([['exhausted', 1], ['UDF-6 at 1', 2]]);
    expect([end(NO_HELPER, 1), end(NO_HELPER, 2)]).toEqual([['exhausted', 1], ['UDF-20 at 1', 2]]);
    expect([end(FOREIGN_HELPER, 1), end(FOREIGN_HELPER, 2)]).toEqual([['exhausted', 1], ['UDF-20 at 1', 2]]);
    expect([end(NINTH, 8), end(NINTH, 9)]).toEqual([['exhausted', 8], ['UDF-19 at 1', 9]]);
  });

  it('a helper whose whole cost the limit does not cover is not called', () => {
    expect(end([own(), exit()], 8)).toEqual(['exhausted', 0]);
    expect(end([own(), exit()], 9)).toEqual(['exhausted', 9]);
  });

  it('a fault at the limit is a fault', () => {
    expect(end([load('u8', 0, 10, 0)], 1)).toEqual(['UDF-5 at 0', 1]);
    expect(end([], 0)).toEqual(['UDF-18 at 0', 0]);
  });
});

describe('places (UDF-18)', () => {
  it.each([
    ['an empty program', [], 0, 0],
    ['behind the last word', [set(0, 1)], 1, 1],
    ['behind the second word of LDDW', [constant(0, 1n)], 2, 1],
    ['far ahead', [jump(0x7fff)], 0x8000, 1],
    ['far back', [jump(-0x8000)], -0x7fff, 1],
    ['farther ahead', [word(0x06, 0, 0, 0, 0x7fff_ffff)], 0x8000_0000, 1],
    ['farther back', [word(0x06, 0, 0, 0, -0x8000_0000)], -0x7fff_ffff, 1],
    ['just before the first word', [jump(-2)], -1, 1],
  ] as const)('%s', (_, words, place, cost) => {
    expect(runOf(words)).toEqual({ end: { kind: 'fault', place, rule: 'UDF-18' }, cost, tuples: [], isSpoilt: false });
  });

  it('are none in bytes that make no whole word', () => {
    expect(runOf([set(0, 1), exit().slice(0, 7)])).toMatchObject({ end: { kind: 'fault', place: 1, rule: 'UDF-18' }, cost: 1 });
    expect(runOf([[1, 2, 3]])).toMatchObject({ end: { kind: 'fault', place: 0, rule: 'UDF-18' }, cost: 0 });
  });
});
