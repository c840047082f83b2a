import { expect, it } from 'vitest';
import { UDF_ROWS } from '../../src/abi/udfInstructions.ts';
import type { UdfArithmetic, UdfByteOrder, UdfCondition, UdfInstruction, UdfLoad, UdfRow, UdfSignExtension, UdfStore, UdfWidth } from '../../src/abi/udfInstructions.ts';
import { inputWith } from './engines.ts';
import type { Engine } from './engines.ts';
import { branch, exit, ja, jaLong, lddw, load, mov, program, r, store, wordOf } from './words.ts';

/*
 * Every row of the instruction table on numbers where something changes, against formulas on whole bigints: a program
 * takes its operands from the metadata, so that it is compiled once.
 */

const EDGES: readonly bigint[] = [
  0n, 1n, 2n, 3n, 7n, 31n, 32n, 33n, 63n, 64n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0x8000n, 0xffffn, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 32n + 1n,
  2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 63n + 1n, 2n ** 64n - 2n, 2n ** 64n - 1n, 0x0123_4567_89ab_cdefn, 0xfedc_ba98_7654_3210n,
  0x8000_0000_ffff_ffffn,
];
const IMMEDIATES = [0, 1, 2, 7, 31, 32, 33, 63, 64, 2 ** 31 - 1, -(2 ** 31), -1, -2, -64];

const unsigned = (width: UdfWidth, value: bigint): bigint => BigInt.asUintN(width, value);
const signed = (width: UdfWidth, value: bigint): bigint => BigInt.asIntN(width, value);

/** The result of `a op b` before it is cut to the width; `a` and `b` are naturals of that width. UDF-11 to UDF-13. */
const FORMULAS: Readonly<Record<UdfArithmetic, (a: bigint, b: bigint, width: UdfWidth) => bigint>> = {
  ADD: (a, b) => a + b,
  SUB: (a, b) => a - b,
  MUL: (a, b) => a * b,
  DIV: (a, b) => (b === 0n ? 0n : a / b),
  SDIV: (a, b, width) => (b === 0n ? 0n : signed(width, a) / signed(width, b)),
  MOD: (a, b) => (b === 0n ? a : a % b),
  SMOD: (a, b, width) => (b === 0n ? a : signed(width, a) % signed(width, b)),
  OR: (a, b) => a | b,
  AND: (a, b) => a & b,
  XOR: (a, b) => a ^ b,
  MOV: (_, b) => b,
  LSH: (a, b, width) => a << (b % BigInt(width)),
  RSH: (a, b, width) => a >> (b % BigInt(width)),
  ARSH: (a, b, width) => signed(width, a) >> (b % BigInt(width)),
};

/** UDF-17. */
const CONDITIONS: Readonly<Record<UdfCondition, (a: bigint, b: bigint, width: UdfWidth) => boolean>> = {
  JEQ: (a, b) => a === b,
  JNE: (a, b) => a !== b,
  JSET: (a, b) => (a & b) !== 0n,
  JGT: (a, b) => a > b,
  JGE: (a, b) => a >= b,
  JLT: (a, b) => a < b,
  JLE: (a, b) => a <= b,
  JSGT: (a, b, width) => signed(width, a) > signed(width, b),
  JSGE: (a, b, width) => signed(width, a) >= signed(width, b),
  JSLT: (a, b, width) => signed(width, a) < signed(width, b),
  JSLE: (a, b, width) => signed(width, a) <= signed(width, b),
};

const bitsOf = (name: string): number => Number(/\d+$/.exec(name)?.[0]);

/** UDF-14. */
const extended = (operation: UdfSignExtension, width: UdfWidth, value: bigint): bigint => unsigned(width, BigInt.asIntN(bitsOf(operation), value));

/** UDF-15. */
const ordered = (operation: UdfByteOrder, value: bigint): bigint => {
  const bytes = Array.from({ length: bitsOf(operation) / 8 }, (_, index) => (value >> BigInt(8 * index)) & 0xffn);
  return (operation.startsWith('LE') ? bytes.toReversed() : bytes).reduce((sum, byte) => sum * 256n + byte, 0n);
};

/** UDF-16. */
const loaded = (memory: UdfLoad, value: bigint): bigint =>
  memory.startsWith('S') ? BigInt.asUintN(64, BigInt.asIntN(bitsOf(memory), value)) : BigInt.asUintN(bitsOf(memory), value);

const inMetadata = (...values: readonly bigint[]): Uint8Array => {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setBigUint64(8 * index, value, true);
  return bytes;
};

/** R6 and R7 from the metadata, some words, R6 as the result. */
const around = (...words: readonly Uint8Array[]): Uint8Array => program(load('U64', 6, 1, 0), load('U64', 7, 1, 8), ...words, mov(0, r(6)), exit());

/** The value with which a program ends on two numbers, or how else it ends. */
const resultOf = (engine: Engine, words: Uint8Array): ((a: bigint, b: bigint) => unknown) => {
  const ready = engine(words);
  return (a, b) => {
    const { end } = ready.run(inputWith({ metadata: inMetadata(a, b) }));
    return end.kind === 'exit' ? end.value : end;
  };
};

type Formula = (a: bigint, b: bigint) => bigint;

/** On all pairs the program must end with what the formula says; the first pair where it does not is shown. */
const expectOn = (pairs: readonly (readonly [bigint, bigint])[], result: (a: bigint, b: bigint) => unknown, formula: Formula): void => {
  for (const [a, b] of pairs) {
    const got = result(a, b);
    const want = formula(a, b);
    if (got !== want) expect({ a, b, value: got }).toEqual({ a, b, value: want });
  }
};

const PAIRS = EDGES.flatMap((a) => EDGES.map((b) => [a, b] as const));
/** Each edge once as each of the two numbers. */
const FEW_PAIRS = EDGES.map((a, index) => [a, EDGES[(5 * index + 3) % EDGES.length]] as const);
const expectPairs = (result: (a: bigint, b: bigint) => unknown, formula: Formula): void => expectOn(PAIRS, result, formula);
const expectEdges = (result: (a: bigint, b: bigint) => unknown, formula: Formula): void => expectOn(FEW_PAIRS, result, formula);

const isTaken = (take: (offset: number) => Uint8Array): Uint8Array => around(take(2), mov(6, 0), ja(1), mov(6, 1));

type Check = (engine: Engine) => void;

const checkArithmetic = (instruction: Extract<UdfInstruction, { form: 'arithmetic' }>): Check => (engine) => {
  const { operation, width, operand } = instruction;
  const formula = (a: bigint, b: bigint): bigint => unsigned(width, FORMULAS[operation](unsigned(width, a), unsigned(width, b), width));
  if (operand === 'register') {
    expectPairs(resultOf(engine, around(wordOf(instruction, { destination: 6, source: 7 }))), formula);
    expectEdges(resultOf(engine, around(wordOf(instruction, { destination: 6, source: 6 }))), (a) => formula(a, a));
    return;
  }
  for (const immediate of IMMEDIATES) expectEdges(resultOf(engine, around(wordOf(instruction, { destination: 6, immediate }))), (a) => formula(a, BigInt(immediate)));
};

const checkBranch = (instruction: Extract<UdfInstruction, { form: 'branch' }>): Check => (engine) => {
  const { condition, width, operand } = instruction;
  const formula = (a: bigint, b: bigint): bigint => (CONDITIONS[condition](unsigned(width, a), unsigned(width, b), width) ? 1n : 0n);
  if (operand === 'register') {
    expectPairs(resultOf(engine, isTaken((offset) => branch(condition, width, 6, r(7), offset))), formula);
    return;
  }
  for (const immediate of IMMEDIATES) expectEdges(resultOf(engine, isTaken((offset) => branch(condition, width, 6, immediate, offset))), (a) => formula(a, BigInt(immediate)));
};

/** The bytes before and behind what is stored must stay. */
const checkStore = (memory: UdfStore, instruction: UdfInstruction, operand: 'immediate' | 'register'): Check => (engine) => {
  const bits = bitsOf(memory);
  const storing = (fields: { source?: number; immediate?: number }): Uint8Array =>
    around(store('U64', 10, -16, r(6)), store('U64', 10, -8, r(6)), wordOf(instruction, { destination: 10, offset: -13, ...fields }), load('U64', 6, 10, -14));
  const formula = (a: bigint, b: bigint): bigint => {
    const whole = a + (a << 64n);
    const mask = ((1n << BigInt(bits)) - 1n) << 24n;
    return BigInt.asUintN(64, ((whole & ~mask) | ((BigInt.asUintN(bits, b) << 24n) & mask)) >> 16n);
  };
  if (operand === 'register') expectEdges(resultOf(engine, storing({ source: 7 })), formula);
  else for (const immediate of IMMEDIATES) expectEdges(resultOf(engine, storing({ immediate })), (a) => formula(a, BigInt(immediate)));
};

/** From the metadata, and from the stack at every distance from a multiple of eight. */
const checkLoad = (memory: UdfLoad): Check => (engine) => {
  expectEdges(resultOf(engine, around(load(memory, 6, 1, 3))), (a, b) => loaded(memory, (a + (b << 64n)) >> 24n));
  for (let shift = 0; shift < 8; shift++) {
    const words = around(store('U64', 10, -16, r(6)), store('U64', 10, -8, r(7)), load(memory, 6, 10, -16 + shift));
    expectEdges(resultOf(engine, words), (a, b) => loaded(memory, (a + (b << 64n)) >> BigInt(8 * shift)));
  }
};

const checkConstant: Check = (engine) => {
  for (const value of EDGES) expect(resultOf(engine, around(lddw(6, value)))(0n, 0n)).toBe(value);
};

const checkOf = ({ instruction }: UdfRow): Check | null => {
  switch (instruction.form) {
    case 'arithmetic': return checkArithmetic(instruction);
    case 'negation': return (engine) => expectEdges(resultOf(engine, around(wordOf(instruction, { destination: 6 }))), (a) => unsigned(instruction.width, -a));
    case 'signExtension': return (engine) => {
      expectEdges(resultOf(engine, around(wordOf(instruction, { destination: 6, source: 7 }))), (_, b) => extended(instruction.operation, instruction.width, b));
      expectEdges(resultOf(engine, around(wordOf(instruction, { destination: 6, source: 6 }))), (a) => extended(instruction.operation, instruction.width, a));
    };
    case 'byteOrder': return (engine) => expectEdges(resultOf(engine, around(wordOf(instruction, { destination: 6 }))), (a) => ordered(instruction.operation, a));
    case 'constant': return checkConstant;
    case 'load': return checkLoad(instruction.memory);
    case 'store': return checkStore(instruction.memory, instruction, instruction.operand);
    case 'branch': return checkBranch(instruction);
    case 'jump': return (engine) => {
      const jump = instruction.distance === 'offset' ? ja : jaLong;
      expect(resultOf(engine, around(jump(1), mov(6, 1), jump(1), exit(), jump(0)))(5n, 0n)).toBe(5n);
      expect(resultOf(engine, around(jump(2), mov(6, 9), jump(1), jump(-3)))(5n, 0n)).toBe(9n);
    };
    case 'callHelper': case 'callLocal': case 'exit': return null;
  }
};

/** One test for each row of the table but calls and EXIT, which have tests of their own. */
export const testInstructions = (engine: Engine): void => {
  const checks = UDF_ROWS.flatMap((row) => {
    const check = checkOf(row);
    return check === null ? [] : [{ name: Object.values(row.instruction).join(' '), check }];
  });
  it.each(checks)('$name', ({ check }) => check(engine));
};
