/** The negative control of QEMU's recording: a processor whose privileged behaviour has a mistake does not get through it. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { copyLayers } from '../../src/check/mutation/copyLayers.ts';
import type { Change } from '../../src/check/mutation/mutant.ts';
import { DIST } from '../../src/check/mutation/places.ts';
import { OurMachine } from './qemu/ourMachine.ts';
import type { MachineClass } from './qemu/ourMachine.ts';
import { PRIVILEGE_MISTAKES } from './qemu/privilegeMistakes.ts';
import { recordedDifference } from './qemu/recordedDifference.ts';
import { unpackRecording } from './qemu/recording.ts';
import { seededSample } from './seededSample.ts';

const recorded = unpackRecording(readFileSync(new URL('./qemu/privileged.br', import.meta.url)));

const SAMPLE = 30;

/** Index of the first recorded case on which a copy of the processor with these changes differs, -1 if there is none. */
const caughtAt = async (changes: readonly Change[]): Promise<number> => {
  const copy = copyLayers(DIST, ['x86'], changes);
  try {
    const { Machine }: { readonly Machine: MachineClass } = await import(new URL('x86/machine.js', copy.base).href);
    return recordedDifference(new OurMachine(Machine), recorded);
  } finally {
    copy.remove();
  }
};

it('a copy without a mistake gets through', async () => {
  expect(await caughtAt([])).toBe(-1);
});

it('every mistake in privileged behaviour is caught', async () => {
  const survivors: string[] = [];
  for (const { name, change } of seededSample(PRIVILEGE_MISTAKES, SAMPLE)) {
    // One after another: each copy has a memory of its own.
    // oxlint-disable-next-line no-await-in-loop
    if ((await caughtAt([change])) < 0) survivors.push(name);
  }
  expect(PRIVILEGE_MISTAKES.length).toBeGreaterThan(100);
  expect(survivors).toEqual([]);
});
