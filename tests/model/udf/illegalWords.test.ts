import { describe, expect, it } from 'vitest';
import { UDF_ROWS, type UdfRow } from '../../../src/abi/udfInstructions.ts';
import { constant, exit, jump, nameOf, set, word, wordOfRow, type Bytes } from './assembly.ts';
import { runOf } from './runs.ts';

/** Each row with fields that fit it. */
const legal = (row: UdfRow, destination: number, source: number, offset: number, immediate: number): readonly Bytes[] => {
  const first = wordOfRow(row, destination, source, offset, immediate);
  return row.instruction.form === 'constant' ? [first, word(0, 0, 0, 0, 5)] : [first];
};

const ROWS: readonly (readonly [string, UdfRow])[] = UDF_ROWS.map((row) => [nameOf(row.instruction), row]);

/** The end and the cost of a run that reaches these words first. */
const reached = (words: readonly Bytes[]): unknown => {
  const { end, cost } = runOf(words);
  return { end, cost };
};
const ILLEGAL = { end: { kind: 'fault', place: 0, rule: 'UDF-10' }, cost: 0 };

const isLegal = (words: readonly Bytes[]): boolean => {
  const { end } = runOf(words);
  return end.kind !== 'fault' || end.rule !== 'UDF-10';
};

describe('a word (UDF-10)', () => {
  it.each(ROWS)('%s has no field that is not zero and unused', (_, row) => {
    const { destination, source, offset, immediate } = row.fields;
    const first = wordOfRow(row, 1, 2, 0, 1);
    // Bits that make no other row of the word: SDIV is DIV with offset 1, a local call one with source 1.
    const withBit = (at: number, bit: number): Bytes => first.map((byte, i) => (i === at ? byte | bit : byte));
    const spoilt = [
      ...(destination === 'zero' ? [withBit(1, 0x01), withBit(1, 0x08)] : []),
      ...(source === 'zero' ? [withBit(1, 0x20), withBit(1, 0x80)] : []),
      ...(offset === 'zero' ? [withBit(2, 0x02), withBit(3, 0x80)] : []),
      ...(immediate === 'zero' ? [withBit(4, 0x01), withBit(7, 0x80)] : []),
    ];
    expect(isLegal([...legal(row, 1, 2, 0, 1), exit(), exit()])).toBe(true);
    for (const bytes of spoilt) expect(reached([bytes, word(0), exit()])).toEqual(ILLEGAL);
  });

  it.each(ROWS)('%s names R0 to R10, and changes R0 to R9', (_, row) => {
    const { destination, source } = row.fields;
    const last = destination === 'changed' ? 9 : 10;
    if (destination !== 'zero') {
      expect(isLegal([...legal(row, last, 2, 0, 1), exit(), exit()])).toBe(true);
      for (let register = last + 1; register < 16; register++) expect(reached([...legal(row, register, 2, 0, 1), exit(), exit()])).toEqual(ILLEGAL);
    }
    if (source === 'read') {
      expect(isLegal([...legal(row, 1, 10, 0, 1), exit(), exit()])).toBe(true);
      for (let register = 11; register < 16; register++) expect(reached([...legal(row, 1, register, 0, 1), exit(), exit()])).toEqual(ILLEGAL);
    }
  });

  it.each([
    ['no opcode', word(0)],
    ['half of an LDDW by itself', word(0, 0, 0, 0, 5)],
    ['an atomic operation', word(0xdb, 1, 2)],
    ['a packet load', word(0x20, 0, 0, 0, 4)],
    ['LDDW of a map', word(0x18, 1, 1, 0, 4)],
    ['a 64-bit signed load', word(0x99, 1, 2)],
    ['a call through a register', word(0x8d, 1)],
    ['a call of source 2', word(0x85, 0, 2, 0, 1)],
    ['a local call with an offset', word(0x85, 0, 1, 1, 0)],
    ['EXIT of 32 bits', word(0x96)],
    ['CALL of 32 bits', word(0x86, 0, 0, 0, 1)],
    ['MOVSX32 of 32 bits', word(0xbc, 1, 2, 32)],
    ['MOVSX of an immediate', word(0xb7, 1, 0, 8, 1)],
    ['MOVSX of 24 bits', word(0xbf, 1, 2, 24)],
    ['ADD with an offset', word(0x07, 1, 0, 1, 1)],
    ['SDIV with offset 2', word(0x37, 1, 0, 2, 1)],
    ['LE of 8 bits', word(0xd4, 1, 0, 0, 8)],
    ['BSWAP of 0 bits', word(0xd7, 1)],
    ['BSWAP with the source bit', word(0xdf, 1, 0, 0, 16)],
    ['NEG with the source bit', word(0x8f, 1)],
  ])('%s is none', (_, tested) => {
    expect(reached([tested, word(0), exit()])).toEqual(ILLEGAL);
  });

  it('has its least significant byte first, and its fields signed', () => {
    expect(runOf([[0xb7, 0x00, 0, 0, 0x78, 0x56, 0x34, 0x12], exit()]).end).toEqual({ kind: 'exit', value: 0x1234_5678n });
    expect(runOf([[0xb7, 0x00, 0, 0, 0xff, 0xff, 0xff, 0x80], exit()]).end).toEqual({ kind: 'exit', value: 0xffff_ffff_80ff_ffffn });
    expect(runOf([[0xbf, 0xa0, 0, 0, 0, 0, 0, 0], exit()]).end).toEqual({ kind: 'exit', value: 0x2000n });
    expect(runOf([[0x05, 0, 0x34, 0x92, 0, 0, 0, 0], exit()]).end).toEqual({ kind: 'fault', place: 0x9234 - 0x10000 + 1, rule: 'UDF-18' });
  });
});

describe('LDDW (UDF-9, UDF-10)', () => {
  const whole = constant(0, 0xffff_ffff_0000_0001n);
  const [first, second] = [whole.slice(0, 8), whole.slice(8)];

  it('takes two words, costs 1, and is followed by the word behind both', () => {
    expect(reached([whole, exit()])).toEqual({ end: { kind: 'exit', value: 0xffff_ffff_0000_0001n }, cost: 2 });
  });

  it('without a second word is illegal', () => {
    expect(reached([first])).toEqual(ILLEGAL);
    expect(reached([first, second.slice(0, 7)])).toEqual(ILLEGAL);
    expect(reached([first, exit()])).toEqual(ILLEGAL);
  });

  it.each([0, 1, 2, 3])('whose second word has anything in byte %i is illegal', (at) => {
    expect(reached([first, second.map((byte, i) => (i === at ? 0x10 : byte)), exit()])).toEqual(ILLEGAL);
  });

  it('may not be entered at its second word', () => {
    expect(reached([jump(1), whole, exit()])).toEqual({ end: { kind: 'fault', place: 2, rule: 'UDF-10' }, cost: 1 });
  });

  it('is illegal only when it is reached', () => {
    expect(reached([set(0, 1), exit(), first])).toEqual({ end: { kind: 'exit', value: 1n }, cost: 2 });
  });
});
