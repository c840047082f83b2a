import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UDF_ROWS } from '../../src/abi/udfInstructions.ts';
import { decodeWords } from '../../src/udf/decode.ts';
import { readUdfFile } from '../../src/udf/readUdfFile.ts';
import { assembleText } from '../../src/udf/text/assembleText.ts';
import { disassemble } from '../../src/udf/text/disassemble.ts';
import { UdfFileError } from '../../src/udf/udfFileError.ts';
import { damagedBytes } from '../../tests/cli/damage.ts';
import { anyWords, hexOf, legalWords } from '../../tests/udf/sampleWords.ts';

const SEED = 28;
const FOLDER = 'examples/udf';
const OBJECTS = readdirSync(FOLDER).filter((name) => name.endsWith('.o')).map((name) => join(FOLDER, name));
const TEXTS = [...readdirSync('tests/udf/text/compiled').map((name) => join('tests/udf/text/compiled', name)), ...readdirSync(FOLDER).filter((name) => name.endsWith('.s')).map((name) => join(FOLDER, name))];
/** Code in three sections, local functions, relocations of every form. */
const OBJECT = Uint8Array.from(readFileSync(join(FOLDER, 'cffs_directory.o')));
const TEXT = Uint8Array.from(readFileSync(join(FOLDER, 'fat12_table.s')));

const wordsOf = (text: string): Uint8Array => assembleText(text).functions[0].words;

/** UDF-30: a file is read, or refused with one line that has a place and a mend; nothing else comes out. */
const isOrderly = (bytes: Uint8Array): boolean => {
  try {
    const { functions } = readUdfFile(bytes, 'owns');
    return functions.length > 0 && functions.every(({ words }) => words.length % 8 === 0) && new Set(functions.map(({ kind }) => kind)).size === functions.length;
  } catch (error) {
    return error instanceof UdfFileError && /^[^\n]+; [^\n]+$/.test(error.message) && error.message.length < 500;
  }
};

/** Covers UDF-28. */
describe('text and words', () => {
  it('any words, legal or not, give text that gives the same words', () =>
    fc.assert(fc.property(anyWords, (words) => hexOf(wordsOf(disassemble(words))) === hexOf(words)), { numRuns: 1500, seed: SEED }));

  it('legal words give no word as it is, and every row is met', () => {
    const met = new Set<string>();
    fc.assert(fc.property(legalWords, (words) => {
      met.add(JSON.stringify(decodeWords(words)[0]?.instruction));
      return !disassemble(words).includes('.quad') && hexOf(wordsOf(disassemble(words))) === hexOf(words);
    }), { numRuns: 3000, seed: SEED });
    expect(met.size).toBe(UDF_ROWS.length);
  });

  it('words made from text are shown as that text', () =>
    fc.assert(fc.property(anyWords, (words) => {
      const text = disassemble(words);
      return disassemble(wordsOf(text.replaceAll(' ', '  ').replaceAll('\n', '   # told\n'))) === text;
    }), { numRuns: 1000, seed: SEED }));
});

/** Covers UDF-29. */
describe('objects', () => {
  it.each(OBJECTS)('%s gives functions whose calls all lead to instructions or helpers', (file) => {
    const { functions } = readUdfFile(readFileSync(file), null);
    expect(functions.length).toBeGreaterThan(0);
    for (const { words } of functions) {
      const decoded = decodeWords(words);
      for (const [place, word] of decoded.entries()) {
        if (word?.instruction.form === 'callLocal') expect(decoded[place + 1 + word.immediate]).not.toBeNull();
        if (word?.instruction.form === 'callHelper') expect([1, 2, 3]).toContain(word.immediate);
      }
    }
  });
});

/** Covers UDF-30. */
describe('damage', () => {
  it('to the end of an object or a text, at every byte', () => {
    for (const whole of [OBJECT, TEXT]) for (let end = 0; end < whole.length; end++) if (!isOrderly(whole.subarray(0, end))) expect.unreachable(`cut at ${end}`);
  });

  it('to every byte of an object, in two ways', () => {
    const copy = OBJECT.slice();
    for (const [at, byte] of OBJECT.entries()) {
      for (const other of [byte ^ 0xff, byte ^ 1]) {
        copy[at] = other;
        if (!isOrderly(copy)) expect.unreachable(`byte ${at} is ${other}`);
      }
      copy[at] = byte;
    }
  });

  it('of any sort to objects', () => {
    for (const file of OBJECTS) fc.assert(fc.property(damagedBytes(Uint8Array.from(readFileSync(file))), ({ bytes }) => isOrderly(bytes)), { numRuns: 500, seed: SEED });
  });

  it('of any sort to texts', () => {
    for (const file of TEXTS) fc.assert(fc.property(damagedBytes(Uint8Array.from(readFileSync(file))), ({ bytes }) => isOrderly(bytes)), { numRuns: 100, seed: SEED });
  });

  it('nothing but words of the language, in any order', () => {
    const word = fc.constantFrom(
      'r1', 'w2', 'r10', 'r11', 's8', 'u32', 'exit', 'goto', 'gotol', 'if', 'call', 'own', 'pc', 'll', 'le16', 'lock', '.text', '.section', '.quad', '.type', '@', 'owns', 'owns/8', '"acl/4"', 'x', 'x:', '__proto__', 'toString', 'constructor:', '=', '+=', 's>>=',
      '==', 's<', '*', '(', ')', '+', '-', '0x', '0x10', '7', '99999999999999999999', ',', '#', '//', '"', '\\', '\r', '\u2028', '💥', ' ', ' ', ' ', '\n', '\n',
    );
    fc.assert(fc.property(fc.array(word, { maxLength: 60 }), (words) => isOrderly(new TextEncoder().encode(words.join(' ')))), { numRuns: 3000, seed: SEED });
  });

  it('noise', () => fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), isOrderly), { numRuns: 1000, seed: SEED }));

  it('that asks for much work: a quadratic reader would take minutes', () => {
    const calls = Array.from({ length: 15_000 }, (_, i) => `f${i}: call f${(i + 7919) % 15_000}\nexit`).join('\n');
    expect(assembleText(`.text\n${calls}\n.section owns\ncall f0\nexit`).functions[0].words.length).toBe(8 * (2 + 2 * 15_000));
    const tables = new Uint8Array(1 << 22).fill(0x61);
    tables.set(OBJECT.subarray(0, 64));
    const view = new DataView(tables.buffer);
    view.setBigUint64(40, 64n, true);
    view.setUint16(60, 60_000, true);
    view.setUint16(62, 1, true);
    expect(isOrderly(tables)).toBe(true);
    expect(isOrderly(new TextEncoder().encode(`r1 = ${'-'.repeat(1 << 18)}1\n${'.section '.repeat(1 << 16)}`))).toBe(true);
  });
});
