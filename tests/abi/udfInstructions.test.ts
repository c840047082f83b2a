import { describe, expect, it } from 'vitest';
import { UDF_HELPERS, UDF_STACK_END } from '../../src/abi/udf.ts';
import { UDF_ROWS } from '../../src/abi/udfInstructions.ts';
import type { UdfFields, UdfInstruction } from '../../src/abi/udfInstructions.ts';

/** The part of a row that a word shows beside its opcode: numbers, and zero where nothing may stand. */
const fixed = ({ source, offset, immediate }: UdfFields): readonly (number | null)[] =>
  [source, offset, immediate].map((field) => (typeof field === 'number' ? field : field === 'zero' ? 0 : null));

const meet = (a: UdfFields, b: UdfFields): boolean => {
  const others = fixed(b);
  return fixed(a).every((value, i) => value === null || others[i] === null || value === others[i]);
};

const opcodesOf = (wanted: Partial<Record<string, unknown>>): readonly number[] =>
  UDF_ROWS.filter(({ instruction }) => Object.entries(wanted).every(([key, value]) => Object.entries<unknown>(instruction).some(([k, v]) => k === key && v === value))).map(({ opcode }) => opcode);

describe('the instruction set of downloaded code', () => {
  it('has no word that fits two rows', () => {
    const pairs = UDF_ROWS.flatMap((row, i) => UDF_ROWS.slice(i + 1).filter((other) => other.opcode === row.opcode && meet(row.fields, other.fields)).map((other) => [row.instruction, other.instruction]));
    expect(pairs).toEqual([]);
  });

  // Opcodes as RFC 9669 prints them in its appendix, typed from there.
  it.each<[Partial<Record<string, unknown>>, readonly number[]]>([
    [{ form: 'arithmetic', operation: 'ADD' }, [0x04, 0x0c, 0x07, 0x0f]],
    [{ form: 'arithmetic', operation: 'SDIV' }, [0x34, 0x3c, 0x37, 0x3f]],
    [{ form: 'arithmetic', operation: 'MOD' }, [0x94, 0x9c, 0x97, 0x9f]],
    [{ form: 'arithmetic', operation: 'ARSH' }, [0xc4, 0xcc, 0xc7, 0xcf]],
    [{ form: 'negation' }, [0x84, 0x87]],
    [{ form: 'signExtension' }, [0xbc, 0xbc, 0xbf, 0xbf, 0xbf]],
    [{ form: 'byteOrder' }, [0xd4, 0xd4, 0xd4, 0xdc, 0xdc, 0xdc, 0xd7, 0xd7, 0xd7]],
    [{ form: 'constant' }, [0x18]],
    [{ form: 'load' }, [0x71, 0x69, 0x61, 0x79, 0x91, 0x89, 0x81]],
    [{ form: 'store', operand: 'immediate' }, [0x72, 0x6a, 0x62, 0x7a]],
    [{ form: 'store', operand: 'register' }, [0x73, 0x6b, 0x63, 0x7b]],
    [{ form: 'branch', condition: 'JEQ' }, [0x16, 0x1e, 0x15, 0x1d]],
    [{ form: 'branch', condition: 'JSLE' }, [0xd6, 0xde, 0xd5, 0xdd]],
    [{ form: 'jump' }, [0x05, 0x06]],
    [{ form: 'callHelper' }, [0x85]],
    [{ form: 'callLocal' }, [0x85]],
    [{ form: 'exit' }, [0x95]],
  ])('gives %o the opcodes of the standard', (wanted, opcodes) => {
    expect(opcodesOf(wanted)).toEqual(opcodes);
  });

  it('has no other form than these', () => {
    const forms: Readonly<Record<UdfInstruction['form'], number>> = {
      arithmetic: 56, negation: 2, signExtension: 5, byteOrder: 9, constant: 1, load: 7, store: 8, branch: 44, jump: 2, callHelper: 1, callLocal: 1, exit: 1,
    };
    for (const [form, count] of Object.entries(forms)) expect([form, UDF_ROWS.filter((row) => row.instruction.form === form).length]).toEqual([form, count]);
    expect(UDF_ROWS.length).toBe(Object.values(forms).reduce((a, b) => a + b, 0));
  });

  it('numbers the helpers from 1 on, and lays the stack below 0x2000', () => {
    expect(Object.values(UDF_HELPERS).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(UDF_STACK_END).toBe(0x2000);
  });
});
