import { describe, expect, it } from 'vitest';
import { PTE_P, PTE_RW } from '../../src/x86/registers.ts';
import { Stop } from '../../src/x86/run.ts';
import { writeSegment } from './gdt.ts';
import { CODE, DATA, STACK_TOP, TestPc } from './testPc.ts';

const RF = 0x10000;
const NT = 0x4000;
const IF = 0x200;
const TF = 0x100;
const IDT = 0x800;

/** Runs one instruction that must trap and gives the frame. */
function trap(pc: TestPc): ReturnType<TestPc['frame']> {
  expect(pc.cpu.run(1)).toBe(Stop.Halt);
  return pc.frame();
}

function patchGate(pc: TestPc, vector: number, clear: number, set: number): void {
  const at = (pc.systemBase + IDT + vector * 8 + 4) | 0;
  pc.cpu.writeSupervisor32(at, (pc.cpu.readSupervisor32(at) & ~clear) | set);
}

describe('entering a gate from ring 3', () => {
  it('switches the stack through the TSS and pushes the whole context', () => {
    const pc = new TestPc('int3');
    pc.cpu.eflags = 0x4d7 | IF | NT;
    expect(trap(pc)).toEqual({ vector: 3, error: null, eip: CODE + 1, cs: 0x1b, eflags: 0x4d7 | IF | NT | 2, esp: STACK_TOP, ss: 0x23 });
    expect(pc.cpu.cpl).toBe(0);
    expect([pc.cpu.cs.selector, pc.cpu.ss.selector]).toEqual([0x08, 0x10]);
    expect(pc.cpu.eflags & (IF | NT | TF)).toBe(0);
  });

  it('a trap gate leaves IF set', () => {
    const pc = new TestPc('int3');
    pc.cpu.eflags = IF;
    patchGate(pc, 3, 0, 0x100);
    // HLT with IF and no timer waits instead of stopping.
    expect(pc.cpu.run(1)).toBe(Stop.Idle);
    expect(pc.cpu.eflags & IF).toBe(IF);
  });

  it('a fault is pushed with its own EIP, its error code and RF', () => {
    const pc = new TestPc(`mov eax, [${DATA + 0x4000}]`);
    expect(trap(pc)).toMatchObject({ vector: 14, error: 4, eip: CODE, eflags: RF | 2 });
  });
});

describe('error codes of refused gates', () => {
  it('INT to a gate of higher privilege is #GP with the IDT bit', () => {
    expect(trap(new TestPc('int 0x30'))).toMatchObject({ vector: 13, error: 0x30 * 8 + 2, eip: CODE });
  });

  it('a gate that is not present is #NP, EXT clear for INT and set for an exception', () => {
    const software = new TestPc('int3');
    patchGate(software, 3, 0x8000, 0);
    expect(trap(software)).toMatchObject({ vector: 11, error: 3 * 8 + 2, eip: CODE });
    const exception = new TestPc('db 0x0f, 0x0b');
    patchGate(exception, 6, 0x8000, 0);
    expect(trap(exception)).toMatchObject({ vector: 11, error: 6 * 8 + 3, eip: CODE });
  });

  it('privilege is checked before presence', () => {
    const pc = new TestPc('int 0x30');
    patchGate(pc, 0x30, 0x8000, 0);
    expect(trap(pc)).toMatchObject({ vector: 13 });
  });

  it('a vector beyond the IDT is #GP', () => {
    const pc = new TestPc('int 0x80');
    pc.cpu.idtr.limit = 0x3ff;
    expect(trap(pc)).toMatchObject({ vector: 13, error: 0x402 });
  });

  it('a bad SS0 is #TS with its selector', () => {
    const pc = new TestPc('int3');
    pc.cpu.writeSupervisor32(pc.systemBase + 0x48, 0x23);
    // #TS needs SS0, too: it fails again, and so does the double fault.
    expect(pc.cpu.run(1)).toBe(Stop.Shutdown);
  });

  it('an absent SS0 is #SS with its selector', () => {
    const pc = new TestPc('int3\nnop');
    writeSegment(pc, 0x30, { base: 0, limit: 0xfffff, access: 0x13, flags: 0xc });
    pc.cpu.writeSupervisor32(pc.systemBase + 0x48, 0x30);
    // The handler of #SS is in ring 3, so it needs no SS0.
    pc.cpu.writeSupervisor32((pc.systemBase + IDT + 12 * 8) | 0, (0x1b << 16) | ((CODE + 1) & 0xffff));
    patchGate(pc, 12, -0x10000, CODE & ~0xffff);
    expect(pc.cpu.run(1)).toBe(Stop.Budget);
    expect(pc.cpu.readSupervisor32(pc.cpu.regs[4])).toBe(0x30);
  });
});

describe('faults in faults', () => {
  it('contributory after contributory is a double fault with error code 0', () => {
    const pc = new TestPc('xor ecx, ecx\ndiv ecx');
    patchGate(pc, 0, 0x8000, 0);
    pc.cpu.run(1);
    expect(trap(pc)).toMatchObject({ vector: 8, error: 0, eip: CODE + 2 });
  });

  it('a page fault whose gate is missing is a double fault', () => {
    const pc = new TestPc(`mov eax, [${DATA + 0x4000}]`);
    patchGate(pc, 14, 0x8000, 0);
    expect(trap(pc)).toMatchObject({ vector: 8, error: 0 });
  });

  it('a single step whose trap cannot be delivered is the last instruction', () => {
    const pc = new TestPc('inc eax\ninc eax\ninc eax');
    pc.cpu.regs[0] = 0;
    pc.cpu.idtr.limit = 0;
    pc.cpu.eflags = TF;
    expect(pc.cpu.run(3)).toBe(Stop.Shutdown);
    expect([pc.cpu.regs[0], pc.cpu.eip]).toEqual([1, CODE + 1]);
  });

  it('nothing of a shutdown is left in a state that is loaded later', () => {
    const pc = new TestPc('nop');
    const before = pc.machine.save();
    pc.cpu.idtr.limit = 0;
    pc.cpu.eip = DATA + 4 * 4096;
    expect(pc.cpu.run(1)).toBe(Stop.Shutdown);
    pc.machine.load(before);
    expect(pc.cpu.run(1)).toBe(Stop.Budget);
    expect(pc.cpu.eip).toBe(CODE + 1);
  });

  it('a missing double-fault gate shuts the processor down for good', () => {
    const pc = new TestPc('hlt');
    patchGate(pc, 13, 0x8000, 0);
    patchGate(pc, 11, 0x8000, 0);
    patchGate(pc, 8, 0x8000, 0);
    expect(pc.cpu.run(1)).toBe(Stop.Shutdown);
    expect(pc.cpu.run(1)).toBe(Stop.Shutdown);
  });

  it('a page fault while the frame is pushed leaves nothing pushed', () => {
    const pc = new TestPc('int3');
    pc.cpu.writeSupervisor32(pc.systemBase + 0x44, DATA + 0x4010);
    expect(pc.cpu.run(1)).toBe(Stop.Shutdown);
    expect(pc.cpu.cpl).toBe(3);
    expect(pc.cpu.eip).toBe(CODE);
  });
});

describe('stacks of other rings', () => {
  it.each([['IRET', [0x66, 0xcf], [0x1000, 0x1b, 2, 0x8000, 0x23]], ['far RET', [0x66, 0xcb], [0x1000, 0x1b, 0x8000, 0x23]]])(
    '%s of 16 bits clears the upper half of ESP', (_, code, frame) => {
      const pc = new TestPc('int3');
      expect(pc.cpu.run(1)).toBe(Stop.Halt);
      code.forEach((byte, i) => pc.cpu.writeSupervisor8((pc.cpu.eip + i) | 0, byte));
      frame.forEach((word, i) => {
        pc.cpu.writeSupervisor8((pc.cpu.regs[4] + 2 * i) | 0, word);
        pc.cpu.writeSupervisor8((pc.cpu.regs[4] + 2 * i + 1) | 0, word >> 8);
      });
      expect(pc.cpu.run(0)).toBe(Stop.Budget);
      expect([pc.cpu.cpl, pc.cpu.eip, pc.cpu.regs[4]]).toEqual([3, 0x1000, 0x8000]);
    });

  it.each([
    ['within the absent page', -0x20, -0x24], ['unaligned', -0x1e, -0x22], ['at the edge', 0, -4], ['behind one word', 4, -4], ['behind two words', 8, -4],
    ['across the edge', 2, -2], ['across the edge behind one word', 6, -2],
  ])('a frame for ring 3 that does not fit faults at its first word, %s', (_, esp, fault) => {
    const pc = new TestPc('int3');
    const edge = STACK_TOP - 0x10000;
    const gate = (pc.systemBase + IDT + 3 * 8) | 0;
    pc.cpu.writeSupervisor32(gate, (0x1b << 16) | (CODE & 0xffff));
    pc.cpu.regs[4] = edge + esp;
    expect(trap(pc)).toMatchObject({ vector: 14, error: 6, eip: CODE, esp: edge + esp });
    expect(pc.cpu.cr2).toBe(edge + fault);
  });

  it('a frame for ring 3 of which only the upper page is absent faults there', () => {
    const pc = new TestPc('int3');
    pc.cpu.writeSupervisor32((pc.systemBase + IDT + 3 * 8) | 0, (0x1b << 16) | (CODE & 0xffff));
    pc.cpu.regs[4] = STACK_TOP + 2;
    expect(trap(pc)).toMatchObject({ vector: 14, error: 6 });
    expect(pc.cpu.cr2).toBe(STACK_TOP);
  });
});

describe('privileges and flags', () => {
  it.each(['hlt', 'cli', 'sti', 'in al, 0x10', 'out dx, al', 'insb', 'lgdt [eax]', 'invlpg [eax]', 'mov eax, cr0', 'mov cr3, eax', 'clts', 'wrmsr', 'ltr ax', 'lmsw ax'])(
    '%s in ring 3 is #GP(0)', (source) => expect(trap(new TestPc(source))).toMatchObject({ vector: 13, error: 0, eip: CODE }));

  it('POPF in ring 3 changes neither IF nor IOPL', () => {
    const pc = new TestPc('push 0x3202\npopf\npush 0x3cd7\npopf');
    pc.cpu.run(2);
    expect(pc.cpu.eflags).toBe(2);
    pc.cpu.eflags = IF;
    pc.cpu.run(1);
    pc.cpu.run(1);
    expect(pc.cpu.eflags).toBe(0xcd7 | IF);
  });

  it('IRET in ring 3 stays in ring 3 and keeps IF and IOPL', () => {
    const pc = new TestPc(`push 0x3eff\npush 0x1b\npush ${DATA}\niret`);
    expect(pc.cpu.run(4)).toBe(Stop.Budget);
    expect(pc.cpu.eip).toBe(DATA);
    expect(pc.cpu.eflags).toBe(0xcd7);
    expect(pc.cpu.cpl).toBe(3);
  });

  it.each([
    ['ring 0', 0x08, 13, 0x08], ['a null selector', 0x03, 13, 0], ['data', 0x23, 13, 0x20], ['nothing', 0x103, 13, 0x100], ['a local table', 0x1f, 13, 0x1c],
  ])('IRET in ring 3 to %s is refused', (_, selector, vector, error) => {
    const pc = new TestPc(`push 2\npush ${selector}\npush ${DATA}\niret`);
    pc.cpu.run(3);
    const esp = pc.cpu.regs[4];
    expect(trap(pc)).toMatchObject({ vector, error, esp: esp >>> 0 });
  });

  it('IRET with NT set is #TS with the back link', () => {
    const pc = new TestPc('iret');
    pc.cpu.eflags = NT;
    pc.cpu.writeSupervisor32(pc.systemBase + 0x40, 0x10);
    expect(trap(pc)).toMatchObject({ vector: 10, error: 0x10, eip: CODE });
  });

  it('a single step is reported after the instruction, and INT does not report one', () => {
    const pc = new TestPc('inc eax\nint3');
    pc.cpu.eflags = TF;
    expect(trap(pc)).toMatchObject({ vector: 1, eip: CODE + 1, eflags: TF | 2 });
    expect(pc.cpu.retired).toBe(1);
    const second = new TestPc('int3');
    second.cpu.eflags = TF;
    expect(trap(second)).toMatchObject({ vector: 3, eflags: TF | 2 });
  });
});

describe('the return to ring 3', () => {
  /** A machine stopped in the handler of INT3 whose stub is HLT, IRET. */
  function stopped(): TestPc {
    const pc = new TestPc('int3\ninc eax');
    trap(pc);
    pc.cpu.writeSupervisor8((pc.systemBase + 0x104) | 0, 0xcf);
    return pc;
  }

  it('run(0) executes the IRET and stops before the next instruction', () => {
    const pc = stopped();
    pc.machine.timer.deadline = 0;
    expect(pc.cpu.run(0)).toBe(Stop.Budget);
    expect([pc.cpu.cpl, pc.cpu.eip, pc.cpu.regs[0], pc.cpu.retired]).toEqual([3, CODE + 1, 0, 0]);
    expect(pc.cpu.regs[4]).toBe(STACK_TOP);
    expect(pc.machine.timer.armed).toBe(true);
  });

  it('ring 0 may load IF and IOPL', () => {
    const pc = stopped();
    pc.cpu.writeSupervisor32((pc.cpu.regs[4] + 8) | 0, 0x3202);
    pc.cpu.run(0);
    expect(pc.cpu.eflags).toBe(0x3202);
  });

  it('drops data segments of ring 0', () => {
    const pc = stopped();
    pc.cpu.loadSegment(3, 0x10);
    pc.cpu.run(0);
    expect(pc.cpu.ds.selector).toBe(0);
    expect(pc.cpu.es.selector).toBe(0x23);
  });

  it.each([
    ['of ring 0', 0x10, 13, 0x10], ['of ring 0, asked for as ring 3', 0x13, 13, 0x10], ['null', 3, 13, 0], ['code', 0x1b, 13, 0x18], ['outside the table', 0x103, 13, 0x100],
  ])('an SS %s is refused in ring 0 with its selector', (_, selector, vector, error) => {
    const pc = stopped();
    pc.cpu.writeSupervisor32((pc.cpu.regs[4] + 16) | 0, selector);
    expect(pc.cpu.run(0)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector, error, cs: 0x08 });
  });

  it('an endless ring 0 is a shutdown', () => {
    const pc = stopped();
    pc.cpu.writeSupervisor8((pc.systemBase + 0x104) | 0, 0xeb);
    pc.cpu.writeSupervisor8((pc.systemBase + 0x105) | 0, 0xfe);
    expect(pc.cpu.run(5)).toBe(Stop.Shutdown);
  });
});

describe('alignment checks', () => {
  const source = `mov eax, [${DATA + 1}]\nmov al, [${DATA + 1}]`;

  it('raise #AC(0) with CR0.AM and EFLAGS.AC, after page faults', () => {
    const pc = new TestPc(source);
    pc.cpu.cr0 |= 1 << 18;
    pc.cpu.eflags = 1 << 18;
    expect(trap(pc)).toMatchObject({ vector: 17, error: 0, eip: CODE });
    const absent = new TestPc(source);
    absent.cpu.cr0 |= 1 << 18;
    absent.cpu.eflags = 1 << 18;
    absent.patchPte(DATA, PTE_P, 0);
    expect(trap(absent)).toMatchObject({ vector: 14 });
  });

  it('need both bits, and bytes are always aligned', () => {
    const pc = new TestPc(source);
    pc.cpu.eflags = 1 << 18;
    expect(pc.cpu.run(1)).toBe(Stop.Budget);
    pc.cpu.cr0 |= 1 << 18;
    expect(pc.cpu.run(1)).toBe(Stop.Budget);
  });
});

describe('stack and code limits of page rights', () => {
  it('PUSHA that faults changes nothing', () => {
    const pc = new TestPc('pusha');
    pc.cpu.regs[4] = DATA + 0x1008;
    pc.patchPte(DATA, PTE_RW, 0);
    expect(trap(pc)).toMatchObject({ vector: 14, error: 7, esp: DATA + 0x1008 });
    expect(pc.cpu.readSupervisor32(DATA + 0x1000)).toBe(0);
  });

  it('a call whose push faults does not jump', () => {
    const pc = new TestPc('call 0x500000');
    pc.cpu.regs[4] = DATA + 0x5000;
    expect(trap(pc)).toMatchObject({ vector: 14, error: 6, eip: CODE, esp: DATA + 0x5000 });
  });

  it('an instruction of more than fifteen bytes is #GP(0)', () => {
    const long = (prefixes: number): string => `db ${Array.from({ length: prefixes }, () => '0x3e').join(',')}\nmov eax, 1`;
    expect(new TestPc(long(10)).cpu.run(1)).toBe(Stop.Budget);
    expect(trap(new TestPc(long(11)))).toMatchObject({ vector: 13, error: 0, eip: CODE });
  });

  it('the code page itself may vanish', () => {
    const pc = new TestPc('nop');
    pc.patchPte(CODE, PTE_P, 0);
    expect(trap(pc)).toMatchObject({ vector: 14, error: 4, eip: CODE });
  });
});
