import { describe, expect, it } from 'vitest';
import { CS, DS, SS } from '../../src/x86/registers.ts';
import { Stop } from '../../src/x86/run.ts';
import { writeSegment } from './gdt.ts';
import { CODE, DATA, STACK_TOP, TestPc } from './testPc.ts';

const OWN = 0x33;

/** Runs one instruction that must fault and gives vector and error code; nothing has been pushed. */
function refusal(pc: TestPc): [number, number | null] {
  expect(pc.cpu.run(1)).toBe(Stop.Halt);
  const { vector, error, eip, esp, cs } = pc.frame();
  expect([eip, esp, cs]).toEqual([CODE, STACK_TOP, 0x1b]);
  expect(pc.cpu.readSupervisor32(STACK_TOP - 4)).toBe(0);
  return [vector, error];
}

describe('far transfers in ring 3', () => {
  it('CALL pushes CS and EIP, and RET comes back and releases parameters', () => {
    const pc = new TestPc('callf 0x1b:there\nnop\nthere: retf 8');
    expect(pc.cpu.run(1)).toBe(Stop.Budget);
    expect(pc.cpu.regs[4] >>> 0).toBe(STACK_TOP - 8);
    expect([pc.cpu.readSupervisor32(STACK_TOP - 8), pc.cpu.readSupervisor32(STACK_TOP - 4)]).toEqual([CODE + 7, 0x1b]);
    expect(pc.cpu.run(1)).toBe(Stop.Budget);
    expect([pc.cpu.eip, pc.cpu.regs[4] >>> 0]).toEqual([CODE + 7, STACK_TOP + 8]);
  });

  it('with a 16-bit operand size CALL pushes words, and the upper half of EIP is dropped', () => {
    const pc = new TestPc('o16 callf 0x33:0x12');
    writeSegment(pc, OWN, { base: CODE, limit: 0xfffff, access: 0xfb, flags: 0xc });
    expect(pc.cpu.run(1)).toBe(Stop.Budget);
    expect(pc.cpu.readSupervisor32(STACK_TOP - 4) >>> 0).toBe(0x1b1006);
    expect([pc.cpu.eip, pc.cpu.regs[4] >>> 0, pc.cpu.segments[CS].selector]).toEqual([0x12, STACK_TOP - 4, OWN]);
  });

  it('JMP through memory enters a segment with another base, where code is fetched from', () => {
    const pc = new TestPc('jmpf [ebx]\nmov ecx, 5');
    writeSegment(pc, OWN, { base: CODE, limit: 0xfff, access: 0xfb, flags: 4 });
    pc.cpu.regs[3] = DATA;
    pc.cpu.writeSupervisor32(DATA, 2);
    pc.cpu.writeSupervisor32(DATA + 4, OWN);
    expect(pc.cpu.run(2)).toBe(Stop.Budget);
    expect([pc.cpu.regs[1], pc.cpu.eip]).toEqual([5, 7]);
  });

  it('conforming code of ring 0 runs in ring 3', () => {
    const pc = new TestPc('jmpf 0x30:0x401007');
    writeSegment(pc, OWN, { base: 0, limit: 0xfffff, access: 0x9f, flags: 0xc });
    expect(pc.cpu.run(1)).toBe(Stop.Budget);
    expect([pc.cpu.cpl, pc.cpu.segments[CS].selector]).toEqual([3, OWN]);
  });

  it.each([
    ['nothing', 3, 0xfb, [13, 0]], ['data', 0x23, 0xfb, [13, 0x20]], ['the kernel', 0x08, 0xfb, [13, 0x08]], ['a task', 0x2b, 0xfb, [13, 0x28]],
    ['what lies beyond the table', 0x43, 0xfb, [13, 0x40]], ['code of ring 0', OWN, 0x9b, [13, 0x30]], ['a call gate', OWN, 0xec, [13, 0x30]],
    ['code that is not present', OWN, 0x7b, [11, 0x30]],
  ])('do not reach %s', (_, selector, access, want) => {
    for (const mnemonic of ['callf', 'jmpf']) {
      const pc = new TestPc(`${mnemonic} ${selector}:${CODE}`);
      writeSegment(pc, OWN, { base: 0, limit: 0xfffff, access, flags: 0xc });
      expect(refusal(pc), `of ${mnemonic}`).toEqual(want);
    }
  });

  it('beyond the limit of the segment they fault where they stand', () => {
    const pc = new TestPc('callf 0x33:0x100');
    writeSegment(pc, OWN, { base: CODE, limit: 0xff, access: 0xfb, flags: 4 });
    expect(refusal(pc)).toEqual([13, 0]);
  });

  it('RET never gains privilege', () => {
    const pc = new TestPc('retf');
    pc.cpu.regs[4] = STACK_TOP - 8;
    pc.cpu.writeSupervisor32(STACK_TOP - 8, CODE);
    pc.cpu.writeSupervisor32(STACK_TOP - 4, 0x08);
    expect(pc.cpu.run(1)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 13, error: 8, esp: STACK_TOP - 8 });
  });

  it('RET from ring 0 changes the stack, skips the parameters on both and drops privileged segments', () => {
    const pc = new TestPc('retf 4');
    const { cpu } = pc;
    cpu.loadSegment(CS, 0x08);
    cpu.loadSegment(SS, 0x10);
    cpu.loadSegment(DS, 0x10);
    cpu.regs[4] = DATA;
    [CODE, 0x1b, 77, STACK_TOP - 64, 0x23].forEach((word, i) => cpu.writeSupervisor32(DATA + 4 * i, word));
    expect(cpu.run(0)).toBe(Stop.Budget);
    expect([cpu.cpl, cpu.eip, cpu.regs[4] >>> 0, cpu.segments[SS].selector, cpu.segments[DS].selector]).toEqual([3, CODE, STACK_TOP - 60, 0x23, 0]);
  });
});
