import { describe, expect, it } from 'vitest';
import type { Cpu } from '../src/x86/cpu.ts';
import { budget } from './support/budget.ts';
import { refutation, runAll, runOnly, toldOf } from './support/campaign.ts';
import type { Kit } from '../src/check/kit.ts';
import { cleanKit } from '../src/check/programs.ts';
import { focusOn } from './support/focus.ts';
import { tamperedKit } from './support/tampering.ts';

/** Serves with one of the processor's flushes switched off. */
const withoutFlush = (name: 'invlpg' | 'loadCr3', instead: (cpu: Cpu, argument: number) => void): Kit =>
  tamperedKit((serve, _, cpu) => {
    Object.defineProperty(cpu, name, { configurable: true, value: (argument: number) => instead(cpu, argument) });
    try {
      serve();
    } finally {
      Reflect.deleteProperty(cpu, name);
    }
  });

const withCapacity = (capacity: 'unlimited' | 'none'): Kit => {
  const clean = cleanKit();
  return { ...clean, bootKernel: (machine, configuration) => {
    machine.cpus[0].tlb.capacity = capacity;
    return clean.bootKernel(machine, configuration);
  } };
};

/** P7, TLB consistency (spec/theorems.md). MEM-7, MCH-10 to MCH-19. */
describe('P7: at every kernel exit each cached translation is covered by the present tables', () => {
  it('on drawn scenarios', () => {
    expect(toldOf(runOnly('P7', { scenarios: budget(2000) }))).toEqual([]);
  });

  it('so that a processor that caches everything and one that caches nothing behave alike', () => {
    const all = runAll({ scenarios: budget(500), kit: withCapacity('unlimited') });
    const none = runAll({ scenarios: budget(500), kit: withCapacity('none') });
    expect([toldOf(all), toldOf(none)]).toEqual([[], []]);
    expect(none.hash).toBe(all.hash);
  });
});

describe('P7 refutes', () => {
  it('a kernel that leaves out every INVLPG', () => {
    const found = refutation('P7', withoutFlush('invlpg', () => undefined), 2000);
    expect(found?.finding).toMatchObject({ theorem: 'P7', rule: 'MEM-7' });
  });

  it('a kernel whose INVLPG forgets the directory entries', () => {
    const kit = withoutFlush('invlpg', (cpu, va) => cpu.tlb.evictPage(va >>> 12));
    expect(() => focusOn('pt_free', 4000, () => undefined, kit)).toThrow('P7 MEM-7');
  });

  it('a kernel that changes address spaces without flushing', () => {
    const found = refutation('P7', withoutFlush('loadCr3', (cpu, pa) => {
      cpu.mmu.cr3 = pa;
    }), 2000);
    expect(found?.finding.theorem).toBe('P7');
  });
});
