import { expect, test } from 'vitest';
import { Broken } from '../../src/abi/broken.ts';
import type { State } from '../../src/model/state.ts';
import { firstDifference } from '../../src/refine/difference.ts';
import { dontCareReason } from '../../src/refine/dontCare.ts';
import { bootedMachine } from './bootedMachine.ts';
import type { Booted } from './bootedMachine.ts';
import { trapOnce, wordsFrom } from './randomCalls.ts';

/** A machine some way into a run, with a few bindings and something saved. */
const runOn = (): { readonly booted: Booted; readonly state: State } => {
  const booted = bootedMachine();
  const draw = wordsFrom(4711);
  for (let i = 0; i < 60; i++) {
    if (!trapOnce(booted, draw)) continue;
    booted.kernel.service(booted.machine.cpus[0]);
    booted.machine.cpus[0].run(0);
  }
  const state = booted.abstraction.full();
  booted.machine.ram.drainStep();
  return { booted, state };
};

type Seen = 'broken' | 'changed' | 'unseen';

const look = (decode: () => State, before: State): Seen => {
  try {
    return firstDifference(before, decode()) === null ? 'unseen' : 'changed';
  } catch (error) {
    if (error instanceof Broken) return 'broken';
    throw error;
  }
};

test('the abstraction sees every byte but those on the list: a flip changes the state or breaks the invariant', () => {
  const { booted, state } = runOn();
  const { machine: { ram }, abstraction } = booted;
  const wrong: string[] = [];
  const seen = { broken: 0, changed: 0, unseen: 0 };
  for (let at = 0; at < ram.sizeBytes; at++) {
    const byte = ram.bytes[at];
    ram.write8(at, byte ^ (1 << (at * 7 + 3) % 8));
    const step = look(() => abstraction.step(state), state);
    // A full decode costs a hundred times more; the kernel's frames get a sample of them.
    const full = at % 61 === 0 ? look(() => abstraction.full(), state) : step;
    if (full !== step || (step === 'unseen') !== (dontCareReason(state, at) !== null)) wrong.push(`byte ${at} of frame ${at >> 12}: step ${step}, full ${full}`);
    seen[step]++;
    ram.write8(at, byte);
    ram.drainStep();
  }
  expect(wrong).toEqual([]);
  expect(firstDifference(state, abstraction.full())).toBeNull();
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(1000);
}, 60_000);
