import { describe, expect, it } from 'vitest';
import { CS, PTE_D, PTE_P, PTE_RW, SS } from '../../src/x86/registers.ts';
import { Stop } from '../../src/x86/run.ts';
import { CODE, DATA, TestPc } from './testPc.ts';

const TSD = 4;

describe('CPUID', () => {
  const answer = (leaf: number): number[] => {
    const pc = new TestPc('cpuid');
    pc.cpu.regs.fill(-1);
    pc.cpu.regs[0] = leaf;
    expect(pc.cpu.run(1)).toBe(Stop.Budget);
    return [...pc.cpu.regs.subarray(0, 4)].map((word) => word >>> 0);
  };

  it('names the vendor and the highest leaf', () => {
    const [eax, ecx, edx, ebx] = answer(0);
    expect(eax).toBe(1);
    expect(Buffer.from(Uint32Array.of(ebx, edx, ecx).buffer).toString('latin1')).toBe('XokProcessor');
  });

  it('tells the features that are there, and no others', () => {
    expect(answer(1)).toEqual([0x610, 0, 0x1008119, 0]);
  });

  it.each([2, 7, 0x80000000, 0x80000001, 0xffffffff])('answers leaf %i as the highest one', (leaf) => expect(answer(leaf)).toEqual(answer(1)));
});

describe('RDTSC', () => {
  it('gives the virtual clock before the instruction, in the middle of a run as well', () => {
    const pc = new TestPc('nop\nrdtsc\nmov esi, eax\nrdtsc');
    pc.machine.clock = 0x1_ffff_fffe;
    expect(pc.cpu.run(4)).toBe(Stop.Budget);
    expect([pc.cpu.regs[6], pc.cpu.regs[0], pc.cpu.regs[2]]).toEqual([-1, 1, 2]);
    expect(pc.machine.clock).toBe(0x2_0000_0002);
  });

  it('with CR4.TSD is for ring 0 alone', () => {
    const pc = new TestPc('rdtsc\nhlt');
    pc.cpu.cr4 = TSD;
    pc.machine.clock = 77;
    expect(pc.cpu.run(1)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 13, error: 0, eip: CODE });
    pc.cpu.eip = CODE;
    expect([pc.cpu.run(0), pc.cpu.regs[0], pc.cpu.regs[2]]).toEqual([Stop.Halt, 77, 0]);
  });

  it('is saved and loaded with the machine', () => {
    const pc = new TestPc('nop');
    pc.cpu.cr4 = -1;
    const state = pc.machine.save();
    pc.cpu.cr4 = 0;
    pc.machine.load(state);
    expect(pc.cpu.cr4).toBe(0x14);
  });
});

describe('compare and exchange', () => {
  it.each(['cmpxchg [ebx], ecx', 'cmpxchg8b [ebx]', 'xadd [ebx], ecx', 'lock cmpxchg [ebx], cl'])('%s needs a writable page, even if nothing is exchanged', (source) => {
    const pc = new TestPc(source);
    pc.patchPte(DATA, PTE_RW, 0);
    pc.cpu.regs[3] = DATA;
    pc.cpu.regs[0] = 5;
    expect(pc.cpu.run(1)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 14, error: 7, eip: CODE });
    expect(pc.cpu.regs[0]).toBe(5);
  });

  it.each(['cmpxchg [ebx], ecx', 'cmpxchg8b [ebx]'])('%s makes the page dirty though it does not exchange', (source) => {
    const pc = new TestPc(source);
    pc.cpu.regs[3] = DATA;
    pc.cpu.regs[0] = 5;
    expect(pc.cpu.run(1)).toBe(Stop.Budget);
    expect([pc.cpu.regs[0], pc.cpu.eflags & 0x40, pc.pte(DATA) & PTE_D]).toEqual([0, 0, PTE_D]);
  });

  it('CMPXCHG8B exchanges eight bytes over two pages that are apart, or none', () => {
    for (const present of [true, false]) {
      const pc = new TestPc('cmpxchg8b [esi]');
      pc.cpu.regs.set([1, 4, 2, 3, 0, 0, DATA + 0xffd]);
      pc.cpu.writeSupervisor32(DATA + 0xffd, 1);
      pc.cpu.writeSupervisor32(DATA + 0x1001, 2);
      if (!present) {
        pc.patchPte(DATA + 0x1000, PTE_P, 0);
        pc.cpu.invlpg(DATA + 0x1000);
      }
      expect(pc.cpu.run(1)).toBe(present ? Stop.Budget : Stop.Halt);
      if (!present) {
        expect([pc.frame().error, pc.cpu.cr2]).toEqual([6, DATA + 0x1000]);
        pc.patchPte(DATA + 0x1000, 0, PTE_P);
      }
      expect([pc.cpu.readSupervisor32(DATA + 0xffd), pc.cpu.readSupervisor32(DATA + 0x1001)]).toEqual(present ? [3, 4] : [1, 2]);
    }
  });
});

describe('what the architecture leaves undefined', () => {
  it.each([
    ['bsf eax, ecx', [0x12345678, 0, 0, 0], 0x12345678], ['bsr ax, cx', [0x12345678, 0x10000, 0, 0], 0x12345678], ['bswap ax', [0x12345678, 0, 0, 0], 0x12340000],
    ['shld ax, dx, 20', [0x1234, 0, 0xabcd, 0], 0xbcd1], ['shrd ax, dx, 20', [0x1234, 0, 0xabcd, 0], 0x4abc],
  ])('%s is a function of its operands', (source, regs, want) => {
    const pc = new TestPc(source);
    pc.cpu.regs.set(regs);
    expect(pc.cpu.run(1)).toBe(Stop.Budget);
    expect(pc.cpu.regs[0] >>> 0).toBe(want);
  });
});

it('what would show the descriptor tables is not there, in either ring', () => {
  for (const bytes of ['0x0f, 0x01, 0x03', '0x0f, 0x01, 0x0b', '0x0f, 0x00, 0xc0', '0x0f, 0x00, 0xc8', '0x0f, 0x01, 0xe0', '0x0f, 0x02, 0xc1', '0x0f, 0x03, 0xc1', '0x0f, 0x00, 0xe1', '0xd6']) {
    for (const ring of [0, 3]) {
      const pc = new TestPc(`db ${bytes}`);
      pc.cpu.regs[3] = DATA;
      if (ring === 0) {
        pc.cpu.loadSegment(CS, 0x08);
        pc.cpu.loadSegment(SS, 0x10);
      }
      expect(pc.cpu.run(1), `of ${bytes}`).toBe(Stop.Halt);
      expect((pc.cpu.eip - 1) & 0xfff, `of ${bytes}`).toBe(0x106);
    }
  }
});
