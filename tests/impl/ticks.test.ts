import { describe, expect, it } from 'vitest';
import { PAD } from '../../src/abi/addressMap.ts';
import { SMALL } from '../../src/abi/geometry.ts';
import { QUANTUM, UAREA } from '../../src/abi/layout.ts';
import { EAX, EDX } from '../../src/x86/registers.ts';
import { B, OWN, ROOT_SLOT } from './refusals.ts';
import { CONFIGURATION, PAD_UD, TestMachine } from './testMachine.ts';

const A = 2048;
const ticks = (m: TestMachine): readonly number[] => [0, 1, 2].map((quantum) => m.quantum(quantum, QUANTUM.ticks));
const slice = (m: TestMachine): readonly number[] => [m.read(m.map.core, 0xc4), m.machine.timer.deadline - m.machine.clock];

describe('ticks', () => {
  it('begin with a round at boot (BOO-6, TIM-9)', () => {
    const m = new TestMachine();
    expect([ticks(m), slice(m)]).toEqual([[0, 0, 8], [0, 4000]]);
  });

  it('are kept in whole numbers when a slice is given up (TIM-10)', () => {
    const m = new TestMachine();
    m.machine.clock = 459;
    m.call('yield', 0);
    expect([ticks(m), slice(m)]).toEqual([[7, 0, 0], [2, 4000]]);
    m.machine.clock += 3959;
    m.call('yield', 0);
    expect([ticks(m), slice(m)]).toEqual([[0, 0, 8], [0, 15 * 500]]);
  });

  it('are lost one by one with the cost of the call', () => {
    const m = new TestMachine();
    m.machine.clock = 460;
    m.call('yield', 0);
    expect(ticks(m)).toEqual([6, 0, 0]);
  });

  it('that the timer or a late call has used up leave nothing', () => {
    const m = new TestMachine();
    m.machine.clock = 4000;
    m.finish(m.cpu.run(1));
    expect([ticks(m), slice(m)]).toEqual([[0, 0, 0], [2, 4000]]);
    m.machine.clock = m.machine.timer.deadline - 10;
    m.call('yield', 0);
    expect([ticks(m), slice(m)]).toEqual([[0, 0, 8], [0, 4000]]);
  });

  it('of a sleeper are saved up to 15, and an idle kernel begins a round each time', () => {
    const m = new TestMachine();
    m.pokeWord(0, UAREA.status, 0);
    m.pokeWord(1, UAREA.status, 0);
    m.call('yield', 0);
    expect([ticks(m), slice(m)]).toEqual([[15, 0, 15], [0, 4000]]);
    m.cpu.run(1);
    m.kernel.service(m.cpu);
    m.cpu.run(1);
    m.pokeWord(1, UAREA.status, 1);
    m.kernel.service(m.cpu);
    expect([ticks(m), slice(m)]).toEqual([[15, 0, 0], [2, 7500]]);
  });

  it('of an only quantum rise between two slices of it', () => {
    const m = new TestMachine({ ...CONFIGURATION, geometry: { ...SMALL, quanta: 1 }, quanta: CONFIGURATION.quanta.slice(0, 1) });
    m.machine.clock = 2000;
    m.call('yield', 0);
    expect(slice(m)).toEqual([0, (3 + 8) * 500]);
  });

  it('of a quantum whose env is lent it by a directed yield and dies are kept', () => {
    const m = new TestMachine();
    m.call('yield', B);
    m.run(PAD_UD);
    expect([ticks(m), slice(m)]).toEqual([[0, 0, 0], [0, (7 + 8) * 500]]);
  });
});

describe('quanta', () => {
  it('are taken, the lowest if any will do', () => {
    const m = new TestMachine();
    expect([m.call('quantum_alloc', 4, 0xffffffff, 0, B), m.cpu.regs[EDX]]).toEqual([0, 1]);
    expect([QUANTUM.status, QUANTUM.env, QUANTUM.ticks, QUANTUM.cpu, QUANTUM.guard].map((field) => m.quantum(1, field))).toEqual([1, B, 8, 0, 0x05024f]);
    expect([m.call('quantum_alloc', OWN, 7, 0, 0), m.cpu.regs[EDX], m.quantum(7, QUANTUM.env)]).toEqual([0, 7, A]);
    expect(slice(m)).toEqual([0, 4000 - 122]);
  });

  it('end their slice when they are freed or given away while they run (ENV-7)', () => {
    const m = new TestMachine();
    m.call('quantum_alloc', OWN, 1, 0, 0);
    m.call('quantum_free', OWN, 0, 0);
    expect([slice(m), m.quantum(0, QUANTUM.status)]).toEqual([[1, 4000], 0]);
    m.call('quantum_set', OWN, 1, 0, B);
    expect([slice(m), m.quantum(1, QUANTUM.env), m.quantum(1, QUANTUM.ticks)]).toEqual([[2, 4000], B, 7]);
    m.call('yield', A);
    expect([m.cpu.regs[EAX], m.cpu.eip >>> 0]).toEqual([0, PAD + 2]);
  });

  it('run on when they are given to whom they have, or when others are changed', () => {
    const m = new TestMachine();
    m.call('quantum_set', OWN, 0, 0, A);
    m.call('quantum_set', ROOT_SLOT, 2, 0, A);
    m.call('quantum_free', ROOT_SLOT, 2, 0);
    expect(slice(m)).toEqual([0, 4000 - 3 * 61]);
  });

  it('end their slice even when they are given to the env that runs on them already', () => {
    const m = new TestMachine();
    m.call('forge', 1, 3, m.poke(0, 64, [0x0f, 0, 0, 0, 0, 0, 0, 0]), 1, B);
    m.call('yield', B);
    m.call('quantum_set', 3, 0, 0, B);
    expect([slice(m), m.quantum(0, QUANTUM.ticks)]).toEqual([[2, 4000], 7]);
  });
});
