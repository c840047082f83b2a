import { describe, expect, it } from 'vitest';
import { EBP, EBX } from '../src/x86/registers.ts';
import { SIXTEENFOLD, SMALL } from '../src/abi/geometry.ts';
import type { Geometry } from '../src/abi/geometry.ts';
import { accessBound, fairness, slices } from '../src/check/theorems/availability.ts';
import { cleanKit } from '../src/check/programs.ts';
import { drawnBoots } from '../src/check/scenario.ts';
import { begin } from '../src/model/edit.ts';
import { VECTOR } from '../src/abi/vectors.ts';
import { envId } from '../src/abi/words.ts';
import { hasScheduled } from '../src/check/theorems/time.ts';
import { IDLE, type State } from '../src/model/state.ts';
import { get } from '../src/model/vector.ts';
import { budget, isQuick } from './support/budget.ts';
import { refutation, runAll, runOnly, toldOf } from './support/campaign.ts';
import { withProcessorAt, withQuantumAt } from '../src/check/mutation/controls/edits.ts';
import { modelEntries } from '../src/check/mutation/controls/modelEntries.ts';
import { NO_ADDRESS } from '../src/model/trap.ts';
import { tamperedKit } from './support/tampering.ts';

/** P19, availability (spec/theorems.md). ENT-8, TIM-1. */
describe('P19: no bytes, registers or memory make the kernel throw or work without bound, and every runnable env runs', () => {
  it('on drawn scenarios', () => {
    const totals = runOnly('P19', { scenarios: budget(800) });
    expect(toldOf(totals)).toEqual([]);
    expect(totals.coverage['event slice-end'] ?? 0).toBeGreaterThan(budget(120));
  });

  it('while environments execute raw bytes: privileged and damaged instructions, calls from the middle, found code', () => {
    // Raw bytes make a call succeed now and then: in fewer scenarios it would be a matter of luck that three different ones do.
    const totals = runAll({ scenarios: Math.max(600, budget(1500)), hostile: true });
    expect(toldOf(totals)).toEqual([]);
    expect(totals.steps).toBeGreaterThan(budget(15_000));
    expect(totals.entries).toBeGreaterThan(totals.steps / 2);
    expect(new Set(Object.keys(totals.coverage).filter((cell) => / ok /.test(cell)).map((cell) => cell.split(' ')[0])).size).toBeGreaterThan(2);
  });

  it('with a bound that grows no faster than the machine', () => {
    const { boot } = cleanKit().model;
    const ofBoot = (geometry: Geometry): number => {
      const state = boot(drawnBoots(geometry)[0]);
      return accessBound(state, { vector: VECTOR.timer, errorCode: 0, address: NO_ADDRESS }, state);
    };
    expect(ofBoot(SIXTEENFOLD) / ofBoot(SMALL)).toBeLessThan(16);
  });
});

describe('P19 refutes', () => {
  it('a kernel that throws at a value in a register', () => {
    const found = refutation('P19', tamperedKit((serve, _, cpu) => {
      if (cpu.regs[EBX] === -1) throw new RangeError('index');
      serve();
    }), 2000);
    expect(found?.finding.theorem).toBe('P19');
    expect(found?.finding.message).toContain('threw');
  });

  it('a kernel that throws at a value in EBP, which only raw bytes set', () => {
    const kit = tamperedKit((serve, _, cpu) => {
      if (cpu.regs[EBP] < 0) throw new RangeError('index');
      serve();
    });
    expect(runAll({ scenarios: 2000, hostile: true, kit }).counterexamples[0]?.finding).toMatchObject({ theorem: 'P19' });
  });

  it('a kernel that reads memory as often as a register says', () => {
    const found = refutation('P19', tamperedKit((serve, { machine }, cpu) => {
      serve();
      for (let i = 0; i < Math.min(cpu.regs[EBX] >>> 0, 1_000_000); i++) machine.ram.read8(0);
    }), 2000);
    expect(found?.finding).toMatchObject({ theorem: 'P19', rule: 'ENT-8' });
  });

  it('a schedule that passes over a runnable quantum', () => {
    const { model } = cleanKit();
    const trap = { vector: VECTOR.timer, errorCode: 0, address: NO_ADDRESS };
    let refuted = 0;
    for (const configuration of drawnBoots(SMALL)) {
      const before = model.boot(configuration);
      if (before.processor.running < 0) continue;
      const { next } = model.enter(before, trap);
      expect(fairness(trap, before, next)).toBeNull();
      const idle = begin(next);
      idle.processor = { ...next.processor, running: IDLE, quantum: before.processor.quantum };
      if (fairness(trap, before, idle)?.rule === 'TIM-2') refuted++;
    }
    expect(refuted).toBeGreaterThan(30);
  });
});

/** Schedulings, each spoilt in one way; the rule that must be named, and how often at least a place is found for it. */
const later = (s: State, ticks: number): State => withProcessorAt(s, { deadline: s.processor.deadline + ticks * s.boot.geometry.tickCycles });
const UNFAIR: readonly (readonly [string, string, (before: State, after: State) => State | null])[] = [
  ['a slice longer than the ticks of its quantum', 'TIM-2', (before, after) => (after.processor.running >= 0 && hasScheduled(before, after) ? later(after, 1) : null)],
  ['a slice shorter than the ticks of a round', 'TIM-9', (before, after) => (after.processor.running >= 0 && hasScheduled(before, after)
    ? withProcessorAt(after, { deadline: after.processor.clock + 8 * after.boot.geometry.tickCycles - 1 }) : null)],
  ['an idle kernel that looks again only after two rounds', 'TIM-3', (_, after) => (after.processor.running < 0 ? later(after, 8) : null)],
  ['a deadline that a directed yield moves', 'YLD-2', (before, after) => (!hasScheduled(before, after) && get(after.quanta, after.processor.quantum).env % 2048 !== after.processor.running ? later(after, 1) : null)],
  ['a slice that goes on though its quantum was given away', 'ENV-7', (before, after) => {
    const { running, quantum } = before.processor;
    if (running < 0 || hasScheduled(before, after) || running !== after.processor.running) return null;
    return withQuantumAt(after, quantum, { env: envId(get(after.quanta, quantum).env + 1) });
  }],
];

describe('P19 refutes', () => {
  const entries = modelEntries(isQuick ? 200 : 1000);

  it.each(UNFAIR)('%s: %s', (_, rule, spoil) => {
    let met = 0;
    for (const { before, outcome: { next } } of entries) {
      expect(slices(before, next)).toBeNull();
      const spoilt = spoil(before, next);
      if (spoilt === null) continue;
      met++;
      expect(slices(before, spoilt)).toMatchObject({ theorem: 'P19', rule });
    }
    expect(met).toBeGreaterThan(isQuick ? 5 : 50);
  });

  it('a call that ends a slice and passes over a runnable quantum', () => {
    let met = 0;
    for (const { before, trap, outcome: { next, event } } of entries) {
      expect(fairness(trap, before, next)).toBeNull();
      if (trap.vector === VECTOR.timer || event === 'yield' || !hasScheduled(before, next) || next.processor.running < 0) continue;
      const passed = withProcessorAt(next, { quantum: before.processor.quantum });
      if (next.processor.quantum === before.processor.quantum) continue;
      met++;
      expect(fairness(trap, before, passed)).toMatchObject({ theorem: 'P19', rule: 'TIM-2' });
    }
    expect(met).toBeGreaterThan(isQuick ? 2 : 20);
  });
});
