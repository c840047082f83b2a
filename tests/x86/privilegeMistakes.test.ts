/** The negative control of QEMU's recording: a processor whose privileged behaviour has a mistake does not get through it. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OurMachine } from './qemu/ourMachine.ts';
import type { MachineClass } from './qemu/ourMachine.ts';
import { PRIVILEGE_MISTAKES } from './qemu/privilegeMistakes.ts';
import { recordedDifference } from './qemu/recordedDifference.ts';
import { unpackRecording } from './qemu/recording.ts';
import { copyGetsThrough, survivorsOf } from './survivorsOf.ts';

const SAMPLE = 12;
const recorded = unpackRecording(readFileSync(new URL('./qemu/privileged.br', import.meta.url)));

const getsThrough = async (base: URL): Promise<boolean> => {
  const { Machine }: { readonly Machine: MachineClass } = await import(new URL('x86/machine.js', base).href);
  return recordedDifference(new OurMachine(Machine), recorded) < 0;
};

it('a copy without a mistake gets through', async () => {
  expect(await copyGetsThrough([], getsThrough)).toBe(true);
});

it('every mistake in privileged behaviour is caught', async () => {
  expect(PRIVILEGE_MISTAKES.length).toBeGreaterThan(100);
  expect(await survivorsOf(PRIVILEGE_MISTAKES, SAMPLE, getsThrough)).toEqual([]);
});
