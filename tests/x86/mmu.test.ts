import { describe, expect, it } from 'vitest';
import { PTE_A, PTE_D, PTE_P, PTE_RW, PTE_US } from '../../src/x86/registers.ts';
import { Stop } from '../../src/x86/run.ts';
import { CODE, DATA, TestPc } from './testPc.ts';

const WRITE = true;
const READ = false;
const USER = true;
const KERNEL = false;
const WP = 1 << 16;

describe('translation', () => {
  it('sets A on a read and D on a write, on the page only when it succeeds', () => {
    const pc = new TestPc('nop');
    expect(pc.pte(DATA) & (PTE_A | PTE_D)).toBe(0);
    pc.cpu.translate(DATA, READ, USER);
    expect(pc.pte(DATA) & (PTE_A | PTE_D)).toBe(PTE_A);
    pc.cpu.translate(DATA, WRITE, USER);
    expect(pc.pte(DATA) & (PTE_A | PTE_D)).toBe(PTE_A | PTE_D);
    expect(pc.machine.ram.read32(pc.pdeAddress(DATA)) & PTE_A).toBe(PTE_A);
  });

  it('sets nothing on a failed walk, not even A of the directory entry', () => {
    const pc = new TestPc('nop');
    pc.patchPte(DATA, PTE_RW, 0);
    expect(pc.cpu.translate(DATA, WRITE, USER)).toBe(-1);
    expect(pc.cpu.faultError).toBe(7);
    expect(pc.pte(DATA) & (PTE_A | PTE_D)).toBe(0);
    expect(pc.machine.ram.read32(pc.pdeAddress(DATA)) & PTE_A).toBe(0);
  });

  it.each([
    ['user read of an absent page', PTE_P, READ, USER, 4], ['user write of an absent page', PTE_P, WRITE, USER, 6],
    ['kernel read of an absent page', PTE_P, READ, KERNEL, 0], ['user read of a supervisor page', PTE_US, READ, USER, 5],
    ['user write of a supervisor page', PTE_US, WRITE, USER, 7], ['kernel write of a read-only page', PTE_RW, WRITE, KERNEL, 3],
  ])('%s fails with its error code', (_, clear, write, user, error) => {
    const pc = new TestPc('nop');
    pc.patchPte(DATA, clear, 0);
    expect(pc.cpu.probe(DATA, write, user)).toBe(-1);
    expect(pc.cpu.translate(DATA, write, user)).toBe(-1);
    expect(pc.cpu.faultError).toBe(error);
  });

  it('CR0.WP decides whether ring 0 writes read-only pages', () => {
    const pc = new TestPc('nop');
    pc.patchPte(DATA, PTE_RW, 0);
    expect(pc.cpu.translate(DATA, WRITE, KERNEL)).toBe(-1);
    pc.cpu.cr0 &= ~WP;
    expect(pc.cpu.translate(DATA, WRITE, KERNEL)).toBeGreaterThan(0);
    expect(pc.pte(DATA) & PTE_D).toBe(PTE_D);
  });

  it('the directory entry restricts rights as the page entry does', () => {
    const pc = new TestPc('nop');
    const at = pc.pdeAddress(DATA);
    pc.machine.ram.write32(at, pc.machine.ram.read32(at) & ~PTE_RW);
    expect(pc.cpu.translate(DATA, READ, USER)).toBeGreaterThan(0);
    expect(pc.cpu.translate(DATA, WRITE, USER)).toBe(-1);
  });

  it('probe answers without setting, caching or evicting anything', () => {
    const pc = new TestPc('nop');
    pc.machine.ram.drainStep();
    const pa = pc.cpu.probe(DATA + 5, WRITE, USER);
    expect(pc.machine.ram.stepDirtyCount).toBe(0);
    expect(pc.cpu.tlb.entry(DATA >>> 12)).toBe(0);
    expect(pc.cpu.translate(DATA + 5, WRITE, USER)).toBe(pa);
  });

  it('physical addresses outside RAM read as ones and swallow writes', () => {
    const pc = new TestPc(`mov eax, [${DATA}]\nmov dword [${DATA}], 0\nmov ebx, [${DATA}]`);
    pc.machine.ram.write32(pc.pteAddress(DATA), 0x7ffff000 | PTE_P | PTE_RW | PTE_US);
    expect(pc.cpu.run(3)).toBe(Stop.Budget);
    expect([pc.cpu.regs[0], pc.cpu.regs[3]]).toEqual([-1, -1]);
  });
});

describe('stale translations', () => {
  it('a page entry stays usable until INVLPG', () => {
    const pc = new TestPc(`l: mov eax, [${DATA}]\njmp l`);
    pc.cpu.run(2);
    pc.patchPte(DATA, PTE_P, 0);
    expect(pc.cpu.run(2)).toBe(Stop.Budget);
    pc.cpu.invlpg(DATA + 0x123);
    expect(pc.cpu.run(2)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 14, error: 4, eip: CODE });
    expect(pc.cpu.cr2).toBe(DATA);
  });

  it('code runs through a stale entry, too', () => {
    const pc = new TestPc('l: jmp l');
    pc.cpu.run(1);
    pc.patchPte(CODE, PTE_P, 0);
    expect(pc.cpu.run(5)).toBe(Stop.Budget);
    pc.cpu.loadCr3(pc.cpu.cr3);
    expect(pc.cpu.run(5)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 14, error: 4, eip: CODE });
  });

  it('a walk uses the cached directory entry until INVLPG of any address', () => {
    const pc = new TestPc('nop');
    pc.cpu.translate(DATA, READ, USER);
    const table = pc.machine.ram.read32(pc.pdeAddress(DATA));
    pc.machine.ram.write32(pc.pdeAddress(DATA), 0);
    expect(pc.cpu.translate(DATA + 0x1000, READ, USER)).toBeGreaterThan(0);
    pc.cpu.invlpg(0x12345000);
    expect(pc.cpu.translate(DATA + 0x2000, READ, USER)).toBe(-1);
    expect(pc.cpu.translate(DATA, READ, USER), 'the page entry is not evicted by another page').toBeGreaterThan(0);
    pc.machine.ram.write32(pc.pdeAddress(DATA), table);
    expect(pc.cpu.translate(DATA + 0x2000, READ, USER)).toBeGreaterThan(0);
  });

  it('a write through an entry without D walks again and sets D', () => {
    const pc = new TestPc(`mov eax, [${DATA}]\nmov [${DATA}], eax`);
    pc.cpu.run(1);
    expect(pc.pte(DATA) & PTE_D).toBe(0);
    pc.cpu.run(1);
    expect(pc.pte(DATA) & PTE_D).toBe(PTE_D);
    expect(pc.cpu.tlb.entry(DATA >>> 12) & PTE_D).toBe(PTE_D);
  });

  it('a permission that was granted meanwhile is found without INVLPG', () => {
    const pc = new TestPc('nop');
    pc.patchPte(DATA, PTE_RW, 0);
    pc.cpu.translate(DATA, READ, USER);
    pc.patchPte(DATA, 0, PTE_RW);
    expect(pc.cpu.translate(DATA, WRITE, USER)).toBeGreaterThan(0);
  });

  it('a fault evicts what was cached for its address', () => {
    const pc = new TestPc('nop');
    pc.patchPte(DATA, PTE_RW, 0);
    pc.cpu.translate(DATA, READ, USER);
    expect(pc.cpu.tlb.entry(DATA >>> 12)).not.toBe(0);
    expect(pc.cpu.tlb.directory(DATA >>> 22)).not.toBe(0);
    expect(pc.cpu.translate(DATA, WRITE, USER)).toBe(-1);
    expect(pc.cpu.tlb.entry(DATA >>> 12)).toBe(0);
    expect(pc.cpu.tlb.directory(DATA >>> 22)).toBe(0);
  });

  it('capacity none sees every change at once', () => {
    const pc = new TestPc(`l: mov eax, [${DATA}]\njmp l`);
    pc.cpu.tlb.capacity = 'none';
    pc.cpu.run(2);
    expect(pc.cpu.tlb.filledPagesCount).toBe(0);
    pc.patchPte(DATA, PTE_P, 0);
    expect(pc.cpu.run(2)).toBe(Stop.Halt);
  });
});

describe('accesses that cross a page', () => {
  const EDGE = DATA + 0x3ffe;

  it('translate the lower page first and move no byte unless both succeed', () => {
    const pc = new TestPc(`mov dword [${EDGE}], 0x11223344`);
    expect(pc.cpu.run(1)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 14, error: 6, eip: CODE });
    expect(pc.cpu.cr2).toBe(DATA + 0x4000);
    expect(pc.pte(EDGE) & PTE_D).toBe(PTE_D);
    expect(pc.cpu.readSupervisor32(EDGE - 2)).toBe(0);
  });

  it('read and write both pages', () => {
    const pc = new TestPc(`mov dword [${DATA + 0xffd}], 0x11223344\nadd dword [${DATA + 0xffd}], 1\nmov eax, [${DATA + 0xffd}]`);
    expect(pc.cpu.run(3)).toBe(Stop.Budget);
    expect(pc.cpu.regs[0]).toBe(0x11223345);
    expect(pc.cpu.readSupervisor8(DATA + 0x1000)).toBe(0x11);
  });

  it('an instruction is fetched page by page', () => {
    const pc = new TestPc('nop');
    for (const [i, byte] of [0xb8, 1, 2, 3, 4].entries()) pc.cpu.writeSupervisor8(DATA + 0xffe + i, byte);
    pc.patchPte(DATA + 0x1000, PTE_P, 0);
    pc.cpu.loadCr3(pc.cpu.cr3);
    pc.cpu.eip = DATA + 0xffe;
    expect(pc.cpu.run(1)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 14, error: 4, eip: DATA + 0xffe });
    expect(pc.cpu.cr2).toBe(DATA + 0x1000);
  });
});
