import { describe, expect, it } from 'vitest';
import { UDF_CONDITIONS, type UdfOperand, type UdfWidth } from '../../../src/abi/udfInstructions.ts';
import { constant, exit, jump, load, set, store, wordOfRow, type Bytes } from './assembly.ts';
import {
  ARITHMETIC_VECTORS, BYTE_ORDER_VECTORS, CONDITION_VECTORS, CONSTANTS, JUMP_VECTORS, LOADED_BYTES, LOAD_VECTORS, STORED, STORE_IMMEDIATE_VECTORS, STORE_REGISTER_VECTORS,
  UNARY_VECTORS,
} from './handVectors.ts';
import { afterOne, answerOf, BEFORE, ROW_NAMES, rowOf, withRegisters } from './runs.ts';

interface Case {
  readonly operands: string;
  readonly want: unknown;
  readonly got: () => unknown;
}

/** What is tried, by the name of the row: all operands and results come from handVectors.ts. */
const cases = new Map<string, Case[]>();
const tryRow = (name: string, operands: string, want: unknown, got: () => unknown): void => {
  cases.set(name, [...(cases.get(name) ?? []), { operands, want, got }]);
};

const R10 = 0x2000n;
const JUNK = 0xfeed_5eed_0000_0000n;
/** The operands of a width, as 64 bits of a register. */
const spellings = (width: UdfWidth, number: bigint): readonly bigint[] => (width === 64 ? [number] : [number, JUNK + number]);

/** The immediate that stands for a right operand, if there is one. UDF-11. */
const immediateOf = (width: UdfWidth, right: bigint): number | null => {
  const immediate = BigInt.asIntN(32, right);
  return width === 32 || BigInt.asUintN(64, immediate) === right ? Number(immediate) : null;
};

/** Tries a word with two operands: registers 3 and 4, register 3 twice if the operands are equal, and 3 with an immediate. `want` is told what the registers were. */
const tryOperands = (name: string, width: UdfWidth, left: bigint, right: bigint, want: (before: readonly bigint[]) => unknown): void => {
  const tryWord = (operand: UdfOperand, source: number, immediate: number, a: bigint, b: bigint): void => {
    const row = `${name}${width} ${operand}`;
    const before = withRegisters(BEFORE, { 3: a, 4: b });
    tryRow(row, `${a} ${source} ${b} ${immediate}`, want(before), () => afterOne(wordOfRow(rowOf(row), 3, source, 1, immediate), before));
  };
  for (const a of spellings(width, left)) {
    for (const b of spellings(width, right)) {
      tryWord('register', 4, 0, a, b);
      if (a === b) tryWord('register', 3, 0, a, b);
    }
    const immediate = immediateOf(width, right);
    if (immediate !== null) tryWord('immediate', 0, immediate, a, 0n);
  }
};

const WIDTHS: readonly UdfWidth[] = [32, 64];

/** Nothing but register 3 changes. */
const result = (before: readonly bigint[], value: bigint, distance = 1): unknown => ({ distance, registers: [...withRegisters(before, { 3: value }), R10] });

for (const [operation, byWidth] of Object.entries(ARITHMETIC_VECTORS)) {
  for (const width of WIDTHS) {
    for (const [left, right, value] of byWidth[width]) tryOperands(operation, width, left, right, (before) => result(before, value));
  }
}

for (const width of WIDTHS) {
  for (const [left, right, holding] of CONDITION_VECTORS[width]) {
    for (const condition of UDF_CONDITIONS) {
      tryOperands(condition, width, left, right, (before) => ({ distance: holding.includes(condition) ? 2 : 1, registers: [...before, R10] }));
    }
  }
}

for (const [name, vectors] of [...Object.entries(UNARY_VECTORS), ...Object.entries(BYTE_ORDER_VECTORS)]) {
  for (const [operand, value] of vectors) {
    const before = withRegisters(BEFORE, { 3: operand, 4: operand });
    for (const source of [3, 4]) tryRow(name, `${operand} ${source}`, result(before, value), () => afterOne(wordOfRow(rowOf(name), 3, source, 0, 0), before));
  }
}

const metadata = Uint8Array.from(LOADED_BYTES);
for (const [name, vectors] of Object.entries(LOAD_VECTORS)) {
  for (const [at, value] of vectors) {
    for (const offset of [0, 1, -1, 0x7fff, -0x8000]) {
      const before = withRegisters(BEFORE, { 4: BigInt(0x10000 + at - offset) });
      const row = `load ${name}`;
      tryRow(row, `${at} ${offset}`, result(before, value), () => afterOne(wordOfRow(rowOf(row), 3, 4, offset, 0), before, { metadata }));
    }
  }
}

const ELEVEN = 0x1111_1111_1111_1111n;
const ELEVENS: readonly Bytes[] = [constant(1, ELEVEN), store('u64', 10, -24, 1), store('u64', 10, -16, 1), store('u64', 10, -8, 1)];
/** The eight bytes that are stored to, between eight and eight that are not. */
const afterStore = (tested: Bytes): unknown => [-24, -16, -8].map((offset) => answerOf([...ELEVENS, constant(2, STORED), tested, load('u64', 0, 10, offset), exit()]));
for (const [name, slot] of Object.entries(STORE_REGISTER_VECTORS)) {
  tryRow(name, 'R2', [ELEVEN, slot, ELEVEN], () => afterStore(wordOfRow(rowOf(name), 10, 2, -16, 0)));
}
for (const [name, vectors] of Object.entries(STORE_IMMEDIATE_VECTORS)) {
  for (const [immediate, slot] of vectors) tryRow(name, `${immediate}`, [ELEVEN, slot, ELEVEN], () => afterStore(wordOfRow(rowOf(name), 10, 0, -16, immediate)));
}

for (const value of CONSTANTS) tryRow('constant', `${value}`, result(BEFORE, value, 2), () => afterOne(constant(3, value), BEFORE));

for (const [given, distance] of JUMP_VECTORS) {
  tryRow('jump offset', `${given}`, distance, () => afterOne(wordOfRow(rowOf('jump offset'), 0, 0, given, 0), BEFORE).distance);
  tryRow('jump immediate', `${given}`, distance, () => afterOne(wordOfRow(rowOf('jump immediate'), 0, 0, 0, given), BEFORE).distance);
}
tryRow('jump offset', 'backwards', 5n, () => answerOf([jump(2), set(0, 5), exit(), wordOfRow(rowOf('jump offset'), 0, 0, -3, 0)]));
tryRow('jump immediate', 'backwards', 5n, () => answerOf([jump(2), set(0, 5), exit(), wordOfRow(rowOf('jump immediate'), 0, 0, 0, -3)]));

tryRow('callHelper', 'time', 77n, () => answerOf([wordOfRow(rowOf('callHelper'), 0, 0, 0, 2), exit()], { kind: 'size', time: 77n }));
tryRow('callLocal', 'forwards', 9n, () => answerOf([set(0, 1), wordOfRow(rowOf('callLocal'), 0, 0, 0, 1), exit(), set(0, 9), exit()]));
tryRow('callLocal', 'backwards', 9n, () => answerOf([jump(2), set(0, 9), exit(), wordOfRow(rowOf('callLocal'), 0, 0, 0, -3), exit()]));
tryRow('exit', 'R0', STORED, () => answerOf([constant(0, STORED), wordOfRow(rowOf('exit'), 0, 0, 0, 0), set(0, 0)]));

describe('each instruction gives what was worked out by hand', () => {
  it.each(ROW_NAMES.map((name) => [name] as const))('%s', (name) => {
    const tried = cases.get(name) ?? [];
    expect(tried.length).toBeGreaterThan(0);
    expect(tried.map(({ operands, got }) => [operands, got()])).toEqual(tried.map(({ operands, want }) => [operands, want]));
  });

  it('and no vector is for a row that does not exist', () => {
    expect([...cases.keys()].filter((name) => !ROW_NAMES.includes(name))).toEqual([]);
  });
});
