import { describe, expect, it } from 'vitest';
import { INITIAL_FLOATING_POINT } from '../../src/abi/floatingPoint.ts';
import { CR0_MP, CR0_TS } from '../../src/x86/registers.ts';
import { Stop } from '../../src/x86/run.ts';
import { initialiseAll, restoreAllAt, saveAllAt } from '../../src/x86/x87/physicalImages.ts';
import { CODE, DATA, TestPc } from './testPc.ts';

const EBX = 3;

/** A PC before the last instruction, with an exception pending, three registers in use and numbers left in two empty ones. */
const computing = (last: string): TestPc => {
  const pc = new TestPc(`fninit\nfldpi\nfldl2e\nfldln2\nfldl2t\nfld qword [ebx]\nfninit\nfldlg2\nfld1\nfldz\nfldcw [ebx+8]\nfdivp st1, st0\n${last}`);
  pc.cpu.regs[EBX] = DATA;
  pc.cpu.writeSupervisor32(DATA + 4, 0x40091234);
  pc.cpu.writeSupervisor32(DATA + 8, 0x37b);
  pc.cpu.run(12);
  return pc;
};

const image = (pc: TestPc, pa: number): number[] => Array.from({ length: 27 }, (_, i) => pc.machine.ram.read32(pa + 4 * i) >>> 0);

describe('images of the unit in physical memory', () => {
  it('are what FNSAVE stores, and leave the unit as FNSAVE does (MCH-104)', () => {
    const ours = computing('nop');
    const instruction = computing('fnsave [ebx+256]');
    const pa = instruction.cpu.probe(DATA + 256, false, false);
    saveAllAt(ours.cpu, pa);
    instruction.cpu.run(1);
    expect(image(ours, pa)).toEqual(image(instruction, pa));
    expect(image(ours, pa)[1] & 0x8084).toBe(0x8084);
    expect(ours.cpu.fpu.save()).toEqual(instruction.cpu.fpu.save());
  });

  it('bring back every bit, those of empty registers too', () => {
    const pc = computing('nop');
    const before = pc.cpu.fpu.save();
    saveAllAt(pc.cpu, 0x8040);
    initialiseAll(pc.cpu);
    restoreAllAt(pc.cpu, 0x8040);
    expect(pc.cpu.fpu.save()).toEqual(before);
    expect([before.full, ...before.heads].map((word) => word !== 0)).toEqual([true, false, false, false, true, true, false, true, true]);
    expect(before.full).toBe(0xe0);
  });

  it('have 32-bit fields whatever the size of the last operand was', () => {
    const pc = computing('nop');
    pc.cpu.operandSize = 2;
    saveAllAt(pc.cpu, 0x8040);
    expect(image(pc, 0x8040)[0]).toBe(0xffff037b);
    pc.cpu.operandSize = 2;
    restoreAllAt(pc.cpu, 0x8040);
    expect(pc.cpu.fpu.control).toBe(0x37b);
  });
});

describe('a whole initialisation', () => {
  it('leaves nothing, where FNINIT leaves the registers (FPU-3)', () => {
    const pc = computing('fninit');
    pc.cpu.run(1);
    saveAllAt(pc.cpu, 0x8040);
    expect(image(pc, 0x8040)).not.toEqual(INITIAL_FLOATING_POINT);
    initialiseAll(pc.cpu);
    saveAllAt(pc.cpu, 0x8040);
    expect(image(pc, 0x8040)).toEqual(INITIAL_FLOATING_POINT);
  });
});

describe('CR0.TS as the kernel sets it', () => {
  it.each(['fld1', 'wait', 'fxsave [ebx]', 'fnstsw ax'])('is looked at by %s in a loop that runs decoded', (instruction) => {
    const pc = new TestPc(`again: inc eax\nadd ecx, eax\n${instruction}\nfninit\njmp again`);
    pc.cpu.regs[EBX] = DATA;
    pc.cpu.cr0 |= CR0_MP;
    pc.cpu.fpu.initialise();
    expect(pc.cpu.run(5000)).toBe(Stop.Budget);
    pc.cpu.taskSwitched = true;
    expect(pc.cpu.run(100)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 7, eip: CODE + 3 });
  });

  it('changes nothing else and evicts nothing (MCH-19)', () => {
    const pc = new TestPc('nop');
    pc.cpu.run(1);
    const { cr0 } = pc.cpu;
    const cached = pc.cpu.tlb.filledPagesCount;
    expect(cached).toBeGreaterThan(0);
    pc.cpu.taskSwitched = true;
    expect([pc.cpu.cr0, pc.cpu.taskSwitched, pc.cpu.tlb.filledPagesCount]).toEqual([cr0 | CR0_TS, true, cached]);
    pc.cpu.taskSwitched = false;
    expect([pc.cpu.cr0, pc.cpu.taskSwitched, pc.cpu.tlb.filledPagesCount]).toEqual([cr0, false, cached]);
  });
});
