import { describe, expect, it } from 'vitest';
import { PAGE_BYTES } from '../src/abi/addressMap.ts';
import { SMALL } from '../src/abi/geometry.ts';
import { cleanKit } from '../src/check/programs.ts';
import { abstractionSees } from '../src/check/theorems/abstractionSees.ts';
import type { Kit } from '../src/check/kit.ts';
import { budget } from './support/budget.ts';
import { Tables } from './support/tampering.ts';

/** A machine that shows everybody who reads one frame byte by byte what it held at boot: a decoder blind to that frame. */
const blindTo = (frameOf: (tables: Tables) => number): Kit => {
  const clean = cleanKit();
  return { ...clean, bootKernel: (machine, configuration) => {
    const kernel = clean.bootKernel(machine, configuration);
    const { ram } = machine;
    const write8 = ram.write8.bind(ram);
    const first = frameOf(new Tables(machine)) * PAGE_BYTES;
    Object.defineProperty(ram, 'write8', { configurable: true, value: (at: number, byte: number) => (at >= first && at < first + PAGE_BYTES ? undefined : write8(at, byte)) });
    return kernel;
  } };
};

/** P2, the abstraction sees (spec/theorems.md). */
describe('P2: flip any byte of the kernel at a reachable state, and the state changes, the invariant fails, or the byte is declared', () => {
  it('on every byte of kernel memory', () => {
    const report = abstractionSees(cleanKit(), SMALL, 21, budget(5));
    expect(report.refuted).toBeNull();
    expect(report.bytes).toBeGreaterThan(report.states * 12 * PAGE_BYTES);
    expect(report.seen).toBeGreaterThan(0);
    expect(report.refused).toBeGreaterThan(0);
    const declared = Object.values(report.declared).reduce((a, b) => a + b, 0);
    expect(declared / report.bytes).toBeLessThan(0.001);
  });
});

describe('P2 refutes', () => {
  it('an abstraction that does not notice changes of the Env table', () => {
    const report = abstractionSees(blindTo((tables) => tables.map.envsFirst), SMALL, 21, 1);
    expect(report.refuted).toContain('unseen, not declared');
  });

  it('an abstraction that does not notice changes of the save areas', () => {
    const report = abstractionSees(blindTo((tables) => tables.map.saveFirst), SMALL, 21, 1);
    expect(report.refuted).toContain('unseen, not declared');
  });
});
