import { describe, expect, it } from 'vitest';
import { CR0_EM, CR0_MP, CR0_NE, CR0_TS, PTE_P, PTE_RW } from '../../src/x86/registers.ts';
import { Machine } from '../../src/x86/machine.ts';
import { Stop } from '../../src/x86/run.ts';
import { CODE, DATA, TestPc } from './testPc.ts';

const EBX = 3;
const IE = 1;
const ZE = 4;
const AM = 1 << 18;
const AC = 1 << 18;

/** A PC with EBX at the data pages; `control` is the control word. */
const prepared = (source: string, control = 0x37f): TestPc => {
  const pc = new TestPc(source);
  pc.cpu.regs[EBX] = DATA;
  pc.cpu.fpu.control = control;
  return pc;
};

/** Runs that many instructions to their end. */
const run = (pc: TestPc, steps: number): void => expect(pc.cpu.run(steps)).toBe(Stop.Budget);

/** Runs into a trap and gives its vector and EIP. */
const trapped = (pc: TestPc, steps = 100): [number, number] => {
  expect(pc.cpu.run(steps)).toBe(Stop.Halt);
  const { vector, eip } = pc.frame();
  return [vector, eip];
};

const double = (pc: TestPc, at: number): number => {
  const words = Int32Array.of(pc.cpu.readSupervisor32(at), pc.cpu.readSupervisor32(at + 4));
  return new Float64Array(words.buffer)[0];
};

const setDouble = (pc: TestPc, at: number, value: number): void => {
  const words = new Int32Array(Float64Array.of(value).buffer);
  pc.cpu.writeSupervisor32(at, words[0]);
  pc.cpu.writeSupervisor32(at + 4, words[1]);
};

describe('availability (MCH-38)', () => {
  it.each([[CR0_EM, 'fld1'], [CR0_TS, 'fld1'], [CR0_EM, 'fninit'], [CR0_TS, 'fnstsw ax'], [CR0_TS, 'fxsave [ebx]'], [CR0_EM, 'fxrstor [ebx+4]'], [CR0_EM, 'db 0xd9, 0xd1'], [CR0_TS | CR0_MP, 'wait']])(
    'CR0 bits 0x%s make %s raise #NM', (bits, source) => {
      const pc = prepared(source);
      pc.cpu.cr0 |= bits;
      const before = pc.cpu.fpu.save();
      expect(trapped(pc)).toEqual([7, CODE]);
      expect(pc.cpu.fpu.save()).toEqual(before);
    });

  it.each([CR0_TS, CR0_EM, CR0_MP | CR0_EM])('WAIT runs with CR0 bits 0x%s', (bits) => {
    const pc = prepared('wait');
    pc.cpu.cr0 |= bits;
    run(pc, 1);
  });

  it('the bytes of the instruction are fetched before #NM', () => {
    const pc = new TestPc('nop');
    pc.cpu.eip = CODE + 0xfff;
    pc.machine.ram.write8((pc.pte(CODE) & ~0xfff) + 0xfff, 0xd9);
    pc.cpu.cr0 |= CR0_EM;
    expect(trapped(pc)).toEqual([14, CODE + 0xfff]);
  });

  it.each(['0xd9, 0xd1', '0xd9, 0xe2', '0xd9, 0x08', '0xdb, 0x08', '0xdd, 0x08', '0xdb, 0xe0', '0xdb, 0xe4', '0xdd, 0xc8', '0xdf, 0xc8', '0x0f, 0xae, 0x13', '0x0f, 0xae, 0xc3'])(
    'what is not there, like %s, is #UD even with an exception pending (MCH-91, MCH-92)', (bytes) => {
      const pc = prepared(`db ${bytes}`, 0x37e);
      pc.cpu.fpu.status = IE;
      expect(trapped(pc)).toEqual([6, CODE]);
    });
});

describe('exceptions that are not masked (MCH-93)', () => {
  it.each([CR0_NE, 0])('wait for the next instruction, with CR0.NE as 0x%s', (ne) => {
    const pc = prepared('fldz\nfld1\nfdiv st0, st1\nmov ecx, 5\nfnstsw ax\nfld1', 0x37f & ~ZE);
    pc.cpu.cr0 = (pc.cpu.cr0 & ~CR0_NE) | ne;
    const [vector, eip] = trapped(pc);
    expect([vector, pc.cpu.regs[1], pc.cpu.regs[0] & 0x80ff]).toEqual([16, 5, 0x8084]);
    expect(eip).toBe(CODE + 2 + 2 + 2 + 5 + 2);
    // The divisor and the dividend are still there.
    pc.cpu.fpu.read(0, pc.cpu.fpu.a);
    expect(pc.cpu.fpu.a.exponent).toBe(0x3fff);
  });

  it.each([['wait', true], ['fldcw [ebx]', true], ['fnop', true], ['fnclex', false], ['fninit', false], ['fnstcw [ebx]', false], ['fnstenv [ebx]', false], ['fnsave [ebx]', false], ['fxsave [ebx]', false]])(
    '%s looks for one: %s', (source, looks) => {
      const pc = prepared(source, 0x37e);
      pc.cpu.fpu.status = IE;
      expect(pc.cpu.run(1)).toBe(looks ? Stop.Halt : Stop.Budget);
      if (looks) expect(pc.frame().vector).toBe(16);
    });

  it('come first, before the page of the operand is looked at', () => {
    const pc = prepared('fld qword [ebx]', 0x37e);
    pc.cpu.fpu.status = IE;
    pc.cpu.regs[EBX] = 0;
    expect(trapped(pc)).toEqual([16, CODE]);
  });

  it('unmasking one that is flagged makes it pending', () => {
    const pc = prepared('fldcw [ebx]\nfnstsw ax\nfld1');
    pc.cpu.fpu.status = ZE;
    pc.cpu.writeSupervisor32(DATA, 0x340);
    expect(trapped(pc)[0]).toBe(16);
    expect(pc.cpu.regs[0] & 0x8080).toBe(0x8080);
  });
});

describe('operands in memory', () => {
  it.each(['fld qword [ebx]', 'fstp tword [ebx]', 'fistp qword [ebx]', 'fbstp tword [ebx]', 'fnsave [ebx]', 'fnstenv [ebx]', 'frstor [ebx]', 'fldenv [ebx]', 'fadd qword [ebx]', 'fbld tword [ebx]'])(
    'a fault on the second page of %s changes nothing (MCH-92)', (source) => {
      const pc = prepared(`fld1\n${source}`);
      run(pc, 1);
      const before = pc.cpu.fpu.save();
      pc.cpu.regs[EBX] = DATA + 0xffc;
      pc.cpu.writeSupervisor32(DATA + 0xffc, 0x12345678);
      pc.patchPte(DATA + 0x1000, PTE_P, 0);
      pc.cpu.invlpg(DATA + 0x1000);
      expect(trapped(pc)[0]).toBe(14);
      expect(pc.cpu.cr2).toBe(DATA + 0x1000);
      expect(pc.cpu.fpu.save()).toEqual(before);
      expect(pc.cpu.readSupervisor32(DATA + 0xffc)).toBe(0x12345678);
    });

  it('cross pages that are apart', () => {
    const pc = prepared('fld tword [ebx]\nfstp tword [ecx]');
    const [from, to] = [DATA + 0xffb, DATA + 0x1ffd];
    pc.cpu.regs[EBX] = from;
    pc.cpu.regs[1] = to;
    for (let i = 0; i < 10; i++) pc.cpu.writeSupervisor8(from + i, 0x80 + i);
    run(pc, 2);
    expect(Array.from({ length: 10 }, (_, i) => pc.cpu.readSupervisor8(to + i))).toEqual(Array.from({ length: 10 }, (_, i) => 0x80 + i));
  });

  it('a store that an unmasked exception forbids does not look at its page', () => {
    const pc = prepared('fstp dword [ebx]', 0x37e);
    pc.cpu.fpu.initialise();
    pc.cpu.fpu.control = 0x37e;
    pc.patchPte(DATA, PTE_RW, 0);
    run(pc, 1);
    expect(pc.cpu.fpu.status & 0xff).toBe(0xc1);
  });

  it.each([['fld tword [ebx]', 8], ['fld qword [ebx]', 8], ['fild word [ebx]', 2], ['fnstenv [ebx]', 4], ['o16 fnsave [ebx]', 2], ['fst dword [ebx]', 4]])(
    'alignment of %s is by %i bytes (MCH-104)', (source, alignment) => {
      for (const offset of [alignment, alignment / 2]) {
        const pc = prepared(`fld1\n${source}`);
        pc.cpu.cr0 |= AM;
        pc.cpu.eflags = AC;
        pc.cpu.regs[EBX] = DATA + 16 + offset;
        if (offset === alignment) run(pc, 2);
        else expect(trapped(pc)[0]).toBe(17);
      }
    });

  it('FXSAVE and FXRSTOR need sixteen (MCH-102), and leave alone what is of SSE', () => {
    expect(trapped(prepared('fxsave [ebx+8]'))).toEqual([13, CODE]);
    expect(trapped(prepared('fxrstor [ebx+4]'))).toEqual([13, CODE]);
    const pc = prepared('fldpi\nfxsave [ebx]\nfninit\nfxrstor [ebx]\nfstp qword [ebx+512]');
    for (const at of [24, 28, 160, 416, 508]) pc.cpu.writeSupervisor32(DATA + at, 0x5a5a5a5a);
    run(pc, 5);
    expect([24, 28, 160, 416, 508].map((at) => pc.cpu.readSupervisor32(DATA + at))).toEqual(Array.from({ length: 5 }, () => 0x5a5a5a5a));
    expect(double(pc, DATA + 512)).toBe(Math.PI);
  });
});

describe('precision', () => {
  it('is that of the host for doubles with 53 bits (MCH-95)', () => {
    const pc = prepared('fld qword [ebx]\nfdiv qword [ebx+8]\nfadd qword [ebx]\nfsqrt\nfst qword [ebx+16]\nfmul qword [ebx+8]\nfsub qword [ebx]\nfstp qword [ebx+24]');
    const boot = pc.machine.save();
    for (let i = 1; i < 300; i++) {
      pc.machine.load(boot);
      pc.cpu.fpu.control = 0x27f;
      const [a, b] = [Math.sqrt(i) * 1.7, i / 7 + 0.3];
      setDouble(pc, DATA, a);
      setDouble(pc, DATA + 8, b);
      run(pc, 8);
      const root = Math.sqrt(a / b + a);
      expect([double(pc, DATA + 16), double(pc, DATA + 24)]).toEqual([root, root * b - a]);
    }
  });

  it('the lowest bit of 128 makes a product inexact', () => {
    const pc = prepared('fld tword [ebx]\nfmul st0, st0');
    pc.cpu.writeSupervisor32(DATA, 1);
    pc.cpu.writeSupervisor32(DATA + 4, 1 << 31);
    pc.cpu.writeSupervisor32(DATA + 8, 0x3fff);
    run(pc, 2);
    expect(pc.cpu.fpu.status & 0x3f).toBe(0x20);
  });

  it('with 64 bits FILD and FISTP copy any quadword', () => {
    const pc = prepared('fild qword [ebx]\nfistp qword [ebx+8]');
    pc.cpu.writeSupervisor32(DATA, 0x12345679);
    pc.cpu.writeSupervisor32(DATA + 4, 0x80000001 | 0);
    run(pc, 2);
    expect([pc.cpu.readSupervisor32(DATA + 8), pc.cpu.readSupervisor32(DATA + 12)]).toEqual([0x12345679, 0x80000001 | 0]);
    expect(pc.cpu.fpu.status & 0x3f).toBe(0);
  });
});

describe('the state', () => {
  it('after reset is that of the manual, and what FNINIT sets is another (MCH-90)', () => {
    const [cpu] = new Machine(1 << 16).cpus;
    expect([cpu.fpu.control, cpu.fpu.status, cpu.fpu.full, cpu.fpu.isReset()]).toEqual([0x40, 0, 0xff, true]);
    cpu.fpu.initialise();
    expect([cpu.fpu.control, cpu.fpu.status, cpu.fpu.full, cpu.fpu.isReset()]).toEqual([0x37f, 0, 0, false]);
  });

  it('is saved and loaded with the machine, in the middle of a computation', () => {
    const source = 'fldpi\nfld1\nfadd qword [ebx]\nfnstcw [ebx]\nfsubp st1, st0\nfnsave [ebx+16]';
    const whole = prepared(source);
    run(whole, 6);
    const half = prepared(source);
    run(half, 3);
    const other = prepared(source);
    other.machine.load(half.machine.save());
    other.cpu.fpu.a.set(1, 2, 3, 4);
    run(other, 3);
    expect(other.cpu.fpu.save()).toEqual(whole.cpu.fpu.save());
    for (let at = DATA; at < DATA + 128; at += 4) expect(other.cpu.readSupervisor32(at)).toBe(whole.cpu.readSupervisor32(at));
  });

  it('remembers the last instruction and its operand (MCH-100)', () => {
    const pc = prepared('fld dword [ebx]\nes fadd qword [ebx+8]\nfldcw [ebx]\nfabs\nfnstenv [ebx+16]');
    run(pc, 2);
    expect(pc.cpu.fpu.save()).toMatchObject({ lastEip: CODE + 2, lastOpcode: 0x443, lastData: DATA + 8, lastDataSegment: 0x23, lastCode: 0x1b });
    run(pc, 3);
    const image = Array.from({ length: 7 }, (_, i) => pc.cpu.readSupervisor32(DATA + 16 + 4 * i) >>> 0);
    expect(image.slice(3)).toEqual([CODE + 8, 0x1b | (0x1e1 << 16), DATA + 8, 0xffff0023]);
  });
});
