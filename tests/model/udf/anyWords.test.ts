import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UDF_KINDS, type UdfInput, type UdfRun } from '../../../src/abi/udf.ts';
import { UDF_ROWS } from '../../../src/abi/udfInstructions.ts';
import { referenceRun } from '../../../src/model/udf/referenceRun.ts';
import { wordOfRow, type Bytes } from './assembly.ts';

/** Whatever words and input are, a run ends, within its limit, and throws on nothing. */
const COST_MAX = 400;
const WORD_SPAN = 1n << 64n;

const anyRegister = fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0, max: 9 }) }, { weight: 5, arbitrary: fc.constant(10) }, { weight: 1, arbitrary: fc.integer({ min: 11, max: 15 }) });
const anyOffset = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: -6, max: 6 }) }, { weight: 2, arbitrary: fc.integer({ min: -64, max: -1 }) }, { weight: 1, arbitrary: fc.integer({ min: -0x8000, max: 0x7fff }) });
const anyImmediate = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: -3, max: 6 }) }, { weight: 1, arbitrary: fc.integer() });

/** A word of a row, mostly legal. */
const rowWord: fc.Arbitrary<Bytes> = fc
  .tuple(fc.constantFrom(...UDF_ROWS), anyRegister, anyRegister, anyOffset, anyImmediate)
  .map(([row, destination, source, offset, immediate]) => {
    const first = wordOfRow(row, destination, source, offset, immediate);
    return row.instruction.form === 'constant' ? [...first, 0, 0, 0, 0, 1, 2, 3, 4] : first;
  });

const rowWords = fc.array(rowWord, { minLength: 1, maxLength: 24 }).map((words) => Uint8Array.from(words.flat()));
const rawBytes = fc.uint8Array({ maxLength: 60 });

/** Numbers within 64 bits, and some that no caller should give. */
const anyNumber = fc.oneof(fc.bigInt({ min: 0n, max: WORD_SPAN - 1n }), fc.bigInt({ min: -(1n << 70n), max: 1n << 70n }));

const anyInput: fc.Arbitrary<UdfInput> = fc.record({
  kind: fc.constantFrom(...Object.keys(UDF_KINDS)).map((kind) => (kind === 'acl' || kind === 'size' ? kind : 'owns')),
  metadata: fc.uint8Array({ maxLength: 24 }),
  isMetadataWritable: fc.boolean(),
  operation: anyNumber,
  time: anyNumber,
  credentials: fc.array(anyNumber, { maxLength: 3 }),
  residue: fc.oneof(fc.constantFrom(0n, 1n, 0x1ff8n, 0x10000n), anyNumber),
  costMax: fc.oneof(fc.constant(COST_MAX), fc.integer({ min: 0, max: 30 })),
});

const isWord = (value: unknown): boolean => typeof value === 'bigint' && value >= 0n && value < WORD_SPAN;

/** Runs and looks at each state on the way. */
const observed = (words: Uint8Array, input: UdfInput): UdfRun =>
  referenceRun(words, input, ({ place, depth, frames, stack, written, cost }) => {
    const isPlace = place >= 0 && (place + 1) * 8 <= words.length && depth >= 0 && depth < 8 && cost < input.costMax;
    const areFrames = frames.every(({ registers }, at) => registers.length === 11 && registers.every(isWord) && registers[10] === BigInt(0x2000 - 512 * at));
    if (!isPlace || !areFrames || stack.length !== 4096 || written.length !== 4096) throw new Error(`the state at ${place} is none`);
  });

const check = (words: Uint8Array, input: UdfInput): UdfRun => {
  const [wordsBefore, metadataBefore] = [words.slice(), input.metadata.slice()];
  const run = observed(words, input);
  expect(referenceRun(words, input)).toEqual(run);
  expect([words, input.metadata]).toEqual([wordsBefore, metadataBefore]);
  expect(run.cost).toBeLessThanOrEqual(input.costMax);
  if (run.end.kind === 'exit') expect(isWord(run.end.value)).toBe(true);
  return run;
};

describe('any words, any input', () => {
  it('of raw bytes', () => {
    fc.assert(fc.property(rawBytes, anyInput, (words, input) => {
      check(words, input);
    }), { seed: 11, numRuns: 1000 });
  });

  it('of rows of the table, by which every way to end is reached', () => {
    const ends = new Map<string, number>();
    fc.assert(fc.property(rowWords, anyInput, (words, input) => {
      const { end } = check(words, input);
      const name = end.kind === 'fault' ? end.rule : end.kind;
      ends.set(name, (ends.get(name) ?? 0) + 1);
    }), { seed: 12, numRuns: 4000 });
    expect([...ends.keys()].sort()).toEqual(['UDF-10', 'UDF-18', 'UDF-19', 'UDF-20', 'UDF-5', 'UDF-6', 'UDF-7', 'exhausted', 'exit']);
  });
});
