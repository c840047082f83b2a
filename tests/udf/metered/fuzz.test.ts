import { expect, it } from 'vitest';
import { UDF_ROWS } from '../../../src/abi/udfInstructions.ts';
import { decodeWords } from '../../../src/udf/decode.ts';
import { inputWith, metered } from '../engines.ts';
import { rawWord } from '../words.ts';

/** The full budget is a million words. */
const WORDS = process.env['XOK_BUDGET'] === 'full' ? 1_000_000 : 40_000;
const WORDS_OF_A_PROGRAM = 40;
const COST_MAX = 500;

/** Marsaglia's xorshift32. */
const numbers = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
};

/** Words of the table with any fields; one in six has a bit changed, and one in twelve is bytes as they come. */
const fuzzedWord = (next: (below: number) => number): Uint8Array => {
  if (next(12) === 0) return Uint8Array.from({ length: 8 }, () => next(256));
  const { opcode, fields } = UDF_ROWS[next(UDF_ROWS.length)];
  const field = (use: string | number, any: () => number): number => (typeof use === 'number' ? use : use === 'zero' ? 0 : any());
  const word = rawWord(opcode, {
    destination: field(fields.destination, () => next(11)), source: field(fields.source, () => next(11)),
    offset: field(fields.offset, () => next(80) - 40), immediate: field(fields.immediate, () => (next(2) === 0 ? next(40) - 20 : next(2 ** 32) | 0)),
  });
  if (next(6) === 0) word[next(8)] ^= 2 ** next(8);
  return word;
};

it(`decodes and runs ${WORDS} fuzzed words without an exception, each run within its limit`, () => {
  const next = numbers(26);
  const ends = { exit: 0, fault: 0, exhausted: 0 };
  let words = 0;
  let executed = 0;
  while (words < WORDS) {
    const bytes = new Uint8Array(8 * WORDS_OF_A_PROGRAM);
    for (let at = 0; at < bytes.length; at += 8) bytes.set(fuzzedWord(next), at);
    const length = bytes.length - next(9);
    expect(decodeWords(bytes.subarray(0, length))).toHaveLength(Math.floor(length / 8));
    // Most programs soon reach a word that is at fault; what follows is reached by beginning behind it.
    for (let start = 0; start < length; start += 40) {
      const program = metered(bytes.subarray(start, length));
      for (const kind of ['owns', 'acl'] as const) {
        const { end, cost } = program.run(inputWith({ kind, metadata: bytes, isMetadataWritable: next(2) === 0, residue: 0x10000n, costMax: COST_MAX }));
        ends[end.kind] += 1;
        executed += cost;
        expect(cost <= COST_MAX).toBe(true);
      }
    }
    words += WORDS_OF_A_PROGRAM;
  }
  expect(Math.min(...Object.values(ends))).toBeGreaterThan(0);
  expect(executed).toBeGreaterThan(words);
});
