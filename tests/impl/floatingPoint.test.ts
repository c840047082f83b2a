import { describe, expect, it } from 'vitest';
import { PAD, PAGE_BYTES, UADDRS } from '../../src/abi/addressMap.ts';
import { Broken } from '../../src/abi/broken.ts';
import { CALLS } from '../../src/abi/calls.ts';
import { COST_SLICE_END, COST_UNIT_LENT } from '../../src/abi/costs.ts';
import { FLOATING_POINT_WORDS, INITIAL_FLOATING_POINT } from '../../src/abi/floatingPoint.ts';
import { SAVE_AREA_BYTES } from '../../src/abi/frameMap.ts';
import { ENV, EXCEPTION_FRAME, EXCEPTION_FRAME_BYTES, QUANTUM, UAREA } from '../../src/abi/layout.ts';
import { SAVE } from '../../src/impl/layoutCore.ts';
import { assemble } from '../../src/x86/assembler.ts';
import { EAX, EBX, EDI } from '../../src/x86/registers.ts';
import { CONFIGURATION, PAD_INT, TestMachine } from './testMachine.ts';

/** One instruction at each multiple of 8 bytes from the system call on. */
const INSTRUCTIONS = ['int 0x30', 'fldpi', 'wait', 'fldz', 'fdivp st1, st0', 'fldcw [edi]', 'ud2', 'nop', 'fnsave [edi]', 'frstor [edi]', 'fld1'] as const;
type Text = (typeof INSTRUCTIONS)[number];
const PAD_CODE = INSTRUCTIONS.flatMap((text) => [...assemble(text, PAD), 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90].slice(0, 8));

const BOOT = { ...CONFIGURATION, pad: PAD_CODE };
const ZEROS = Array.from({ length: FLOATING_POINT_WORDS }, () => 0);
const CR0_WITHOUT_TS = 0x80010023 | 0;
/** `unit()` as FPU-2 wants it, with TS set. */
const WITHHELD = [CR0_WITHOUT_TS | 8, 0x37f, ...Array.from({ length: 31 }, () => 0)];

/** A machine whose first env runs, with EDI in its u-area. */
class FloatingPointMachine extends TestMachine {
  constructor() {
    super(BOOT);
    this.cpu.regs[EDI] = (UADDRS + 0x400) | 0;
  }

  /** The words of the floating-point state in a save area. */
  saved(index: number): number[] {
    const at = this.map.saveFirst * PAGE_BYTES + index * SAVE_AREA_BYTES + SAVE.floatingPoint;
    return Array.from({ length: FLOATING_POINT_WORDS }, (_, i) => this.machine.ram.read32(at + 4 * i) >>> 0);
  }

  /** The instruction is executed once, or trapped once. */
  once(text: Text): void {
    this.run(8 * INSTRUCTIONS.indexOf(text));
  }

  /** The instruction is executed, after the unit has been lent if need be. */
  execute(text: Text): void {
    const at = PAD + 8 * INSTRUCTIONS.indexOf(text);
    this.once(text);
    if (this.cpu.eip === (at | 0)) this.once(text);
  }

  endSlice(): void {
    this.machine.clock = this.machine.timer.deadline;
    this.once('nop');
  }

  /** What the unit holds, by its fields and then its registers, and CR0. */
  unit(): number[] {
    const { fpu, cr0 } = this.cpu;
    const fields = [fpu.control, fpu.status, fpu.full, fpu.lastEip, fpu.lastCode, fpu.lastOpcode, fpu.lastData, fpu.lastDataSegment];
    return [cr0, ...fields, ...fpu.heads, ...fpu.highs, ...fpu.lows];
  }
}

describe('the floating-point unit at boot', () => {
  it('is withheld, and principals have the initial state (FPU-2, FPU-7, LAY-13)', () => {
    const m = new FloatingPointMachine();
    expect(m.unit()).toEqual(WITHHELD);
    expect([m.saved(0), m.saved(1), m.saved(2)]).toEqual([INITIAL_FLOATING_POINT, INITIAL_FLOATING_POINT, ZEROS]);
  });
});

describe('lending (FPU-4)', () => {
  it.each<Text>(['fldpi', 'wait', 'fnsave [edi]'])('at %s clears TS and the save area, costs its cycles and changes nothing else', (text) => {
    const m = new FloatingPointMachine();
    const [regs, flags] = [[...m.cpu.regs], m.cpu.eflags];
    m.once(text);
    expect([m.cpu.cr0, m.machine.clock, m.cpu.eip]).toEqual([CR0_WITHOUT_TS, COST_UNIT_LENT, (PAD + 8 * INSTRUCTIONS.indexOf(text)) | 0]);
    // RF is what the processor sets for every fault.
    expect([[...m.cpu.regs], m.cpu.eflags & ~0x10000]).toEqual([regs, flags]);
    expect([m.saved(0), m.saved(1), m.cpu.fpu.full]).toEqual([ZEROS, INITIAL_FLOATING_POINT, 0]);
    m.once(text);
    expect([m.machine.clock, m.cpu.eflags]).toEqual([COST_UNIT_LENT + 1, flags]);
  });

  it('happens once a slice: calls and exceptions leave the unit where it is', () => {
    const m = new FloatingPointMachine();
    m.execute('fldpi');
    expect(m.call('geteid')).toBe(0);
    m.once('ud2');
    m.once('fldpi');
    expect([m.cpu.cr0, m.cpu.fpu.full, m.saved(0)]).toEqual([CR0_WITHOUT_TS, 0xc0, ZEROS]);
  });

  it('is refused as Broken while the unit is lent (EXC-5)', () => {
    const m = new FloatingPointMachine();
    m.cpu.eip = (PAD + 8) | 0;
    m.cpu.run(1);
    m.cpu.taskSwitched = false;
    expect(() => m.kernel.service(m.cpu)).toThrow(Broken);
  });
});

describe('taking back (FPU-5)', () => {
  it('at the end of a slice stores the state; the next slice goes on with it', () => {
    const m = new FloatingPointMachine();
    m.execute('fldpi');
    m.execute('fldz');
    const before = m.cpu.fpu.save();
    m.endSlice();
    expect(m.unit()).toEqual(WITHHELD);
    expect(m.saved(0)[2]).toBe(0xffff1fff);
    expect(m.saved(1)).toEqual(INITIAL_FLOATING_POINT);
    m.execute('fld1');
    m.endSlice();
    expect(m.unit()).toEqual(WITHHELD);
    m.once('fldz');
    expect(m.cpu.fpu.save()).toEqual(before);
    expect([m.saved(0), m.saved(1)[2]]).toEqual([ZEROS, 0xffff3fff]);
  });

  it('from an env that has not got it changes neither its state nor the clock', () => {
    const m = new FloatingPointMachine();
    m.execute('fldpi');
    m.endSlice();
    m.endSlice();
    const saved = m.saved(0);
    const clock = m.machine.timer.deadline;
    m.endSlice();
    expect([m.saved(0), m.saved(1), m.machine.clock]).toEqual([saved, INITIAL_FLOATING_POINT, clock + COST_SLICE_END]);
    expect(m.unit()).toEqual(WITHHELD);
  });

  it('costs an env that has not got it no access to memory, and one that has it some', () => {
    const accesses = (text: Text): number => {
      const m = new FloatingPointMachine();
      m.execute(text);
      const { ram } = m.machine;
      ram.drainStep();
      const before = ram.accessCount;
      m.endSlice();
      const first = (m.map.saveFirst * PAGE_BYTES + SAVE.floatingPoint) / 64;
      const touched = [...ram.stepDirty.subarray(0, ram.stepDirtyCount)].filter((line) => line === first || line === first + 1);
      expect(touched.length).toBe(text === 'nop' ? 0 : 2);
      return ram.accessCount - before;
    };
    // FNSAVE writes seven fields, and of eight registers two words and a half word by its bytes.
    expect(accesses('fldpi') - accesses('nop')).toBe(7 + 8 * 4);
  });

  it.each([0, 2048, 2049])('at a yield to %i, to itself too', (env) => {
    const m = new FloatingPointMachine();
    m.execute('fldpi');
    m.cpu.regs[EAX] = CALLS.yield.number;
    m.cpu.regs[EBX] = env;
    m.run(PAD_INT);
    expect(m.unit()).toEqual(WITHHELD);
    expect(m.saved(0)[2]).toBe(0xffff3fff);
  });

  it('when a call has given the running quantum away (ENV-7)', () => {
    const m = new FloatingPointMachine();
    m.execute('fldpi');
    m.call('quantum_free', 0, 0);
    expect([m.cpu.cr3, m.quantum(0, QUANTUM.status)]).toEqual([m.env(1, ENV.directory) * PAGE_BYTES, 0]);
    expect(m.unit()).toEqual(WITHHELD);
    expect(m.saved(0)[2]).toBe(0xffff3fff);
  });

  it('before the processor idles', () => {
    const m = new FloatingPointMachine();
    m.pokeWord(0, UAREA.status, 0);
    m.pokeWord(1, UAREA.status, 0);
    m.execute('fldpi');
    m.endSlice();
    expect(m.unit()).toEqual(WITHHELD);
    expect(m.cpu.cpl).toBe(0);
  });
});

describe('birth and death', () => {
  it('give the initial state to a row and take it (FPU-6, FPU-7)', () => {
    const m = new FloatingPointMachine();
    m.execute('fldpi');
    expect(m.call('env_clone', 1)).toBe(0);
    expect(m.saved(2)).toEqual(INITIAL_FLOATING_POINT);
    expect([m.cpu.fpu.full, m.cpu.cr0]).toEqual([0x80, CR0_WITHOUT_TS]);
    expect(m.call('env_free', 1, 2048 + 2)).toBe(0);
    expect(m.saved(2)).toEqual(ZEROS);
    expect([m.cpu.fpu.full, m.cpu.cr0]).toEqual([0x80, CR0_WITHOUT_TS]);
    expect(m.call('env_alloc', 1)).toBe(0);
    expect(m.saved(2)).toEqual(INITIAL_FLOATING_POINT);
  });

  it('of the env that has the unit leaves nothing in it (FPU-6)', () => {
    const m = new FloatingPointMachine();
    m.pokeWord(0, UAREA.entfault, 0);
    m.execute('fldpi');
    m.once('ud2');
    expect(m.env(0, ENV.status)).toBe(0);
    expect([m.saved(0), m.saved(1)]).toEqual([ZEROS, INITIAL_FLOATING_POINT]);
    expect(m.unit()).toEqual(WITHHELD);
  });
});

describe('an exception of the unit (FPU-8)', () => {
  const pending = (): FloatingPointMachine => {
    const m = new FloatingPointMachine();
    m.pokeWord(0, 0x400, 0x37b);
    for (const text of ['fldcw [edi]', 'fldpi', 'fldz', 'fdivp st1, st0'] as const) m.execute(text);
    return m;
  };

  it('is delivered as vector 16 at the next instruction', () => {
    const m = pending();
    m.once('wait');
    const frame = m.env(0, ENV.uarea);
    const word = (field: number): number => m.read(frame, PAGE_BYTES - EXCEPTION_FRAME_BYTES + field) >>> 0;
    expect([word(EXCEPTION_FRAME.vector), word(EXCEPTION_FRAME.eip)]).toEqual([16, PAD + 16]);
  });

  it('goes with its env: another gets none, and its own slice finds it again', () => {
    const m = pending();
    m.endSlice();
    expect(m.unit()).toEqual(WITHHELD);
    const at = (PAD + 8 * INSTRUCTIONS.indexOf('wait') + 1) | 0;
    m.execute('wait');
    expect(m.cpu.eip).toBe(at);
    m.endSlice();
    m.once('wait');
    expect(m.cpu.eip).toBe(at - 1);
    m.once('wait');
    const word = m.read(m.env(0, ENV.uarea), PAGE_BYTES - EXCEPTION_FRAME_BYTES + EXCEPTION_FRAME.vector);
    expect(word).toBe(16);
  });
});
