import { describe, expect, it } from 'vitest';
import { Stop } from '../../src/x86/cpu.ts';
import { CODE, DATA, STACK_TOP, TestPc } from './testPc.ts';

const IF = 0x200;
const PF = 4;
const RF = 0x10000;

/** A machine whose timer handler is HLT, IRET; interrupts are on. */
function withTimer(source: string, deadline: number): TestPc {
  const pc = new TestPc(source);
  pc.cpu.eflags = IF;
  pc.machine.timer.deadline = deadline;
  pc.cpu.writeSupervisor8((pc.systemBase + 0x121) | 0, 0xcf);
  return pc;
}

describe('the budget and the clock (TIM-6)', () => {
  it('stops at a boundary with exactly the instructions asked for', () => {
    const pc = new TestPc('l: inc eax\njmp l');
    expect(pc.cpu.run(7)).toBe(Stop.Budget);
    expect([pc.cpu.regs[0], pc.cpu.retired, pc.machine.clock]).toEqual([4, 7, 7]);
  });

  it('a faulting instruction neither retires nor moves the clock, a trapping one does both', () => {
    const fault = new TestPc('nop\nhlt');
    fault.cpu.run(10);
    expect([fault.cpu.retired, fault.machine.clock]).toEqual([1, 1]);
    const trap = new TestPc('nop\nint3');
    trap.cpu.run(10);
    expect([trap.cpu.retired, trap.machine.clock]).toEqual([2, 2]);
  });

  it('ring 0 does not count', () => {
    const pc = withTimer('l: jmp l', 3);
    expect(pc.cpu.run(100)).toBe(Stop.Halt);
    expect(pc.cpu.run(5)).toBe(Stop.Budget);
    expect(pc.machine.clock).toBe(8);
  });
});

describe('the timer (TIM-7)', () => {
  it('fires before the first instruction at or after its deadline, once', () => {
    const pc = withTimer('l: inc eax\njmp l', 5);
    expect(pc.cpu.run(100)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 0x20, eip: CODE + 1, eflags: IF | PF | 2 });
    expect(pc.cpu.retired).toBe(5);
    expect(pc.machine.timer.deadline).toBe(Infinity);
    expect(pc.cpu.run(10)).toBe(Stop.Budget);
  });

  it('comes before an INT that stands at the boundary', () => {
    const pc = withTimer('nop\nint3', 1);
    pc.cpu.run(10);
    expect(pc.frame()).toMatchObject({ vector: 0x20, eip: CODE + 1 });
    pc.cpu.run(10);
    expect(pc.frame()).toMatchObject({ vector: 3, eip: CODE + 2 });
  });

  it('comes after the IRET when a kernel entry passed the deadline', () => {
    const pc = withTimer('int3\nnop', 50);
    pc.cpu.writeSupervisor8((pc.systemBase + 0x104) | 0, 0xcf);
    pc.cpu.run(10);
    pc.machine.clock = 60;
    expect(pc.cpu.run(0)).toBe(Stop.Budget);
    expect(pc.machine.timer.armed).toBe(true);
    expect(pc.cpu.run(1)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 0x20, eip: CODE + 1 });
    expect(pc.cpu.retired).toBe(0);
  });

  it('waits while IF is clear', () => {
    const pc = withTimer('l: jmp l', 3);
    pc.cpu.eflags = 0;
    expect(pc.cpu.run(20)).toBe(Stop.Budget);
    expect(pc.machine.timer.armed).toBe(true);
  });

  it('ends a HLT in ring 0, moving the clock', () => {
    const pc = withTimer('int3', 1000);
    pc.cpu.run(10);
    pc.cpu.writeSupervisor8((pc.systemBase + 0x104) | 0, 0xf4);
    pc.cpu.flags |= IF;
    expect(pc.cpu.run(10)).toBe(Stop.Halt);
    expect(pc.machine.clock).toBe(1000);
    expect(pc.cpu.eip & 0xfff).toBe(0x121);
  });

  it('an unarmed timer leaves a halted processor idle until it is armed', () => {
    const pc = withTimer('int3', Infinity);
    pc.cpu.run(10);
    pc.cpu.writeSupervisor8((pc.systemBase + 0x104) | 0, 0xf4);
    pc.cpu.flags |= IF;
    expect([pc.cpu.run(10), pc.cpu.run(10)]).toEqual([Stop.Idle, Stop.Idle]);
    pc.machine.timer.deadline = 7;
    expect(pc.cpu.run(10)).toBe(Stop.Halt);
    expect(pc.machine.clock).toBe(7);
  });
});

describe('repeated string instructions', () => {
  const fill = `mov edi, ${DATA}\nmov ecx, 20\nrep stosd\nnop`;

  it('count every iteration and stop between two with EIP on the instruction', () => {
    const pc = new TestPc(fill);
    pc.cpu.run(2);
    const eip = pc.cpu.eip;
    expect(pc.cpu.run(6)).toBe(Stop.Budget);
    expect([pc.cpu.regs[1], pc.cpu.regs[7], pc.cpu.eip]).toEqual([14, DATA + 24, eip]);
    expect(pc.cpu.run(14)).toBe(Stop.Budget);
    expect([pc.cpu.regs[1], pc.cpu.eip, pc.machine.clock]).toEqual([0, eip + 2, 22]);
    expect(pc.cpu.eflags & RF).toBe(0);
  });

  it('are interrupted by the timer between iterations, with RF in the frame', () => {
    const pc = withTimer(fill, 7);
    pc.cpu.run(100);
    expect(pc.frame()).toMatchObject({ vector: 0x20, eip: CODE + 10, eflags: RF | IF | 2 });
    expect(pc.cpu.regs[1]).toBe(15);
    expect(pc.cpu.run(15)).toBe(Stop.Budget);
    expect(pc.cpu.regs[1]).toBe(0);
  });

  it('keep their progress when they fault, and restart', () => {
    const pc = new TestPc(`mov edi, ${DATA + 0x3ff8}\nmov ecx, 4\nrep stosd`);
    expect(pc.cpu.run(10)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 14, error: 6, eip: CODE + 10 });
    expect([pc.cpu.regs[1], pc.cpu.regs[7], pc.cpu.retired]).toEqual([2, DATA + 0x4000, 4]);
  });

  it('a count of zero touches nothing and counts once', () => {
    const pc = new TestPc('mov edi, 0x12345678\nrep stosd');
    expect(pc.cpu.run(2)).toBe(Stop.Budget);
    expect([pc.cpu.eip, pc.machine.clock]).toEqual([CODE + 7, 2]);
  });
});

describe('save, load and reset', () => {
  const source = `l: add eax, ${DATA}\nmov [${DATA}], eax\nrol eax, 5\npush eax\npop edx\njmp l`;

  it('a loaded machine goes on bit by bit, stale TLB included', () => {
    const pc = new TestPc(source);
    pc.cpu.run(9);
    pc.patchPte(DATA, 1, 0);
    const saved = pc.machine.save();
    pc.cpu.run(50);
    const other = new TestPc('nop');
    other.machine.load(saved);
    expect(other.cpu.run(50)).toBe(Stop.Budget);
    expect(other.machine.save()).toEqual(pc.machine.save());
  });

  it('reset restores the boot state by its dirty lines', () => {
    const pc = new TestPc(source);
    pc.cpu.run(3);
    const boot = pc.machine.save();
    pc.machine.ram.markBoot();
    pc.cpu.run(100);
    pc.machine.timer.deadline = 5;
    expect(pc.machine.ram.bootDirtyCount).toBeGreaterThan(0);
    pc.machine.reset(boot);
    expect(pc.machine.save()).toEqual(boot);
    expect(pc.machine.ram.bootDirtyCount).toBe(0);
  });

  it('unlimited and no TLB give the same run', () => {
    const runs = (['unlimited', 'none'] as const).map((capacity) => {
      const pc = new TestPc(source);
      pc.cpu.tlb.capacity = capacity;
      pc.cpu.run(200);
      const { cpus, ...rest } = pc.machine.save();
      return { ...rest, regs: cpus[0].regs, eip: cpus[0].eip, eflags: cpus[0].eflags };
    });
    expect(runs[1]).toEqual(runs[0]);
  });
});

describe('segments', () => {
  /** Gives the data segment register DS a small limit through the descriptor table. */
  function limited(source: string, limit: number, access: number): TestPc {
    const pc = new TestPc(source);
    const at = (pc.systemBase + 0x20) | 0;
    pc.cpu.writeSupervisor32(at, limit);
    pc.cpu.writeSupervisor32((at + 4) | 0, (access << 8) | 0x400000);
    pc.cpu.loadSegment(3, 0x23);
    return pc;
  }

  it.each([
    ['the last word inside', 'mov eax, [0xffc]', 0xfff, 0xf3, -1], ['one byte beyond', 'mov eax, [0xffd]', 0xfff, 0xf3, 13],
    ['a write to read-only data', 'mov [0], eax', 0xfff, 0xf1, 13], ['below an expand-down limit', 'mov eax, [0xffc]', 0xfff, 0xf7, 13],
  ])('%s', (_, source, limit, access, vector) => {
    const pc = limited(source, limit, access);
    const stopped = pc.cpu.run(1);
    // Linear page 0 is not mapped: an access that the segment permits becomes a page fault.
    expect(stopped).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject(vector < 0 ? { vector: 14 } : { vector, error: 0 });
  });

  it('a stack segment limit is #SS(0), an override moves the access', () => {
    const pc = limited('mov eax, [ebp+0x1000]\nmov eax, ss:[0x1000]\nmov eax, ds:[ebp+0x1000]', 0xfff, 0xf3);
    pc.cpu.loadSegment(2, 0x23);
    pc.cpu.run(1);
    expect(pc.frame()).toMatchObject({ vector: 12, error: 0, eip: CODE, esp: STACK_TOP });
  });

  it('code beyond the CS limit is #GP(0)', () => {
    const pc = new TestPc('nop');
    pc.cpu.cs.set(0x1b, { base: 0, limit: CODE, access: 0xfb, big: true });
    expect(pc.cpu.run(2)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 13, error: 0, eip: CODE + 1 });
  });
});
