/** Random cases: that none is forgotten, and what a real processor does with them where there is one to ask. */

import { expect, it } from 'vitest';
import { INSTRUCTIONS, hasModrm } from '../../src/x86/instructionTable.ts';
import { drawCase } from './oracle/caseDraw.ts';
import { Emulated } from './oracle/emulated.ts';
import { exclusionOf } from './oracle/exclusions.ts';
import { ByteReader, ByteWriter, readCase, writeCase } from './oracle/liveFormat.ts';
import { LiveProcessor, Unavailable } from './oracle/liveProcessor.ts';
import { INTEGER_CASES, runLive } from './oracle/liveRun.ts';
import { PROCESSOR } from './oracle/processor.ts';
import { DRAWN } from './oracle/singleDraw.ts';
import { FLAG_NAMES, Tally, nameOf } from './oracle/tally.ts';

const CASES = 20_000;
const SEED = 11;

/** What the emulated processor alone does with the cases. */
const tallied = (): Tally => {
  const tally = new Tally();
  const emulated = new Emulated(PROCESSOR);
  for (let index = 0; index < CASES; index++) {
    const test = drawCase(SEED, index);
    const answer = emulated.run(test);
    if (answer !== null) tally.add(test, answer);
  }
  return tally;
};

const alone = tallied();

const row = (name: string): Tally['rows'][number] | undefined => alone.rows.find((one) => one.name === name);

it('every instruction of the table is drawn or left out with a reason', () => {
  expect(INSTRUCTIONS.filter((instruction) => !DRAWN.includes(instruction)).every((instruction) => exclusionOf(instruction) !== null)).toBe(true);
  const wrong: string[] = [];
  for (const instruction of DRAWN) {
    const seen = row(nameOf(instruction));
    // UD2 is there to be refused.
    if (seen === undefined || (seen.completed === 0 && instruction.mnemonic !== 'ud2')) wrong.push(`${nameOf(instruction)} never completed`);
    const forms = Object.keys(seen?.forms ?? {});
    // BSWAP of 16 bits has no defined result.
    const sizes = instruction.mnemonic === 'bswap' ? ['o32'] : ['o16', 'o32'];
    if (!sizes.every((size) => forms.some((form) => form.includes(size)))) wrong.push(`${nameOf(instruction)} misses an operand size`);
    if (hasModrm(instruction) && !forms.some((form) => form.startsWith('memory'))) wrong.push(`${nameOf(instruction)} never had memory`);
  }
  expect(wrong).toEqual([]);
});

it('flags are seen set and clear where an instruction computes them', () => {
  for (const name of ['00 add Eb,Gb', '2b sub Gv,Ev', 'd3 /4 shl Ev,CL', 'c0 /2 rcl Eb,Ib']) {
    const seen = row(name);
    const missing = FLAG_NAMES.filter((_, i) => (seen?.set[i] ?? 0) === 0 || (seen?.clear[i] ?? 0) === 0);
    expect({ name, missing: missing.filter((flag) => flag !== 'AF' || !name.includes('shl')) }).toEqual({ name, missing: [] });
  }
});

it('a case is a function of seed and index, and survives its encoding', () => {
  const bytes = new ByteWriter();
  for (let index = 0; index < 500; index++) {
    const test = drawCase(3, index);
    expect(drawCase(3, index)).toEqual(test);
    writeCase(bytes, test);
    const packed = bytes.take();
    const reader = new ByteReader(packed);
    writeCase(bytes, readCase(reader));
    expect(reader.done).toBe(true);
    expect(Buffer.compare(bytes.take(), packed)).toBe(0);
  }
});

it(`the processor of this machine agrees on ${CASES} random cases`, async ({ skip }) => {
  const live = await LiveProcessor.start().catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error;
    process.stderr.write(`live cases are left out (the recorded ones are run): ${error.message}\n`);
    return skip(error.message);
  });
  const tally = new Tally();
  const found: string[] = [];
  try {
    await runLive({
      kind: INTEGER_CASES, seed: SEED, first: 0, cases: CASES, live, tally, emulated: new Emulated(PROCESSOR), progress: () => {}, agree: () => {},
      differ: ({ index, lines }) => found.push(`case ${index}: ${lines.join('; ')}; repeat: npm run oracle:x86 -- --seed ${SEED} --first ${index} --cases 1`),
    });
  } finally {
    live.stop();
  }
  expect(found.slice(0, 5), `${found.length} of ${tally.compared} cases differ`).toEqual([]);
  expect(tally.compared).toBeGreaterThan(CASES * 0.98);
});
