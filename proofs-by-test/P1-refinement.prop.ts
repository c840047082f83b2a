import { describe, expect, it } from 'vitest';
import { PAD, PAGE_BYTES } from '../src/abi/addressMap.ts';
import { LARGE, SIXTEENFOLD } from '../src/abi/geometry.ts';
import { EAX, ECX } from '../src/x86/registers.ts';
import { budget } from './support/budget.ts';
import { refutation, runOnly, toldOf } from './support/campaign.ts';
import { afterwards, spoiltMachineKit, tamperedKit } from './support/tampering.ts';

/**
 * P1, refinement (spec/theorems.md). SEG-1: a pad segment is predicted exactly;
 * SEG-2: a raw segment stays inside its frame condition; ENT-3, ENT-4, ENT-7,
 * ENT-8 and EXC-5 hold because the whole state after each entry is the model's.
 */
describe('P1: every kernel entry leaves exactly the state that the model computes from the state at the trap', () => {
  it('on the small machine', () => {
    const totals = runOnly('P1', { scenarios: budget(4000) });
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
