import { describe, expect, it } from 'vitest';
import { add, addRegister, call, constant, copy, exit, helper, ifNot, load, set, storeImmediate, type Bytes } from './assembly.ts';
import { answerOf, BEFORE, RESIDUE, runOf, traceOf } from './runs.ts';

/** All registers set to distinct numbers: 20 words. */
const SET_ALL: readonly Bytes[] = BEFORE.map((value, register) => constant(register, value));
const R = RESIDUE;

describe('a local call (UDF-19)', () => {
  // Places: 20 the call, 21 EXIT, 22 the callee.
  const words = [...SET_ALL, call(1), exit(), set(0, 5), set(6, 6), set(9, 9), set(1, 1), exit()];
  const { run, states } = traceOf(words);
  const at = (place: number): (typeof states)[number] | undefined => states.find((state) => state.place === place);

  it('gives the callee R1 to R5, a frame of its own, and nothing else (UDF-21)', () => {
    expect(at(22)).toMatchObject({ depth: 1, returnPlaces: [21] });
    expect(at(22)?.registers[1]).toEqual([R, BEFORE[1], BEFORE[2], BEFORE[3], BEFORE[4], BEFORE[5], R, R, R, R, 0x1e00n]);
  });

  it('keeps R6 to R10 of the caller while the callee runs', () => {
    for (const state of states.filter(({ depth }) => depth === 1)) expect(state.registers[0].slice(6)).toEqual([BEFORE[6], BEFORE[7], BEFORE[8], BEFORE[9], 0x2000n]);
  });

  it('returns to the word behind it with R0, without R1 to R5, and with the rest as it was', () => {
    expect(at(21)).toMatchObject({ depth: 0, returnPlaces: [] });
    expect(at(21)?.registers).toEqual([[5n, R, R, R, R, R, BEFORE[6], BEFORE[7], BEFORE[8], BEFORE[9], 0x2000n]]);
    expect(run).toEqual({ end: { kind: 'exit', value: 5n }, cost: 17, tuples: [], isSpoilt: false });
  });

  it('gives a callee nothing of an earlier one at the same depth', () => {
    // Places: 0 and 1 the calls, 2 EXIT, 3 the callee.
    const callee = [set(0, 5), set(6, 6), set(7, 7), set(8, 8), set(9, 9), exit()];
    const entries = traceOf([call(2), call(1), exit(), ...callee]).states.filter(({ place }) => place === 3);
    expect(entries.map(({ registers }) => registers[1])).toEqual([[R, 0x10000n, 0n, R, R, R, R, R, R, R, 0x1e00n], [R, R, R, R, R, R, R, R, R, R, 0x1e00n]]);
  });

  it('leads to a place outside of the program like any other word', () => {
    expect(runOf([call(-2), exit()])).toMatchObject({ end: { kind: 'fault', place: -1, rule: 'UDF-18' }, cost: 1 });
    expect(runOf([call(0x7fff_ffff), exit()])).toMatchObject({ end: { kind: 'fault', place: 0x8000_0000, rule: 'UDF-18' }, cost: 1 });
    expect(runOf([call(-0x8000_0000), exit()])).toMatchObject({ end: { kind: 'fault', place: -0x7fff_ffff, rule: 'UDF-18' }, cost: 1 });
  });

  it('leaves no byte of the ended frame written', () => {
    // The second callee of the same depth reads what the first one stored.
    const storing = [storeImmediate('u64', 10, -8, 7), storeImmediate('u8', 10, -512, 7), exit()];
    const first = [call(2), call(4), exit(), ...storing, load('u8', 0, 10, -8), exit()];
    expect(answerOf(first)).toEqual({ kind: 'fault', place: 6, rule: 'UDF-7' });
    const lowest = [call(2), call(4), exit(), ...storing, load('u8', 0, 10, -512), exit()];
    expect(answerOf(lowest)).toEqual({ kind: 'fault', place: 6, rule: 'UDF-7' });
  });

  it('leaves the bytes of the caller written', () => {
    const words = [storeImmediate('u64', 10, -512, 7), call(3), load('u64', 0, 10, -512), exit(), exit(), storeImmediate('u8', 10, -1, 7), storeImmediate('u8', 10, 1, 9), exit()];
    expect(answerOf(words)).toBe(0x907n);
  });
});

describe('frames', () => {
  /** Calls itself R1 times, then returns R10 of the deepest frame. */
  const descend = (calls: number): readonly Bytes[] => [set(1, calls), ifNot(1, 0, 2), copy(0, 10), exit(), add(1, -1), call(-5), exit()];

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('at depth %i have their stack top at 0x2000 − 512·d (UDF-4)', (depth) => {
    expect(answerOf(descend(depth))).toBe(BigInt(0x2000 - 512 * depth));
  });

  it('are at most eight: the call of a ninth is a fault, which is charged (UDF-19, UDF-24)', () => {
    expect(runOf(descend(8))).toMatchObject({ end: { kind: 'fault', place: 5, rule: 'UDF-19' }, cost: 1 + 3 * 7 + 3 });
  });

  it('may be entered as often as the limit allows, one after the other', () => {
    const words = [set(6, 1000), set(7, 0), call(5), addRegister(7, 0), add(6, -1), ifNot(6, 0, -4), copy(0, 7), exit(), set(0, 2), exit()];
    expect(answerOf(words)).toBe(2000n);
  });

  it('are each seen by an observer with what they keep', () => {
    const words = [set(6, 60), call(1), exit(), set(6, 61), storeImmediate('u8', 10, -1, 1), call(1), exit(), set(6, 62), exit()];
    const { states } = traceOf(words);
    const deepest = states.filter(({ depth }) => depth === 2);
    expect(deepest.map(({ place }) => place)).toEqual([7, 8]);
    expect(deepest[1].returnPlaces).toEqual([2, 6]);
    expect(deepest[1].registers.map((registers) => registers[6])).toEqual([60n, 61n, 62n]);
    expect(deepest[1].registers.map((registers) => registers[10])).toEqual([0x2000n, 0x1e00n, 0x1c00n]);
    expect([...deepest[1].bytes]).toEqual([[0x1dff, 1]]);
    expect([...(states.at(-1)?.bytes ?? [])]).toEqual([]);
  });
});

describe('registers without a value (UDF-21)', () => {
  const startOf = (kind: 'owns' | 'acl' | 'size'): readonly bigint[] | undefined =>
    traceOf([exit()], { kind, metadata: new Uint8Array(20), operation: 3n }).states[0].registers[0];

  it('are R0 and R3 to R9 when a run begins, but for the words given', () => {
    expect(startOf('owns')).toEqual([R, 0x10000n, 20n, R, R, R, R, R, R, R, 0x2000n]);
    expect(startOf('size')).toEqual([R, 0x10000n, 20n, R, R, R, R, R, R, R, 0x2000n]);
    expect(startOf('acl')).toEqual([R, 0x10000n, 20n, 3n, R, R, R, R, R, R, 0x2000n]);
  });

  it('are R1 to R5 behind the call of a helper', () => {
    const { states } = traceOf([...SET_ALL, helper(1), exit()]);
    expect(states.at(-1)?.registers).toEqual([[0n, R, R, R, R, R, BEFORE[6], BEFORE[7], BEFORE[8], BEFORE[9], 0x2000n]]);
  });

  it.each([0n, 1n, 0x10000n, 0xffff_ffff_ffff_ffffn])('hold %s if that is the residue', (residue) => {
    expect(answerOf([exit()], { residue })).toBe(residue);
    expect(answerOf([copy(0, 9), exit()], { residue })).toBe(residue);
  });
});
