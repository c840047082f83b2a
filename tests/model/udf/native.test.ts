import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UDF_ARITHMETIC, UDF_BYTE_ORDERS, UDF_CONDITIONS, UDF_ROWS, UDF_SIGN_EXTENSIONS, type UdfOperand } from '../../../src/abi/udfInstructions.ts';
import { nameOf, wordOfRow } from './assembly.ts';
import { afterOne, BEFORE, rowOf, withRegisters } from './runs.ts';

/** Compares arithmetic and conditions with what a C program computed (oracle/README.md). */
interface Line {
  readonly name: string;
  readonly operands: readonly bigint[];
  readonly result: string;
}

const lines: readonly Line[] = readFileSync(new URL('vectors/native.data', import.meta.url), 'utf8').trimEnd().split('\n').map((text) => {
  const [name, ...words] = text.split(' ');
  return { name, operands: words.slice(0, -1).map((word) => BigInt(`0x${word}`)), result: words[words.length - 1] };
});

const linesOf = (name: string): readonly Line[] => lines.filter((line) => line.name === name);

/** The second operands that an immediate can be, for which the instruction is tried in that form, too. */
const asImmediate = (operand: bigint): number | null => {
  const immediate = BigInt.asIntN(32, operand);
  return BigInt.asUintN(64, immediate) === operand ? Number(immediate) : null;
};

/** What a row does to registers 3 and 4, or to 3 and an immediate; null if the operand cannot be one. */
const tried = (name: string, operand: UdfOperand, { operands: [left, right] }: Line): ReturnType<typeof afterOne> | null => {
  const immediate = operand === 'immediate' ? asImmediate(right) : 0;
  if (immediate === null) return null;
  return afterOne(wordOfRow(rowOf(`${name} ${operand}`), 3, 4, 1, immediate), withRegisters(BEFORE, { 3: left, 4: right }));
};

const BINARY: readonly string[] = UDF_ARITHMETIC.flatMap((operation) => [`${operation}32`, `${operation}64`]);
const UNARY: readonly string[] = UDF_ROWS.filter(({ instruction: { form } }) => form === 'negation' || form === 'signExtension' || form === 'byteOrder').map((row) => nameOf(row.instruction));
const OPERANDS: readonly UdfOperand[] = ['register', 'immediate'];

describe('native vectors', () => {
  it.each(BINARY)('%s', (name) => {
    const found = linesOf(name);
    expect(found.length).toBeGreaterThan(50);
    for (const operand of OPERANDS) {
      const results = found.map((line) => [line, tried(name, operand, line)?.registers[3].toString(16) ?? null] as const).filter(([, result]) => result !== null);
      expect(results.length).toBeGreaterThan(10);
      expect(results.filter(([line, result]) => line.result !== result)).toEqual([]);
    }
  });

  it.each(UNARY)('%s', (name) => {
    const found = linesOf(name);
    expect(found.length).toBeGreaterThan(50);
    const results = found.map(({ operands: [operand] }) => afterOne(wordOfRow(rowOf(name), 3, 3, 0, 0), withRegisters(BEFORE, { 3: operand })).registers[3].toString(16));
    expect(results).toEqual(found.map(({ result }) => result));
  });

  it.each(['32', '64'])('conditions of %s bits', (width) => {
    const found = linesOf(`CONDITIONS${width}`);
    expect(found.length).toBeGreaterThan(200);
    for (const operand of OPERANDS) {
      const wrong = found.flatMap((line) => UDF_CONDITIONS.filter((condition, i) => {
        const after = tried(`${condition}${width}`, operand, line);
        return after !== null && after.distance !== (line.result[i] === '1' ? 2 : 1);
      }).map((condition) => [condition, line]));
      expect(wrong).toEqual([]);
    }
  });

  it('are all tried', () => {
    const names = new Set([...BINARY, ...UNARY, 'CONDITIONS32', 'CONDITIONS64']);
    expect(lines.filter(({ name }) => !names.has(name))).toEqual([]);
    expect(UNARY.length).toBe(2 + 2 * UDF_SIGN_EXTENSIONS.length - 1 + UDF_BYTE_ORDERS.length);
  });
});
