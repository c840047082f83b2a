import { expect, test } from 'vitest';
import { frameNumber } from '../../src/abi/words.ts';
import { auditSpace } from '../../src/refine/walk.ts';
import { firstDifference } from '../../src/refine/difference.ts';
import { exposureDifference } from '../../src/refine/exposure.ts';
import { hashState } from '../../src/refine/stateHash.ts';
import { tlbAudit } from '../../src/refine/tlbAudit.ts';
import { rowAt } from '../../src/refine/vectorEdit.ts';
import type { State } from '../../src/model/state.ts';
import { createModel } from '../../src/model/model.ts';
import { bootedMachine, CONFIGURATION } from './bootedMachine.ts';
import type { Booted } from './bootedMachine.ts';
import { trapOnce, wordsFrom } from './randomCalls.ts';

/** Everything that must hold of a state just decoded by `step`. */
const complaints = (booted: Booted, state: State, before: State): readonly unknown[] => {
  const { machine, abstraction } = booted;
  const full = abstraction.full();
  const spaces = Array.from({ length: state.spaces.length }, (_, frame) => frame).filter((frame) => rowAt(state.spaces, frame) !== null);
  return [
    firstDifference(full, state), firstDifference(state, full), hashState(full) === hashState(state) ? null : 'hash',
    exposureDifference(machine, state, before), exposureDifference(machine, state, null), tlbAudit(machine, state),
    ...spaces.map((frame) => auditSpace(machine, state, frameNumber(frame), () => true)),
  ].filter((complaint) => complaint !== null);
};

const liveRows = (s: State): number => s.envs.chunks.flat().filter(({ status }) => status === 'live').length;

test('the abstraction of the booted machine is the state that the model declares', () => {
  expect(firstDifference(createModel().boot(CONFIGURATION), bootedMachine().state)).toBeNull();
});

test('step and full agree, at traps and at boundaries, through random calls', () => {
  let changes = 0;
  let births = 0;
  let shared = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const booted = bootedMachine();
    const { machine, kernel, abstraction } = booted;
    const draw = wordsFrom(seed * 7919);
    let state = booted.state;
    machine.ram.drainStep();
    for (let i = 0; i < 40; i++) {
      const trapped = trapOnce(booted, draw);
      const atTrap = abstraction.step(state);
      expect(complaints(booted, atTrap, state)).toEqual([]);
      state = atTrap;
      if (!trapped) continue;
      kernel.service(machine.cpus[0]);
      const after = abstraction.step(atTrap);
      expect(complaints(booted, after, atTrap)).toEqual([]);
      if (after.pages !== atTrap.pages || after.spaces !== atTrap.spaces || after.envs !== atTrap.envs) changes++;
      if (liveRows(after) > liveRows(atTrap)) births++;
      if (after.spaces.chunks.some((chunk) => chunk.some((space) => space !== null && space.uareas.length > 1))) shared++;
      // The state before the IRET, or before the idle kernel halts, is the state after it.
      machine.cpus[0].run(0);
      expect(firstDifference(after, abstraction.step(after))).toBeNull();
      state = after;
    }
  }
  expect(changes).toBeGreaterThan(25);
  expect(births).toBeGreaterThan(8);
  expect(shared).toBeGreaterThan(25);
});
