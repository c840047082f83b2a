import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Draw } from '../../src/check/draw/draw.ts';
import { FuzzedPrograms } from '../../src/check/udf/fuzzedPrograms.ts';
import { readUdfFile } from '../../src/udf/readUdfFile.ts';
import { disassemble } from '../../src/udf/text/disassemble.ts';
import { UdfFileError } from '../../src/udf/udfFileError.ts';

const SEED = 77;
const FILES = process.env['XOK_BUDGET'] === 'full' ? 100_000 : 3000;
const EDITS_MAX = 3;
/** Fields at their limits, and whatever syntax could stumble over. */
const NUMBERS: readonly number[] = [0, 1, 7, 8, 0x7f, 0x80, 0xff];
const PIECES: readonly string[] = ['', ' ', '\n', ':', ';', '(', ')', '*', '-', '+', '=', '0x', '-0', '99999999999999999999', 'r11', 'w0', 'goto', 'call', 'if', ' ll', 'constructor', '__proto__', '.section', '.section owns/9', '.text', '"', "'", '\u00e9', '\t', 'exit'];

const drawFrom = (seed: number): Draw => {
  const draw = new Draw(new Int32Array(0));
  draw.begin(seed);
  return draw;
};

/** Bytes changed, cut off, or moved within a file. */
const editedBytes = (draw: Draw, file: Uint8Array): Uint8Array => {
  let bytes = file.slice();
  for (let edits = 1 + draw.below(EDITS_MAX); edits > 0 && bytes.length > 0; edits--) {
    const at = draw.below(bytes.length);
    switch (draw.below(5)) {
      case 0: bytes[at] ^= 1 << draw.below(8); break;
      case 1: bytes[at] = draw.of(NUMBERS); break;
      case 2: bytes.fill(0xff, at, at + 1 + draw.below(8)); break;
      case 3: bytes.copyWithin(at, draw.below(bytes.length), draw.below(bytes.length)); break;
      default: if (draw.chance(20)) bytes = bytes.slice(0, at);
    }
  }
  return bytes;
};

/** Pieces of a text left out, exchanged for others, or brought from elsewhere in it. */
const editedText = (draw: Draw, text: string): string => {
  let edited = text;
  for (let edits = 1 + draw.below(EDITS_MAX); edits > 0; edits--) {
    const at = draw.below(edited.length + 1);
    const from = draw.below(edited.length + 1);
    const piece = draw.chance(60) ? draw.of(PIECES) : edited.slice(from, from + draw.below(12));
    edited = edited.slice(0, at) + piece + edited.slice(at + draw.below(6));
  }
  return edited;
};

/** Reads files and counts those that were taken; a refusal has a mend, and nothing else may be thrown. UDF-30. */
const outcomes = (fileOf: (index: number) => Uint8Array): { readonly read: number; readonly refused: number } => {
  let [read, refused] = [0, 0];
  for (let index = 0; index < FILES; index++) {
    try {
      read += readUdfFile(fileOf(index), 'owns').functions.length > 0 ? 1 : 0;
    } catch (error) {
      if (!(error instanceof UdfFileError) || error.mend === '' || error.message.includes('\n')) throw new Error(`file ${index} of seed ${SEED}`, { cause: error });
      refused++;
    }
  }
  return { read, refused };
};

const filesIn = (folder: string, end: string): readonly Buffer[] => readdirSync(folder).filter((name) => name.endsWith(end)).map((name) => readFileSync(join(folder, name)));
const objects = [...filesIn('examples/udf', '.o'), ...filesIn('tests/udf/object', '.o')].map((file) => Uint8Array.from(file));
/** What compilers and people wrote, and what the disassembler makes of words. */
const texts = [
  ...filesIn('examples/udf', '.s').map(String), ...filesIn('tests/udf/text/compiled', '.s').map(String),
  ...Array.from({ length: 20 }, (_, block) => disassemble(new FuzzedPrograms(SEED, block).at(block).words)),
];

describe(`${FILES} fuzzed files are read or refused with a place and a mend`, () => {
  it('objects', () => {
    const { read, refused } = outcomes((index) => editedBytes(drawFrom(SEED + index), objects[index % objects.length]));
    expect(read + refused).toBe(FILES);
    expect(Math.min(read, refused)).toBeGreaterThan(FILES / 20);
  });

  it('texts', () => {
    const { read, refused } = outcomes((index) => Buffer.from(editedText(drawFrom(SEED + index), texts[index % texts.length])));
    expect(read + refused).toBe(FILES);
    expect(Math.min(read, refused)).toBeGreaterThan(FILES / 20);
  });
});
