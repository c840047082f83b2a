import { describe, expect, it } from 'vitest';
import { ES, FS, GS, SS } from '../../src/x86/registers.ts';
import { Stop } from '../../src/x86/run.ts';
import { writeSegment } from './gdt.ts';
import { CODE, DATA, STACK_TOP, TestPc } from './testPc.ts';

/** The selector of the descriptor that a test adds. */
const OWN = 0x33;

/** Runs one instruction that must fault and gives vector and error code; neither ESP nor a segment register has changed. */
function refusal(pc: TestPc): [number, number | null] {
  const before = pc.cpu.segments.map((segment) => segment.selector);
  expect(pc.cpu.run(1)).toBe(Stop.Halt);
  const { vector, error, eip, esp, ss } = pc.frame();
  expect([eip, esp, ss]).toEqual([CODE, STACK_TOP - 16, 0x23]);
  for (const register of [ES, FS, GS]) expect(pc.cpu.segments[register].selector).toBe(before[register]);
  return [vector, error];
}

/** A PC whose stack holds a selector on top, and in AX. */
function pcWith(source: string, selector: number): TestPc {
  const pc = new TestPc(source);
  pc.cpu.regs[4] = STACK_TOP - 16;
  pc.cpu.writeSupervisor32(STACK_TOP - 16, selector);
  pc.cpu.regs[0] = selector;
  return pc;
}

describe('segment loads in ring 3', () => {
  it('make accesses relative to the base of the segment, up to its limit', () => {
    const pc = new TestPc('mov gs, ax\nmov ecx, gs:[0xfc]\nmov gs:[ebx], cl\nmov ecx, gs:[0xfd]');
    writeSegment(pc, OWN, { base: DATA, limit: 0xff, access: 0xf3, flags: 4 });
    pc.cpu.writeSupervisor32(DATA + 0xfc, 0x1234567);
    pc.cpu.regs[0] = OWN;
    pc.cpu.regs[3] = 4;
    expect(pc.cpu.run(3)).toBe(Stop.Budget);
    expect(pc.cpu.regs[1]).toBe(0x1234567);
    expect(pc.cpu.readSupervisor32(DATA + 4)).toBe(0x67);
    expect(pc.cpu.run(1)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 13, error: 0 });
  });

  it.each([
    ['the kernel\'s data', 0x10, [13, 0x10]], ['the kernel\'s code', 0x08, [13, 0x08]], ['the task state', 0x28, [13, 0x28]],
    ['a local table', 0x27, [13, 0x24]], ['what lies beyond the table', 0x43, [13, 0x40]],
  ])('refuse %s', (_, selector, want) => {
    for (const source of ['mov es, ax', 'pop es', 'pop fs', 'mov gs, ax', 'lfs ecx, [esp-4]']) {
      const pc = pcWith(source, selector);
      expect(refusal(pc), `of ${source}`).toEqual(want);
    }
  });

  it.each([
    ['data that is not present', 0x73, [11, 0x30]], ['code that cannot be read', 0xf9, [13, 0x30]], ['more privileged data', 0xd3, [13, 0x30]],
  ])('refuse %s', (_, access, want) => {
    const pc = pcWith('mov es, ax', OWN);
    writeSegment(pc, OWN, { base: 0, limit: 0xfffff, access, flags: 0xc });
    expect(refusal(pc)).toEqual(want);
  });

  it.each([
    ['readable code', 0xfb], ['data that cannot be written', 0xf1], ['conforming code of ring 0 that can be read', 0x9f],
  ])('accept %s and refuse to write there', (_, access) => {
    const pc = pcWith('mov es, ax\nmov ecx, es:[ebx]\nmov es:[ebx], ecx', OWN);
    writeSegment(pc, OWN, { base: 0, limit: 0xfffff, access, flags: 0xc });
    pc.cpu.regs[3] = DATA;
    expect(pc.cpu.run(2)).toBe(Stop.Budget);
    expect(pc.cpu.run(1)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 13, error: 0 });
  });

  it.each([
    ['nothing', 0, 0xf3, [13, 0]], ['another requested privilege', 0x32, 0xf3, [13, 0x30]], ['data of ring 0', OWN, 0x93, [13, 0x30]],
    ['data that cannot be written', OWN, 0xf1, [13, 0x30]], ['code', OWN, 0xfb, [13, 0x30]], ['an absent segment', OWN, 0x73, [12, 0x30]],
  ])('SS does not take %s', (_, selector, access, want) => {
    for (const source of ['mov ss, ax', 'pop ss']) {
      const pc = pcWith(source, selector);
      writeSegment(pc, OWN, { base: 0, limit: 0xfffff, access, flags: 0xc });
      expect(refusal(pc), `of ${source}`).toEqual(want);
    }
  });

  it('SS takes writable data of ring 3, and the next push goes there', () => {
    const pc = pcWith('lss esp, [ebx]\npush 7', 0);
    writeSegment(pc, OWN, { base: DATA, limit: 0xfff, access: 0xf3, flags: 4 });
    pc.cpu.regs[3] = DATA + 0x800;
    pc.cpu.writeSupervisor32(DATA + 0x800, 0x100);
    pc.cpu.writeSupervisor32(DATA + 0x804, OWN);
    expect(pc.cpu.run(2)).toBe(Stop.Budget);
    expect([pc.cpu.segments[SS].selector, pc.cpu.regs[4]]).toEqual([OWN, 0xfc]);
    expect(pc.cpu.readSupervisor32(DATA + 0xfc)).toBe(7);
  });

  it('CS cannot be loaded, and a push of it writes 16 bits', () => {
    const pc = pcWith('push cs\ndb 0x8e, 0xc8', -1);
    pc.cpu.writeSupervisor32(STACK_TOP - 20, -1);
    expect(pc.cpu.run(1)).toBe(Stop.Budget);
    expect(pc.cpu.readSupervisor32(STACK_TOP - 20) >>> 0).toBe(0xffff001b);
    expect(pc.cpu.run(1)).toBe(Stop.Halt);
    expect(pc.frame()).toMatchObject({ vector: 6, esp: STACK_TOP - 20 });
  });

  it('a selector that is null is kept as it is until ring 3 is entered anew', () => {
    const pc = pcWith('mov fs, ax\nint3', 2);
    expect(pc.cpu.run(1)).toBe(Stop.Budget);
    expect(pc.cpu.segments[FS].selector).toBe(2);
    expect(pc.cpu.run(1)).toBe(Stop.Halt);
    // The handler returns at once: its IRET drops what is null.
    pc.cpu.writeSupervisor8((pc.cpu.eip) | 0, 0xcf);
    expect(pc.cpu.run(0)).toBe(Stop.Budget);
    expect(pc.cpu.segments[FS].selector).toBe(0);
  });
});
