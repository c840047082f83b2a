import { describe, expect, it } from 'vitest';
import type { UdfInput, UdfProgram } from '../../src/abi/udf.ts';
import { addFuzzTotals, emptyFuzzTotals, fuzzBlock } from '../../src/check/udf/fuzzBlock.ts';
import { FUZZ_BLOCK_PROGRAMS, FuzzedPrograms } from '../../src/check/udf/fuzzedPrograms.ts';
import { cleanUdfKit } from '../../src/check/udf/udfKit.ts';
import type { UdfKit } from '../../src/check/udf/udfKit.ts';
import { decodeWords } from '../../src/udf/decode.ts';

const SEED = 41;
/** Beginnings of many blocks: each has seeds of its own. `npm run fuzz:udf` runs millions. */
const SEQUENCES = process.env['XOK_BUDGET'] === 'full' ? 200_000 : 20_000;
const OF_A_BLOCK = 1000;

const hex = (words: Uint8Array): string => Buffer.from(words).toString('hex');
const stores = ({ words }: UdfProgram): boolean => decodeWords(words).some((word) => word?.instruction.form === 'store');
const thrower = (): never => { throw new Error('planted'); };

it(`gives ${SEQUENCES} fuzzed sequences to verifier and runner without an exception, at least half of them to abstract execution`, () => {
  const totals = emptyFuzzTotals();
  for (let block = 0; block * OF_A_BLOCK < SEQUENCES; block++) addFuzzTotals(totals, fuzzBlock(cleanUdfKit(), { seed: SEED, block, programs: OF_A_BLOCK }));
  expect(totals.findings).toEqual([]);
  expect(totals).toMatchObject({ sequences: SEQUENCES, run: SEQUENCES, exceptions: 0 });
  expect(totals.explored / totals.sequences).toBeGreaterThanOrEqual(0.5);
  expect(totals.accepted).toBeGreaterThan(SEQUENCES / 50);
  expect(totals.compiled).toBeGreaterThan(SEQUENCES / 200);
});

describe('a sequence', () => {
  it('is a function of seed, block and index', () => {
    const words = (block: number, index: number): string => hex(new FuzzedPrograms(SEED, block).at(index).words);
    const [one, again] = [new FuzzedPrograms(SEED, 3), new FuzzedPrograms(SEED, 3)];
    for (let index = 99; index >= 0; index--) again.at(index);
    expect(hex(one.at(70).words)).toBe(hex(again.at(70).words));
    expect(new Set([words(3, 70), words(3, 71), words(4, 70)]).size).toBe(3);
  });

  it('hardly ever comes twice', () => {
    const sequences = new FuzzedPrograms(SEED, 0);
    const distinct = new Set(Array.from({ length: 2000 }, (_, index) => hex(sequences.at(index).words)));
    expect(distinct.size).toBeGreaterThan(1950);
  });
});

describe('what must not happen is found, with the sequence on which it did', () => {
  const clean = cleanUdfKit();
  const found = (planted: Partial<UdfKit>) => fuzzBlock({ ...clean, ...planted }, { seed: SEED, block: 2, programs: 500 });

  it.each<[string, Partial<UdfKit>]>([
    ['the verifier', { verify: (program, observe) => (stores(program) ? thrower() : clean.verify(program, observe)) }],
    ['the metered runner', { metered: (words) => ({ run: (input: UdfInput) => (decodeWords(words).some((word) => word?.instruction.form === 'store') ? thrower() : clean.metered(words).run(input)) }) }],
  ])('an exception of %s', (_, planted) => {
    const { exceptions, findings, sequences } = found(planted);
    expect(exceptions).toBe(1);
    const [{ seed, index, message, program }] = findings;
    expect(message).toBe('UVR-17: an exception: planted');
    expect(stores(program)).toBe(true);
    expect([seed, index]).toEqual([SEED, 2 * FUZZ_BLOCK_PROGRAMS + sequences - 1]);
    expect(hex(new FuzzedPrograms(seed, 2).at(index % FUZZ_BLOCK_PROGRAMS).words)).toBe(hex(program.words));
  });

  it.each<[string, Partial<UdfKit>, string]>([
    ['work without a bound', { verify: () => ({ accepted: true, cost: 1, tuples: 0, executed: 524_289 }) }, 'UVR-17: a verdict beyond its bounds'],
    ['a refusal without a reason', { verify: () => ({ accepted: false, reasons: [] }) }, 'UVR-17: a verdict beyond its bounds'],
    ['acceptance of anything', { verify: () => ({ accepted: true, cost: 1, tuples: 0, executed: 1 }) }, 'UVR-15: an accepted program faults'],
    ['a run beyond its limit', { metered: () => ({ run: () => ({ end: { kind: 'exhausted' }, cost: 201, tuples: [], isSpoilt: false }) }) }, 'UDF-23: a run costs 201'],
    ['checked code that differs', { compiled: () => ({ run: () => ({ end: { kind: 'exhausted' }, cost: 1, tuples: [], isSpoilt: true }) }) }, 'UDF-25'],
  ])('%s', (_, planted, message) => {
    const { exceptions, findings } = found(planted);
    expect(exceptions).toBe(0);
    expect(findings).toMatchObject([{ seed: SEED, message: expect.stringContaining(message) }]);
  });
});
