import { describe, expect, it } from 'vitest';
import { UDF_ROWS } from '../../../src/abi/udfInstructions.ts';
import { decodeWords } from '../../../src/udf/decode.ts';
import { assembleText } from '../../../src/udf/text/assembleText.ts';
import { disassemble } from '../../../src/udf/text/disassemble.ts';
import { bytesOf, hexOf, joined } from '../sampleWords.ts';
import { hasLlvm, llvmListing, llvmWords, recordedVectors, vectorWords } from './llvm.ts';

const live = hasLlvm();
if (!live) process.stderr.write('llvm-mc-19 and llvm-objdump-19 are not installed: text is compared with the recorded vectors alone\n');

const vectors = recordedVectors();
const CALL = 0x85;
const GOTOL = 0x06;

/** LLVM shows a local call as it shows a call of a helper. */
const isLocalCall = (hex: string): boolean => hex.startsWith('8510');

const wordsOf = (text: string): string => hexOf(assembleText(text).functions[0].words);

/** One spelling of what both programs may write in two ways: numbers, the width of the register beside an access, and an instruction that leads to itself. */
const plain = (text: string): string =>
  text.replace(/^L0:\n/, '').replace(/goto(l?) L0$/m, 'goto$1 -1').replace(/call L0$/m, 'call pc-1').replaceAll(/0x[0-9a-f]+/g, (number) => BigInt.asIntN(64, BigInt(number)).toString()).replace(/^w(\d+) = \*/, 'r$1 = *').replace(/(^\*.* = )w(\d+)$/, '$1r$2').replace('call own', 'call 1').trim();

describe('text and LLVM', () => {
  it('has a vector for every row of the instruction set', () => {
    const instructions = new Set(vectors.map(({ hex }) => JSON.stringify(decodeWords(bytesOf(hex))[0]?.instruction)));
    for (const { instruction } of UDF_ROWS) expect(instructions).toContain(JSON.stringify(instruction));
    expect(vectors).toHaveLength(vectorWords().length);
  });

  it('makes the same words from what LLVM shows', () => {
    for (const { hex, text } of vectors) if (!isLocalCall(hex)) expect([text, wordsOf(text)]).toEqual([text, hex]);
  });

  it('shows words as LLVM does', () => {
    for (const { hex, text } of vectors) expect([hex, plain(disassemble(bytesOf(hex)))]).toEqual([hex, isLocalCall(hex) ? plain(text).replace(/call (-?)/, (_, sign) => `call pc${sign === '-' ? '' : '+'}${String(sign)}`) : plain(text)]);
  });

  it.runIf(live)('has the vectors that the installed LLVM gives', () => expect(llvmListing(joined(vectorWords()))).toEqual(vectors));

  it.runIf(live)('is understood by the installed LLVM, labels included', () => {
    // It reads no number of more than 16 bits behind gotol, and makes a relocation of every call of a name.
    const words = joined([...vectorWords().filter((word) => word[0] !== CALL && word[0] !== GOTOL), ...['b701000005000000', '1501feff00000000', '0500fdff00000000', '06000000fcffffff'].map(bytesOf)]);
    expect(hexOf(llvmWords(disassemble(words)))).toBe(hexOf(words));
  });
});
