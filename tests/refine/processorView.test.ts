import { expect, test } from 'vitest';
import { PAD } from '../../src/abi/addressMap.ts';
import { TICKS_PER_ROUND } from '../../src/abi/costs.ts';
import { Broken } from '../../src/abi/broken.ts';
import { LARGE, SIXTEENFOLD } from '../../src/abi/geometry.ts';
import { frameMapOf } from '../../src/abi/frameMap.ts';
import { CORE, CPU_WORDS } from '../../src/impl/layoutCore.ts';
import { createModel } from '../../src/model/model.ts';
import { rowAt } from '../../src/refine/vectorEdit.ts';
import { firstDifference } from '../../src/refine/difference.ts';
import { CR0_PE, CR0_PG, CR0_WP, EAX, ESP } from '../../src/x86/registers.ts';
import type { Cpu } from '../../src/x86/cpu.ts';
import { bootedMachine, CONFIGURATION } from './bootedMachine.ts';

const MAP = frameMapOf(CONFIGURATION.geometry);
const STACK_TOP = MAP.core * 4096 + CORE.stackTop;

/** The rule that a decode refuses by, or null. */
const refusal = (decode: () => unknown): string | null => {
  try {
    decode();
    return null;
  } catch (error) {
    if (error instanceof Broken) return error.rule;
    throw error;
  }
};

test.each<[string, string, (cpu: Cpu) => void]>([
  ['paging without write protection', 'LAY-16', (cpu) => { cpu.cr0 = CR0_PE | CR0_PG; }],
  ['no paging', 'LAY-16', (cpu) => { cpu.cr0 = CR0_PE | CR0_WP; }],
  ['another directory', 'STA-8', (cpu) => cpu.loadCr3(15 * 4096)],
  ['interrupts off', 'TIM-7', (cpu) => { cpu.eflags = 2; }],
  ['I/O privilege', 'TIM-7', (cpu) => { cpu.eflags = 0x3202; }],
  ['a kernel data segment', 'LAY-3', (cpu) => { cpu.ds.selector = 0x10; }],
  ['another GDT', 'LAY-13', (cpu) => { cpu.gdtr.base += 8; }],
  ['a shorter IDT', 'LAY-13', (cpu) => { cpu.idtr.limit = 7; }],
  ['another TSS', 'LAY-13', (cpu) => { cpu.tr.base += 4; }],
  ['ring 0 outside the stubs', 'EXC-5', (cpu) => cpu.setPrivilege(0)],
  ['a shutdown', 'EXC-5', (cpu) => { cpu.shutDown = true; }],
])('%s is refused', (_what, rule, spoil) => {
  const { machine, abstraction, state } = bootedMachine();
  spoil(machine.cpus[0]);
  expect(refusal(() => abstraction.step(state))).toBe(rule);
  expect(refusal(() => abstraction.full())).toBe(rule);
});

test('at a trap the registers come from the processor and from the frame, and the trap from the stub', () => {
  const { machine, abstraction, state } = bootedMachine();
  const cpu = machine.cpus[0];
  cpu.regs[EAX] = -5;
  cpu.eip = PAD;
  cpu.regs[ESP] = 0x1234;
  cpu.run(5);
  const atCall = abstraction.step(state);
  expect(abstraction.trap()).toEqual({ vector: 0x30, errorCode: 0, address: 0 });
  expect(atCall.processor.registers).toEqual({ ...state.processor.registers, eax: 0xfffffffb, esp: 0x1234, eip: PAD + 2 });
  expect(atCall.processor).toMatchObject({ clock: 1, running: 0, deadline: TICKS_PER_ROUND * CONFIGURATION.geometry.tickCycles });
});

test('a page fault gives its error code and address, and no other vector does', () => {
  const { machine, abstraction, state } = bootedMachine();
  const cpu = machine.cpus[0];
  cpu.regs[EAX] = 0x5008;
  cpu.eip = PAD + 2;
  cpu.run(5);
  abstraction.step(state);
  expect(abstraction.trap()).toEqual({ vector: 14, errorCode: 6, address: 0x5008 });
});

test('the timer at a slice end disarms the deadline', () => {
  const { machine, abstraction, state } = bootedMachine();
  machine.cpus[0].eip = PAD + 4;
  machine.cpus[0].run(5000);
  expect(abstraction.step(state).processor).toMatchObject({ clock: 4000, deadline: -1, running: 0 });
  expect(abstraction.trap().vector).toBe(0x20);
});

test.each([
  ['selectors of the kernel in the frame', -16, 0x08],
  ['a frame without interrupts', -12, 0x2],
  ['a stack selector of the kernel', -4, 0x10],
])('at a trap %s are refused', (_what, offset, word) => {
  const { machine, abstraction, state } = bootedMachine();
  machine.cpus[0].eip = PAD;
  machine.cpus[0].run(5);
  machine.ram.write32(STACK_TOP + offset, word);
  expect(refusal(() => abstraction.step(state))).not.toBeNull();
});

test('an idle kernel has no env, no registers and its own directory', () => {
  const { machine, kernel, abstraction, state } = bootedMachine({ ...CONFIGURATION, quanta: [{ principal: 0, guard: { rights: 7, name: [] } }] });
  const cpu = machine.cpus[0];
  machine.ram.write32(rowAt(state.envs, 0).uarea * 4096, 0);
  cpu.eip = PAD + 4;
  cpu.run(5000);
  const atTrap = abstraction.step(state);
  kernel.service(cpu);
  const idle = abstraction.step(atTrap);
  expect(idle.processor).toMatchObject({ running: -1, quantum: 0, deadline: 4050 + 4000, registers: { eip: 0, eflags: 0 } });
  // Halting changes nothing; the wait ends at the deadline.
  cpu.run(0);
  expect(firstDifference(idle, abstraction.step(idle))).toBeNull();
  cpu.run(1);
  const woken = abstraction.step(idle);
  expect(woken.processor).toMatchObject({ running: -1, clock: 8050, deadline: -1 });
  expect(abstraction.trap().vector).toBe(0x20);
  machine.ram.write32(MAP.core * 4096 + CORE.cpuWords + CPU_WORDS.env, 1);
  expect(refusal(() => abstraction.step(woken))).not.toBeNull();
});

test.each([['sixteenfold', SIXTEENFOLD], ['large', LARGE]])('the %s geometry boots into the declared state', (_name, geometry) => {
  const configuration = { ...CONFIGURATION, geometry };
  expect(firstDifference(createModel().boot(configuration), bootedMachine(configuration).state)).toBeNull();
});
