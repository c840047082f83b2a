import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Case } from './case.ts';
import { checksumLines, drawBase64, drawChecksum, drawSearch, drawSha256 } from './drawBytes.ts';
import { drawMandelbrot, drawNbody } from './drawFloats.ts';
import { drawFactorial, drawLife, drawMatrix, drawQueens, drawSieve, drawSort } from './drawNumbers.ts';
import { drawHuffman, drawLz4 } from './drawPacked.ts';
import { drawForth, drawJson, drawRegex } from './drawTexts.ts';
import { FOLDER, inMachine, shown } from './inMachine.ts';
import { NativePrograms } from './natively.ts';

const DRAWS: Readonly<Record<string, fc.Arbitrary<Case>>> = {
  sort: drawSort, sha256: drawSha256, factorial: drawFactorial, json: drawJson, lz4: drawLz4, regex: drawRegex, life: drawLife, matrix: drawMatrix,
  sieve: drawSieve, queens: drawQueens, checksum: drawChecksum, search: drawSearch, base64: drawBase64, forth: drawForth, huffman: drawHuffman,
  nbody: drawNbody, mandelbrot: drawMandelbrot,
};
const NAMES = Object.keys(DRAWS);
/** A run takes about 50 ms of the processor, a part of it for loading. */
const DRAWS_EACH = 3;
const DAMAGED_EACH = 3;

const native = new NativePrograms();
afterAll(() => native.remove());
if (native.missing !== null) process.stderr.write(`programs are not compared with native runs: ${native.missing}\n`);
else if (native.otherTools !== null) process.stderr.write(`programs that are kept are not compared with new ones: ${native.otherTools}\n`);

const expectSame = (name: string, input: Uint8Array): string => {
  const ran = inMachine(name, input);
  if (native.missing === null) expect(ran).toEqual(native.run(name, input));
  return `${ran.output}status ${ran.status}\n`;
};

describe('programs that gcc compiled', () => {
  it('are all asked', () => expect(readdirSync(FOLDER).filter((name) => name.endsWith('.elf')).toSorted()).toEqual(NAMES.map((name) => `${name}.elf`).toSorted()));

  it.each(NAMES)('%s prints in the machine what it has to, and what it prints natively', (name) => {
    fc.assert(fc.property(DRAWS[name], ({ input, output }) => {
      expect(expectSame(name, input)).toBe(`${shown(output)}status 0\n`);
    }), { numRuns: DRAWS_EACH, endOnFailure: true });
  });

  it.each(NAMES)('%s does with damaged input what it does natively', (name) => {
    const damaged = fc.tuple(DRAWS[name], fc.nat(), fc.nat(255)).map(([{ input }, place, byte]) => input.map((old, at) => (at === place % input.length ? byte : old)));
    fc.assert(fc.property(damaged, (input) => {
      expect(expectSame(name, input)).toMatch(/error: .*\nstatus 1\n$|status 0\n$/);
    }), { numRuns: DAMAGED_EACH, endOnFailure: true });
  });

  it('get inputs that take longer to load than a slice lasts', () => {
    const input = Uint8Array.from({ length: 16_000 }, (_, i) => (i * i) >> 7);
    expect(inMachine('checksum', input)).toEqual({ output: checksumLines(input), status: 0 });
  });

  it.each(readdirSync(join(FOLDER, 'inputs')).filter((file) => file.endsWith('.in')))('answers %s as it did', (file) => {
    const path = join(FOLDER, 'inputs', file);
    expect(expectSame(file.replace(/-\d+\.in$/, ''), readFileSync(path))).toBe(shown(readFileSync(path.replace(/in$/, 'out'))));
  });

  it.skipIf(native.missing !== null || native.otherTools !== null).each(NAMES)('%s is what its source gives', (name) => {
    expect(readFileSync(join(FOLDER, `${name}.elf`)).equals(readFileSync(join(native.folder, `${name}.elf`)))).toBe(true);
  });

  it('have an input each that is kept', () => expect(NAMES.filter((name) => !existsSync(join(FOLDER, 'inputs', `${name}-1.in`)))).toEqual([]));
});
