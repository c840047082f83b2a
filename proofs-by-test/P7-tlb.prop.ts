import { describe, expect, it } from 'vitest';
import type { Cpu } from '../src/x86/cpu.ts';
import { budget } from './support/budget.ts';
import { refutation, runAll, runOnly, toldOf } from './support/campaign.ts';
import { PAGE_BYTES, REGION_BYTES, UADDRS } from '../src/abi/addressMap.ts';
import { LIMIT_ALL, SMALL } from '../src/abi/geometry.ts';
import type { BootConfiguration } from '../src/abi/geometry.ts';
import { ENTRY, ENV_ID_GENERATION_UNIT } from '../src/abi/layout.ts';
import { callStep } from '../src/check/draw/callDraft.ts';
import type { Finding } from '../src/check/findings.ts';
import type { Kit } from '../src/check/kit.ts';
import { cleanKit } from '../src/check/programs.ts';
import { drawnBoots, ScenarioRunner } from '../src/check/scenario.ts';
import type { Step } from '../src/check/step.ts';
import { tamperedKit } from './support/tampering.ts';

/** Frames with which a small machine has some to spare. */
const ROOMY_FRAMES = 40;

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

const finding = (boot: BootConfiguration, steps: readonly Step[], kit: Kit): Finding | null =>
  new ScenarioRunner(kit, { geometry: SMALL, without: new Set(), observe: null, split: null }).runSteps('flush', boot, steps, false).finding;

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
    expect(toldOf(runOnly('P7', { scenarios: budget(800) }))).toEqual([]);
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
    const at = UADDRS + 64;
    const boot = drawnBoots(SMALL).find((one) => one.geometry.frames >= ROOMY_FRAMES && one.geometry.writersLimit === LIMIT_ALL);
    if (boot === undefined) throw new Error('no drawn boot has room for a page and its table');
    // A directory entry is cached by an access that succeeds; then the page goes, and then its table.
    const steps: readonly Step[] = [
      callStep('insert_pte', [1, ENTRY.present + ENTRY.writable, REGION_BYTES, 0, 0]),
      { kind: 'user', operation: 'load32', registers: { ebx: REGION_BYTES } },
      callStep('remove_vas', [at, 1, 0, 0], [{ address: at, value: REGION_BYTES, bytes: 4 }]),
      callStep('pt_free', [REGION_BYTES, 0, 0]),
    ];
    expect(finding(boot, steps, cleanKit())).toBeNull();
    expect(finding(boot, steps, kit)).toMatchObject({ theorem: 'P7', rule: 'MEM-7' });
  });

  it('a kernel that leaves the u-area of a dead sharer to those who go on in the space', () => {
    const kit = withoutFlush('invlpg', () => undefined);
    const boot = drawnBoots(SMALL).find((one) => one.geometry.frames >= ROOMY_FRAMES && one.principals.length < one.geometry.envs);
    if (boot === undefined) throw new Error('no drawn boot has room for an env');
    const row = boot.principals.length;
    const steps: readonly Step[] = [
      callStep('env_clone', [1]),
      { kind: 'user', operation: 'store32', registers: { ebx: UADDRS + row * PAGE_BYTES + 64, eax: 7 } },
      callStep('env_free', [1, ENV_ID_GENERATION_UNIT + row]),
    ];
    expect(finding(boot, steps, cleanKit())).toBeNull();
    expect(finding(boot, steps, kit)).toMatchObject({ theorem: 'P7', rule: 'MEM-7' });
  });

  it('a kernel that takes rights from a binding and leaves the translation that had them', () => {
    const kit = withoutFlush('invlpg', () => undefined);
    const boot = drawnBoots(SMALL).find((one) => one.geometry.frames >= ROOMY_FRAMES && one.geometry.writersLimit === LIMIT_ALL);
    if (boot === undefined) throw new Error('no drawn boot has room for a page and its table');
    const steps: readonly Step[] = [
      callStep('insert_pte', [1, ENTRY.present + ENTRY.writable, REGION_BYTES, 0, 0]),
      { kind: 'user', operation: 'store32', registers: { ebx: REGION_BYTES, eax: 7 } },
      callStep('mod_pte_range', [1, ENTRY.writable * 0x10000, REGION_BYTES, 1, 0, 0]),
    ];
    expect(finding(boot, steps, cleanKit())).toBeNull();
    expect(finding(boot, steps, kit)).toMatchObject({ theorem: 'P7', rule: 'MEM-7' });
  });

  it('a kernel that changes address spaces without flushing', () => {
    const found = refutation('P7', withoutFlush('loadCr3', (cpu, pa) => {
      cpu.mmu.cr3 = pa;
    }), 2000);
    expect(found?.finding.theorem).toBe('P7');
  });
});
