import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UDF_WORD_BYTES } from '../../../src/abi/udf.ts';
import { UDF_ROWS } from '../../../src/abi/udfInstructions.ts';
import { legalWord } from '../sampleWords.ts';

/** The version of Debian's LLVM that the vectors are from; the first that knows all four conformance groups is 18. */
const VERSION = 19;
const CPU = '--mcpu=v4';

/** What LLVM shows for the words of one instruction. */
export interface LlvmVector {
  readonly hex: string;
  readonly text: string;
}

export const hasLlvm = (): boolean => spawnSync(`llvm-mc-${VERSION}`, ['--version']).status === 0 && spawnSync(`llvm-objdump-${VERSION}`, ['--version']).status === 0;

const inFolder = <Result>(use: (folder: string) => Result): Result => {
  const folder = mkdtempSync(join(tmpdir(), 'xok-llvm-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const run = (program: string, words: readonly string[], input = ''): string => {
  const { status, stdout, stderr } = spawnSync(`${program}-${VERSION}`, words, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  return stdout;
};

const LISTED = /^\s*\d+:\t((?:[0-9a-f]{2} )+[0-9a-f]{2})\t(.*)$/;

/** The instructions of some words as LLVM shows them. */
export const llvmListing = (words: Uint8Array): readonly LlvmVector[] => inFolder((folder) => {
  const object = join(folder, 'words.o');
  const view = new DataView(words.buffer, words.byteOffset, words.byteLength);
  const lines = Array.from({ length: words.length / UDF_WORD_BYTES }, (_, i) => `.quad 0x${view.getBigUint64(i * UDF_WORD_BYTES, true).toString(16)}`);
  run('llvm-mc', ['-triple', 'bpfel', CPU, '-filetype=obj', '-o', object], `.text\n${lines.join('\n')}\n`);
  return run('llvm-objdump', ['-d', CPU, object]).split('\n').flatMap((line) => {
    const listed = LISTED.exec(line);
    return listed === null ? [] : [{ hex: listed[1].replaceAll(' ', ''), text: listed[2].replace(/ <\.text[^<>]*>$/, '') }];
  });
});

/** The words that LLVM makes from a text without references. */
export const llvmWords = (text: string): Uint8Array => inFolder((folder) => {
  const object = join(folder, 'text.o');
  const binary = join(folder, 'text.bin');
  run('llvm-mc', ['-triple', 'bpfel', CPU, '-filetype=obj', '-o', object], `.text\n${text}`);
  run('llvm-objcopy', ['-O', 'binary', '--only-section=.text', object, binary]);
  return Uint8Array.from(readFileSync(binary));
});

/** Operands of the recorded vectors: destination, source, offset, immediate, upper half. */
const OPERANDS: readonly (readonly [number, number, number, number, number])[] = [
  [0, 1, 0, 0, 0], [9, 10, -1, -1, -1], [3, 2, 4, 7, 0x12345678], [7, 6, -32768, -2147483648, 1], [1, 9, 32767, 2147483647, -2147483648],
];

/** The words of the recorded vectors, one instruction each: every row with several operands. */
export const vectorWords = (): readonly Uint8Array[] => {
  const words = UDF_ROWS.flatMap((row) => OPERANDS.map((operands) => legalWord(row, ...operands)));
  return [...new Map(words.map((word) => [Buffer.from(word).toString('hex'), word])).values()];
};

const FILE = new URL('llvm-vectors.txt', import.meta.url);

/** The recorded vectors: a line for each, its words and what LLVM shows. */
export const recordedVectors = (): readonly LlvmVector[] => readFileSync(FILE, 'utf8').split('\n').flatMap((line) => {
  const [hex, text] = line.split('\t');
  return line.startsWith('#') || text === undefined ? [] : [{ hex, text }];
});
