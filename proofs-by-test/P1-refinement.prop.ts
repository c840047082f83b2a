import { describe, expect, it } from 'vitest';
import { PAD, PAGE_BYTES } from '../src/abi/addressMap.ts';
import { LARGE, SIXTEENFOLD, SMALL } from '../src/abi/geometry.ts';
import type { Kit } from '../src/check/kit.ts';
import { cleanKit } from '../src/check/programs.ts';
import { ScenarioRunner } from '../src/check/scenario.ts';
import { hashState } from '../src/refine/stateHash.ts';
import type { Cpu } from '../src/x86/cpu.ts';
import { EAX, ECX } from '../src/x86/registers.ts';
import { budget } from './support/budget.ts';
import { refutation, runOnly, toldOf } from './support/campaign.ts';
import { afterwards, spoiltMachineKit, tamperedKit } from './support/tampering.ts';
import type { Tables } from './support/tampering.ts';

/**
 * P1, refinement (spec/theorems.md). SEG-1: a pad segment is predicted exactly;
 * SEG-2: a raw segment stays inside its frame condition; ENT-3, ENT-4, ENT-7,
 * ENT-8 and EXC-5 hold because the whole state after each entry is the model's.
 */
describe('P1: every kernel entry leaves exactly the state that the model computes from the state at the trap', () => {
  it('on the small machine', () => {
    const totals = runOnly('P1', { scenarios: budget(1000) });
    expect(toldOf(totals)).toEqual([]);
    expect(totals.entries).toBeGreaterThan(totals.steps / 2);
  });

  it('on a machine with sixteen times the frames and environments', () => {
    expect(toldOf(runOnly('P1', { scenarios: budget(400), geometry: SIXTEENFOLD }))).toEqual([]);
  });

  it('on a machine for programs, with 64 MB and 1,024 environments', () => {
    expect(toldOf(runOnly('P1', { scenarios: budget(20), geometry: LARGE, steps: 20 }))).toEqual([]);
  });
});

/** What a kernel may get wrong, one part of the state at a time, and the path by which the comparison must name it. */
const PARTS: readonly (readonly [string, (tables: Tables, cpu: Cpu) => void])[] = [
  ['processor.registers', (tables, cpu) => { if (!tables.isIdle()) cpu.regs[ECX] ^= 1; }],
  ['processor.clock', ({ machine }) => { machine.clock += 1; }],
  ['processor.deadline', ({ machine }) => { machine.timer.deadline += 1; }],
  ['contents', (tables) => tables.add((tables.framesOf('user').at(-1) ?? 0) * PAGE_BYTES + 2048, 1)],
  ['envs', (tables) => { for (const env of tables.liveEnvs()) if (tables.read(tables.saveArea(env) + 36) !== 0) tables.add(tables.saveArea(env), 1); }],
  ['pages', (tables) => tables.add(tables.pageRow(tables.map.pad) + 4, 1)],
  ['quanta', (tables) => {
    const row = tables.map.quantaFirst * PAGE_BYTES;
    if (tables.read(row) === 1) tables.write(row + 16, 0x2f + 0x6300);
    if (tables.read(row) === 1) tables.write(row + 20, 0);
  }],
  ['spaces', (tables) => {
    const table = tables.framesOf('table').find((frame) => tables.read(frame * PAGE_BYTES + 4 * 1023) % PAGE_BYTES >= 0x65);
    if (table !== undefined) tables.write(table * PAGE_BYTES + 4 * 512, 2);
  }],
];

describe('P1 compares the state whole (SEG-4): it names the part in a kernel that spoils', () => {
  it.each(PARTS)('%s', (path, spoil) => {
    const found = refutation('P1', afterwards(spoil), 500);
    expect(found?.finding.theorem).toBe('P1');
    expect(found?.finding.path).toContain(path);
  });
});

/** Hashes of what the model predicts for the first entry of each scenario. */
const firstPredictions = (kit: Kit): readonly string[] => {
  const predictions: string[] = [];
  let entered = false;
  const runner = new ScenarioRunner(kit, { geometry: SMALL, without: new Set(), split: null, observe: (_step, _before, { outcome }) => {
    if (outcome !== null && !entered) predictions.push(hashState(outcome.next));
    entered ||= outcome !== null;
  } });
  for (let i = 0; i < budget(300); i++) {
    entered = false;
    runner.runTape(Int32Array.from({ length: 40 }, (_, word) => Math.imul(i * 41 + word + 1, 0x9e3779b1)));
  }
  return predictions;
};

describe('P1 lets nothing of the state after into its prediction (SEG-3)', () => {
  it('so that it predicts the same whatever the kernel does', () => {
    const wrong = firstPredictions(afterwards((tables, cpu) => {
      if (!tables.isIdle()) cpu.regs[EAX] = 3;
      tables.machine.clock += 1000;
      for (const frame of tables.framesOf('user')) tables.add(frame * PAGE_BYTES + 128, 1);
    }));
    const right = firstPredictions(cleanKit());
    expect(wrong).toEqual(right);
    expect(new Set(right).size).toBeGreaterThan(budget(100));
  });
});

describe('P1 refutes', () => {
  it('a kernel that returns one error for another', () => {
    const found = refutation('P1', afterwards((_, cpu) => {
      if (cpu.regs[EAX] === 15) cpu.regs[EAX] = 14;
    }), 2000);
    expect(found?.finding.theorem).toBe('P1');
    expect(found?.finding.path).toContain('eax');
  });

  it('a kernel that forgets a saved register', () => {
    const found = refutation('P1', afterwards((_, cpu) => {
      cpu.regs[ECX] = 0;
    }), 2000);
    expect(found?.finding.path).toContain('ecx');
  });

  it('a kernel that charges a cycle too much', () => {
    const found = refutation('P1', tamperedKit((serve, { machine }) => {
      serve();
      machine.clock += 1;
    }), 2000);
    expect(found?.finding.theorem).toBe('P1');
  });

  it('a machine on which a ring-3 segment changes memory that it has no business with', () => {
    const found = refutation('P1', spoiltMachineKit((tables) => {
      const frame = tables.framesOf('user').at(-1) ?? 0;
      tables.add(frame * PAGE_BYTES + 2048, 1);
    }), 2000);
    expect(found?.finding.rule).toMatch(/SEG-[12]/);
  });

  it('a machine on which raw code changes another\'s saved registers (SEG-2)', () => {
    const found = refutation('P1', spoiltMachineKit((tables, cpu) => {
      const raw = cpu.eip >>> 0 < PAD || cpu.eip >>> 0 >= PAD + PAGE_BYTES;
      if (cpu.cpl === 3 && raw) for (const env of tables.liveEnvs()) if (tables.read(tables.saveArea(env) + 36) !== 0) tables.add(tables.saveArea(env) + 4, 1);
    }), 8000);
    expect(found?.finding.rule).toBe('SEG-2');
  });
});
