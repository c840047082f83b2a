import { describe, expect, it } from 'vitest';
import { decodeWords } from '../../src/udf/decode.ts';

const decoded = (hex: string): ReturnType<typeof decodeWords> => decodeWords(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')));

describe('decoding a word', () => {
  it('takes its fields apart', () => {
    expect(decoded('07 03 00 00 fb ff ff ff')).toEqual([
      { instruction: { form: 'arithmetic', operation: 'ADD', width: 64, operand: 'immediate' }, destination: 3, source: 0, offset: 0, immediate: -5, constant: 0n, wordCount: 1 },
    ]);
    expect(decoded('7b 1a f8 ff 00 00 00 00')).toEqual([
      { instruction: { form: 'store', memory: 'U64', operand: 'register' }, destination: 10, source: 1, offset: -8, immediate: 0, constant: 0n, wordCount: 1 },
    ]);
  });

  it('reads LDDW over two words, of which the second is no instruction', () => {
    const [first, second] = decoded('18 02 00 00 ef cd ab 89  00 00 00 00 67 45 23 81');
    expect(first).toMatchObject({ destination: 2, constant: 0x8123456789abcdefn, wordCount: 2 });
    expect(second).toBeNull();
  });

  it('tells forms with one opcode apart by offset, source and immediate', () => {
    expect(decoded('37 01 01 00 02 00 00 00')[0]?.instruction).toMatchObject({ operation: 'SDIV' });
    expect(decoded('bf 21 08 00 00 00 00 00')[0]?.instruction).toMatchObject({ operation: 'MOVSX8' });
    expect(decoded('85 10 00 00 05 00 00 00')[0]?.instruction).toEqual({ form: 'callLocal' });
    expect(decoded('dc 01 00 00 20 00 00 00')[0]?.instruction).toMatchObject({ operation: 'BE32' });
  });

  it.each([
    ['an opcode of no row', 'ff 00 00 00 00 00 00 00'],
    ['a register above R10 that is changed', 'b7 0b 00 00 00 00 00 00'],
    ['a register above R10 that is read', 'bf b1 00 00 00 00 00 00'],
    ['R10 changed', 'b7 0a 00 00 00 00 00 00'],
    ['R10 loaded', '79 1a 00 00 00 00 00 00'],
    ['a source beside an immediate', 'b7 21 00 00 00 00 00 00'],
    ['an offset that nothing reads', 'b7 01 01 00 00 00 00 00'],
    ['an immediate beside a source', 'bf 21 00 00 01 00 00 00'],
    ['a sign extension to its own width', 'bc 21 20 00 00 00 00 00'],
    ['a byte order of no width', 'dc 01 00 00 08 00 00 00'],
    ['an atomic operation', 'db 1a f8 ff 00 00 00 00'],
    ['a legacy load of a packet', '20 00 00 00 00 00 00 00'],
    ['a call through a register', '8d 00 00 00 01 00 00 00'],
    ['a call of another kind', '85 20 00 00 01 00 00 00'],
    ['LDDW of something else than a constant', '18 12 00 00 00 00 00 00  00 00 00 00 00 00 00 00'],
    ['LDDW at the end', '18 02 00 00 00 00 00 00'],
    ['LDDW before another instruction', '18 02 00 00 00 00 00 00  95 00 00 00 00 00 00 00'],
  ])('finds illegal: %s', (_, hex) => {
    expect(decoded(hex)[0]).toBeNull();
  });

  it('leaves out bytes that make no whole word, and reads a part of a larger array', () => {
    const bytes = Uint8Array.from(Buffer.from('aa9500000000000000ff', 'hex'));
    expect(decodeWords(bytes.subarray(1)).map((word) => word?.instruction.form)).toEqual(['exit']);
  });
});
