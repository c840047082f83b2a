/** Privileged behaviour: what QEMU did with recorded cases, and what it does with new ones where it is installed. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Machine } from '../../src/x86/machine.ts';
import { KIND_NAMES, drawPrivilegedCase } from './qemu/caseDraw.ts';
import { compareRuns, describe } from './qemu/comparison.ts';
import { OurMachine } from './qemu/ourMachine.ts';
import { recordedDifference } from './qemu/recordedDifference.ts';
import { packRecording, unpackRecording } from './qemu/recording.ts';
import { ReferenceMachine, Unavailable } from './qemu/referenceMachine.ts';
import { Tally } from './qemu/tally.ts';

const CASES = 1600;
const SEED = 12;

const tests = Array.from({ length: CASES }, (_, index) => drawPrivilegedCase(SEED, index));

it('the recorded cases end on our machine as they did on QEMU', () => {
  const recorded = unpackRecording(readFileSync(new URL('./qemu/privileged.br', import.meta.url)));
  const differing = recordedDifference(new OurMachine(Machine), recorded);
  expect(differing < 0 ? 'none' : describe(recorded[differing].test)).toBe('none');
  expect(recorded.length).toBeGreaterThan(5000);
  const kinds = new Set(recorded.map(({ test }) => test.kind));
  expect(KIND_NAMES.filter((kind) => !kinds.has(kind))).toEqual([]);
});

it('a case is a function of seed and index, and a recording keeps it', () => {
  const ours = new OurMachine(Machine);
  const some = tests.slice(0, 200).map((test) => ({ test, reference: ours.run(test).record }));
  some.forEach(({ test }, index) => expect(drawPrivilegedCase(SEED, index)).toEqual(test));
  expect(unpackRecording(packRecording(some))).toEqual(some);
});

it(`QEMU agrees on ${CASES} random cases`, ({ skip }) => {
  const reference = start();
  if (typeof reference === 'string') {
    process.stderr.write(`live cases are left out (the recorded ones are run): ${reference}\n`);
    skip(reference);
    return;
  }
  const tally = new Tally();
  const found: string[] = [];
  try {
    const ours = new OurMachine(Machine);
    reference.run(tests).forEach((record, index) => {
      const run = ours.run(tests[index]);
      const verdict = compareRuns(tests[index], record, run);
      tally.add(tests[index], run, verdict);
      if (verdict.lines.length > 0) found.push(`case ${index}: ${verdict.lines.join('; ')}; repeat: npm run oracle:qemu -- --seed ${SEED} --first ${index} --cases 1`);
    });
  } finally {
    reference.close();
  }
  expect(found.slice(0, 5), `${found.length} of ${CASES} cases differ`).toEqual([]);
  expect(tally.cases - tally.excluded).toBeGreaterThan(CASES * 0.85);
});

/** QEMU, or why there is none. */
function start(): ReferenceMachine | string {
  try {
    return new ReferenceMachine();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return error.message;
  }
}
