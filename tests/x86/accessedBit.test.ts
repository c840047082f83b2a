/** MCH-46: what loads a segment register marks its descriptor as accessed. */

import { describe, expect, it } from 'vitest';
import { PTE_D, PTE_RW } from '../../src/x86/registers.ts';
import { Stop } from '../../src/x86/run.ts';
import { writeSegment } from './gdt.ts';
import { CODE, DATA, TestPc } from './testPc.ts';

const OWN = 0x33;
const ACCESS_AT = (OWN & ~7) + 5;
const WHOLE = { base: 0, limit: 0xfffff, flags: 0xc };
const USER_DATA = 0xf2;
const USER_CODE = 0xfa;
const CR0_WP = 0x10000;

const accessByte = (pc: TestPc): number => pc.cpu.readSupervisor8((pc.systemBase + ACCESS_AT) | 0);

/** A PC with an own descriptor, its selector in AX and in a far pointer at EBX. */
function pcWith(source: string, access: number): TestPc {
  const pc = new TestPc(source);
  writeSegment(pc, OWN, { ...WHOLE, access });
  pc.cpu.regs[0] = OWN;
  pc.cpu.regs[3] = DATA;
  pc.cpu.writeSupervisor32(DATA, CODE + 0x10);
  pc.cpu.writeSupervisor32(DATA + 4, OWN);
  return pc;
}

describe('the accessed bit', () => {
  it.each([
    ['mov es, ax', USER_DATA], ['push eax\npop fs', USER_DATA], ['lgs ecx, [ebx]', USER_DATA], ['mov ss, ax', USER_DATA], ['jmpf [ebx]', USER_CODE], ['callf [ebx]', USER_CODE],
    [`push ${OWN}\npush ${CODE}\nretf`, USER_CODE], [`push 2\npush ${OWN}\npush ${CODE}\niret`, USER_CODE],
  ])('is set by %s', (source, access) => {
    const pc = pcWith(source, access);
    const steps = source.split('\n').length;
    expect(pc.cpu.run(steps - 1)).toBe(Stop.Budget);
    expect(accessByte(pc)).toBe(access);
    expect(pc.cpu.run(1)).toBe(Stop.Budget);
    expect(accessByte(pc)).toBe(access | 1);
  });

  it('of code and stack is set by a gate that leads to ring 0', () => {
    const pc = pcWith('int3', 0x9a);
    const gate = (pc.systemBase + 0x800 + 3 * 8) | 0;
    pc.cpu.writeSupervisor32(gate, (pc.cpu.readSupervisor32(gate) & 0xffff) | (OWN << 16));
    writeSegment(pc, 0x38, { ...WHOLE, access: 0x92 });
    pc.cpu.writeSupervisor32((pc.systemBase + 0x48) | 0, 0x38);
    expect(pc.cpu.run(1)).toBe(Stop.Halt);
    expect([accessByte(pc), pc.cpu.readSupervisor8((pc.systemBase + 0x3d) | 0)]).toEqual([0x9b, 0x93]);
  });

  it('is not set by a load that is refused', () => {
    const pc = pcWith('mov es, ax', 0x92);
    expect(pc.cpu.run(1)).toBe(Stop.Halt);
    expect(accessByte(pc)).toBe(0x92);
  });

  it('that cannot be written is a page fault, and the register keeps what it held', () => {
    const pc = pcWith('mov es, ax', USER_DATA);
    // Ring 0 has another page with the same frame for its stack, so only the table is read-only.
    pc.cpu.gdtr.base = DATA + 0x1000;
    for (let i = 0; i < 0x40; i += 4) pc.cpu.writeSupervisor32(DATA + 0x1000 + i, pc.cpu.readSupervisor32((pc.systemBase + i) | 0));
    pc.patchPte(DATA + 0x1000, PTE_RW | PTE_D, 0);
    pc.cpu.cr0 |= CR0_WP;
    const before = pc.cpu.es.selector;
    expect(pc.cpu.run(1)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 14, error: 3, eip: CODE });
    expect([pc.cpu.es.selector, pc.cpu.cr2]).toEqual([before, DATA + 0x1000 + (OWN & ~7) + 4]);
  });
});

describe('the single-step trap', () => {
  it.each([['mov ss, ax', 1], ['push eax\npop ss', 2]])('is held off by %s for one instruction', (source, steps) => {
    const pc = pcWith(`${source}\nnop\nnop`, USER_DATA);
    expect(pc.cpu.run(steps - 1)).toBe(Stop.Budget);
    pc.cpu.eflags |= 0x100;
    expect(pc.cpu.run(3)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 1, eip: CODE + 3 });
  });

  it('is not held off by LSS', () => {
    const pc = pcWith('lss esp, [ebx]\nnop', USER_DATA);
    pc.cpu.eflags |= 0x100;
    expect(pc.cpu.run(2)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 1, eip: CODE + 3 });
  });
});
