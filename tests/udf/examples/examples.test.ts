import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UDF_WORD_BYTES, UDF_WORDS_MAX } from '../../../src/abi/udf.ts';
import { referenceRun } from '../../../src/model/udf/referenceRun.ts';
import { decodeWords } from '../../../src/udf/decode.ts';
import { readUdfFile } from '../../../src/udf/readUdfFile.ts';
import { assembleText } from '../../../src/udf/text/assembleText.ts';
import { disassemble } from '../../../src/udf/text/disassemble.ts';
import { EXAMPLE_CASES, EXAMPLE_FOLDER, exampleProgram, expectSet, normalised } from './expectSet.ts';

/** The compiler of the objects that are kept; others give other words. */
const CLANG = 'Debian clang version 14.0.6';
const COMPILED = 'tests/udf/text/compiled';
const FLAGS = ['-O2', '-ffreestanding', '-target', 'bpf', '-mcpu=v3'];

const installed = spawnSync('clang', ['--version'], { encoding: 'utf8' }).stdout ?? '';
const isSame = installed.startsWith(CLANG) && spawnSync('make', ['--version']).status === 0;
if (!isSame) process.stderr.write(`${CLANG} or make is not installed: the objects of ${EXAMPLE_FOLDER} are not compiled again\n`);

const filesOf = (end: string): readonly string[] => readdirSync(EXAMPLE_FOLDER).filter((name) => name.endsWith(end));
const stem = (file: string): string => file.replace(/\.\w$/, '');
const shown = (file: Parameters<typeof readUdfFile>[0]): unknown => readUdfFile(file, null).functions.map(({ kind, metadataBytesMin, words }) => [kind, metadataBytesMin, disassemble(words)]);

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'xok-examples-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the examples of downloaded code', () => {
  it('are asked in cases, every function of every file, with and without a set', () => {
    const functions = [...filesOf('.o'), ...filesOf('.s')].flatMap((file) => readUdfFile(readFileSync(join(EXAMPLE_FOLDER, file)), null).functions.map(({ kind }) => `${file} ${kind}`));
    expect(new Set(EXAMPLE_CASES.map(({ file, asked }) => `${file} ${asked.kind}`))).toEqual(new Set(functions));
    expect(EXAMPLE_CASES.filter(({ asked }) => asked.kind === 'owns' && asked.set === null).length).toBeGreaterThan(10);
    expect(EXAMPLE_CASES.filter(({ asked }) => asked.kind === 'owns' && (asked.set?.length ?? 0) > 100).length).toBeGreaterThan(10);
  });

  it('claim what their metadata has, and are legal', () => {
    for (const { name, file, metadata, asked } of EXAMPLE_CASES) {
      const { metadataBytesMin, words } = exampleProgram(file, asked.kind);
      expect([name, metadata.length]).toEqual([name, metadataBytesMin]);
      expect(words.length / UDF_WORD_BYTES).toBeLessThanOrEqual(UDF_WORDS_MAX);
      const decoded = decodeWords(words);
      expect(decoded.filter((word, place) => word === null && decoded[place - 1]?.wordCount !== 2)).toEqual([]);
    }
  });

  it.each(filesOf('.c').map(stem))('%s is the same as object and as text by the compiler', (name) =>
    expect(shown(readFileSync(join(COMPILED, `${name}.s`)))).toEqual(shown(readFileSync(join(EXAMPLE_FOLDER, `${name}.o`)))));

  it.each([...filesOf('.o'), ...filesOf('.s')])('%s is shown as text that gives the same words', (file) => {
    for (const { words } of readUdfFile(readFileSync(join(EXAMPLE_FOLDER, file)), null).functions) expect(assembleText(disassemble(words)).functions[0].words).toEqual(words);
  });

  it('answer every case as they must, by the reference', () => expectSet((words, input) => referenceRun(words, input)));

  it('compares sets however they are cut and ordered', () => {
    expect(normalised([{ start: 5, count: 2, type: 1 }, { start: 0, count: 9, type: 1 }, { start: 3, count: 2, type: 1 }, { start: 7, count: 1, type: 2 }, { start: 4, count: 0, type: 2 }])).toEqual([
      { start: 3, count: 4, type: 1 }, { start: 7, count: 1, type: 2 },
    ]);
  });

  it.runIf(isSame)('are the same as object and as text without optimisation, too', () => {
    for (const file of filesOf('.c')) {
      for (const [form, to] of [['-c', 'plain.o'], ['-S', 'plain.s']]) expect(spawnSync('clang', [...FLAGS, '-O0', form, file, '-o', join(folder, to)], { cwd: EXAMPLE_FOLDER }).status).toBe(0);
      expect(shown(readFileSync(join(folder, 'plain.s')))).toEqual(shown(readFileSync(join(folder, 'plain.o'))));
    }
  });

  it.runIf(isSame)('are byte by byte what their sources give', () => {
    cpSync(EXAMPLE_FOLDER, folder, { recursive: true });
    for (const file of filesOf('.o')) rmSync(join(folder, file));
    expect(spawnSync('make', ['-s'], { cwd: folder, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    for (const file of filesOf('.o')) expect([file, readFileSync(join(folder, file)).equals(readFileSync(join(EXAMPLE_FOLDER, file)))]).toEqual([file, true]);
    for (const file of filesOf('.c')) {
      expect(spawnSync('clang', [...FLAGS, '-S', file, '-o', 'compiled.s'], { cwd: folder }).status).toBe(0);
      expect(readFileSync(join(folder, 'compiled.s'), 'utf8')).toBe(readFileSync(join(COMPILED, `${stem(file)}.s`), 'utf8'));
    }
  });
});
