import { describe, expect, it } from 'vitest';
import { PTE_A, PTE_D, PTE_P, PTE_RW, PTE_US } from '../../src/x86/registers.ts';
import { TestPc } from './testPc.ts';

const PSE = 0x10;
const PS = 0x80;
/** A region that the PC does not use, and the frame that the large page shows: RAM from 0. */
const LARGE = 0x10000000;
const RIGHTS = PTE_P | PTE_RW | PTE_US | PS;

/** A PC with a large page at `LARGE`, of these rights. */
function pcWith(entry: number, cr4 = PSE): TestPc {
  const pc = new TestPc('nop');
  pc.cpu.cr4 = cr4;
  pc.machine.ram.write32(pc.pdeAddress(LARGE), entry);
  return pc;
}

describe('pages of 4 MB', () => {
  it('translate 22 bits of offset, and keep A and D in the directory entry', () => {
    const pc = pcWith(0x400000 | RIGHTS);
    const entry = (): number => pc.machine.ram.read32(pc.pdeAddress(LARGE)) & (PTE_A | PTE_D);
    expect(pc.cpu.probe(LARGE + 0x234567, false, true)).toBe(0x634567);
    expect(entry()).toBe(0);
    expect(pc.cpu.translate(LARGE + 0x234567, false, true)).toBe(0x634567);
    expect(entry()).toBe(PTE_A);
    expect(pc.cpu.translate(LARGE + 0x234567, true, true)).toBe(0x634567);
    expect(entry()).toBe(PTE_A | PTE_D);
  });

  it.each([
    ['user write without RW', RIGHTS & ~PTE_RW, true, true, 7], ['kernel write without RW', RIGHTS & ~PTE_RW, true, false, 3],
    ['user read without US', RIGHTS & ~PTE_US, false, true, 5], ['any access with a reserved bit', RIGHTS | 0x2000, false, false, 9],
    ['any access to an absent one', RIGHTS & ~PTE_P, true, true, 6],
  ])('%s fails with its error code and sets nothing', (_, entry, write, user, error) => {
    const pc = pcWith(entry);
    expect(pc.cpu.translate(LARGE, write, user)).toBe(-1);
    expect(pc.cpu.faultError).toBe(error);
    expect(pc.machine.ram.read32(pc.pdeAddress(LARGE))).toBe(entry);
  });

  it('do not exist without CR4.PSE: bit 7 of a directory entry then means nothing', () => {
    const pc = pcWith(0, 0);
    const at = pc.pdeAddress(LARGE);
    const table = 0x9000;
    pc.machine.ram.write32(at, table | RIGHTS);
    pc.machine.ram.write32(table, 0x7000 | PTE_P);
    expect(pc.cpu.translate(LARGE + 5, false, false)).toBe(0x7005);
    pc.cpu.cr4 = PSE;
    // The bits of the table's frame are reserved in a large page.
    expect([pc.cpu.translate(LARGE + 5, false, false), pc.cpu.faultError]).toEqual([-1, 9]);
  });

  it('stay cached piece by piece until one of them is invalidated, which evicts all', () => {
    const pc = pcWith(RIGHTS);
    for (const offset of [0, 0x1000, 0x3ff000]) pc.cpu.translate(LARGE + offset, false, true);
    pc.machine.ram.write32(pc.pdeAddress(LARGE), 0x400000 | RIGHTS);
    expect(pc.cpu.translate(LARGE + 0x1000, false, true)).toBe(0x1000);
    // What was never translated is not cached.
    expect(pc.cpu.translate(LARGE + 0x2000, false, true)).toBe(0x402000);
    pc.cpu.invlpg(LARGE + 0x3ff123);
    for (const offset of [0, 0x1000, 0x3ff000]) expect(pc.cpu.translate(LARGE + offset, false, true)).toBe(0x400000 + offset);
  });
});
