import { describe, expect, it } from 'vitest';
import { PAD, PAGE_BYTES, UADDRS } from '../../src/abi/addressMap.ts';
import { Broken } from '../../src/abi/broken.ts';
import { CALLS } from '../../src/abi/calls.ts';
import type { CallName } from '../../src/abi/calls.ts';
import { ENV, UAREA } from '../../src/abi/layout.ts';
import { Kernel } from '../../src/impl/kernel.ts';
import { EAX, EBX, ECX, ESI, ESP } from '../../src/x86/registers.ts';
import { Stop } from '../../src/x86/run.ts';
import { CONFIGURATION, PAD_LOAD, PAD_NOP, PAD_UD, TestMachine } from './testMachine.ts';

const frameWords = (m: TestMachine, base: number): readonly number[] => {
  const uarea = m.env(0, ENV.uarea);
  return Array.from({ length: 7 }, (_, i) => m.read(uarea, base - UADDRS + 4 * i) >>> 0);
};

describe('exceptions of ring 3', () => {
  it('are delivered below ESP', () => {
    const m = new TestMachine();
    m.cpu.regs[ESI] = 0x123000;
    m.run(PAD_LOAD);
    const base = UADDRS + 4096 - 28;
    expect(frameWords(m, base)).toEqual([14, 4, 0x123000, 0x10202, PAD + PAD_LOAD, UADDRS + 4096, 0]);
    expect([m.cpu.regs[ESP], m.cpu.eip >>> 0, m.machine.clock]).toEqual([base | 0, PAD + PAD_NOP, 80]);
  });

  it('are delivered below u_xsp, which is cleared', () => {
    const m = new TestMachine();
    m.pokeWord(0, UAREA.xsp, UADDRS + 0x200);
    m.run(PAD_UD);
    expect(frameWords(m, UADDRS + 0x200 - 28)).toEqual([6, 0, 0, 0x10202, PAD + PAD_UD, UADDRS + 4096, UADDRS + 0x200]);
    expect(m.read(m.env(0, ENV.uarea), UAREA.xsp)).toBe(0);
  });

  it('clear TF for the handler, which finds it in the frame', () => {
    const m = new TestMachine();
    m.cpu.eflags = 0x302;
    m.run(PAD_UD);
    expect(frameWords(m, UADDRS + 4096 - 28).slice(0, 4)).toEqual([6, 0, 0, 0x10302]);
    expect(m.cpu.eflags & 0x100).toBe(0);
  });

  it('survive a handler beyond user space: its fetch is one more page fault', () => {
    const m = new TestMachine();
    m.pokeWord(0, UAREA.entfault, 0xf0000000);
    m.run(PAD_UD);
    expect([m.cpu.cpl, m.cpu.eip >>> 0]).toEqual([3, 0xf0000000]);
    m.finish(m.cpu.run(1));
    expect(frameWords(m, UADDRS + 4096 - 56).slice(0, 3)).toEqual([14, 5, 0xf0000000]);
  });

  it('kill an env without handler, or without a writable frame', () => {
    for (const top of [27, UADDRS + 20, UADDRS + 4096 + 8, PAD + 64, 0xf0000100]) {
      const m = new TestMachine();
      m.pokeWord(0, UAREA.xsp, top);
      m.run(PAD_UD);
      expect([m.env(0, ENV.status), m.env(0, ENV.generation), m.cpu.cr3, m.machine.clock]).toEqual([0, 2, (m.map.kernelFrames + 4) * 4096, 160]);
    }
    const m = new TestMachine();
    m.pokeWord(0, UAREA.entfault, 0);
    m.run(PAD_UD);
    expect(m.env(0, ENV.status)).toBe(0);
  });

  it.each<readonly [CallName, readonly number[]]>([
    ['forge', [0, 1, UADDRS + 4092, 0, 0]],
    ['remove_vas', [UADDRS + 4088, 3, 0, 0]],
    ['pgacl_mod', [0, 48, 0, UADDRS + 4089]],
  ])('restart %s when argument bytes are missing', (name, words) => {
    const m = new TestMachine();
    expect(m.call(name, ...words)).toBe(CALLS[name].number);
    expect(frameWords(m, UADDRS + 4096 - 28).slice(0, 5)).toEqual([14, 0, UADDRS + 4096, 0x202, PAD]);
    expect(m.machine.clock).toBe(81);
  });
});

describe('time', () => {
  it('ends a slice and keeps every register', () => {
    const m = new TestMachine();
    const values = [1, 2, 3, 4, (UADDRS + 100) | 0, 6, 7, 8];
    m.cpu.regs.set(values);
    m.cpu.eflags = 0xad7;
    m.machine.clock = 4000;
    m.cpu.eip = (PAD + PAD_NOP) | 0;
    m.finish(m.cpu.run(1));
    expect([m.cpu.cr3, m.machine.clock, m.machine.timer.deadline]).toEqual([(m.map.kernelFrames + 4) * 4096, 4050, 8050]);
    expect(m.read(m.map.saveFirst, 4)).toBe(2);
    m.machine.clock = 8050;
    m.finish(m.cpu.run(1));
    expect([...m.cpu.regs, m.cpu.eip >>> 0, m.cpu.eflags]).toEqual([...values, PAD + PAD_NOP, 0xad7]);
    expect(m.read(m.map.saveFirst, 4)).toBe(0);
  });

  it('idles when nobody asks to run, and wakes', () => {
    const m = new TestMachine();
    m.pokeWord(0, UAREA.status, 0);
    m.pokeWord(1, UAREA.status, -1);
    m.cpu.regs[EAX] = CALLS.yield.number;
    m.cpu.regs[EBX] = 0;
    m.cpu.eip = PAD | 0;
    expect(m.cpu.run(1)).toBe(Stop.Halt);
    m.kernel.service(m.cpu);
    expect([m.read(m.map.core, 0xc0), m.cpu.cr3, m.cpu.regs[ECX], m.machine.timer.deadline]).toEqual([0, m.map.kernelDirectory * PAGE_BYTES, 0, 4041]);
    expect(m.cpu.run(0)).toBe(Stop.Idle);
    expect(m.cpu.run(1)).toBe(Stop.Halt);
    expect(m.machine.clock).toBe(4041);
    Kernel.attach(m.machine).service(m.cpu);
    expect(m.cpu.run(1)).toBe(Stop.Halt);
    expect(m.machine.clock).toBe(8071);
    m.pokeWord(1, UAREA.status, 5);
    m.kernel.service(m.cpu);
    expect(m.cpu.run(0)).toBe(Stop.Budget);
    expect([m.cpu.cpl, m.cpu.eip >>> 0, m.cpu.cr3, m.machine.clock]).toEqual([3, PAD, (m.map.kernelFrames + 4) * 4096, 8101]);
    expect(m.call('geteid')).toBe(0);
  });

  it('idles for ever without principals', () => {
    const m = new TestMachine({ ...CONFIGURATION, principals: [], quanta: [] });
    for (const clock of [4000, 8030, 12060]) {
      expect([m.cpu.run(1), m.machine.clock]).toEqual([Stop.Halt, clock]);
      m.kernel.service(m.cpu);
      expect(m.cpu.run(0)).toBe(Stop.Idle);
    }
  });

  it('is Broken when the processor stands in no stub', () => {
    const m = new TestMachine();
    expect(() => m.kernel.service(m.cpu)).toThrow(Broken);
  });
});

describe('generations', () => {
  it('retire a row for ever after the last', () => {
    const [a, b] = CONFIGURATION.principals;
    if (a === undefined || b === undefined) throw new Broken('BOO-3', 'two principals');
    const m = new TestMachine({ ...CONFIGURATION, principals: [a, { ...b, generation: 7 }] });
    expect(m.call('env_free', 1, 7 * 2048 + 1)).toBe(0);
    expect([m.env(1, ENV.status), m.env(1, ENV.generation)]).toEqual([2, 7]);
  });
});
