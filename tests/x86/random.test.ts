/** Random bytes as code: claims that hold for whatever a hostile program executes. */

import { describe, expect, it } from 'vitest';
import { disassemble } from '../../src/x86/disassembler.ts';
import { FlatRunner } from '../../src/x86/flat.ts';
import { findInstruction } from '../../src/x86/instructionTable.ts';
import type { MachineState } from '../../src/x86/machine.ts';
import { Stop } from '../../src/x86/run.ts';
import { CODE, DATA, TestPc } from './testPc.ts';

const PROGRAMS = 3000;
const TRAPS = new Set([1, 3, 4]);

/** A generator of 32-bit words (xorshift). */
function words(seed: number): () => number {
  let x = seed | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

/** Mostly implemented first bytes, some prefixes, the rest anything. */
function randomCode(next: () => number): Uint8Array {
  const code = Uint8Array.from({ length: 32 }, () => next() & 0xff);
  if (next() % 3 === 0) code[0] = [0x66, 0x67, 0xf3, 0xf2, 0x64][next() % 5];
  return code;
}

/** Pointers into the data pages more often than not. */
function randomRegisters(next: () => number): number[] {
  return Array.from({ length: 8 }, () => (next() % 4 === 0 ? next() : DATA + (next() & 0x3fff)));
}

const boot = new TestPc('nop');
const bootState: MachineState = boot.machine.save();
boot.machine.ram.markBoot();

/** The PC in its boot state with code and registers of one program. */
function prepare(seed: number): void {
  const next = words(seed * 2654435761);
  boot.machine.reset(bootState);
  boot.cpu.regs.set(randomRegisters(next));
  boot.cpu.eflags = next() & 0xcd5;
  randomCode(next).forEach((byte, i) => boot.cpu.writeSupervisor8(CODE + i, byte));
}

describe('random machine code', () => {
  it('gives the same run with an unlimited TLB and with none', () => {
    const { cpu, machine } = boot;
    const image = new Uint8Array(machine.ram.sizeBytes);
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      const [cached, bare] = (['unlimited', 'none'] as const).map((capacity) => {
        cpu.tlb.capacity = capacity;
        prepare(seed);
        const stop = cpu.run(40);
        if (capacity === 'unlimited') image.set(machine.ram.bytes);
        return [stop, ...cpu.regs, cpu.eip, cpu.eflags, cpu.cr2, cpu.retired, machine.clock];
      });
      expect(cached, `seed ${seed}`).toEqual(bare);
      if (Buffer.compare(image, machine.ram.bytes) !== 0) throw new Error(`seed ${seed}: RAM differs`);
    }
    boot.cpu.tlb.capacity = 'unlimited';
  });

  it('goes on the same after save and load at any boundary', () => {
    const other = new TestPc('nop');
    for (let seed = 1; seed <= PROGRAMS / 10; seed++) {
      prepare(seed);
      if (boot.cpu.run(seed % 7) !== Stop.Budget) continue;
      other.machine.load(boot.machine.save());
      expect(other.cpu.run(20), `seed ${seed}`).toBe(boot.cpu.run(20));
      const [a, b] = [boot.machine.save(), other.machine.save()];
      if (Buffer.compare(Buffer.from(a.ramWords.buffer), Buffer.from(b.ramWords.buffer)) !== 0) throw new Error(`seed ${seed}: RAM differs`);
      expect(b.cpus[0].regs, `seed ${seed}`).toEqual(a.cpus[0].regs);
      expect([b.cpus[0].eip, b.cpus[0].eflags, b.clock], `seed ${seed}`).toEqual([a.cpus[0].eip, a.cpus[0].eflags, a.clock]);
    }
  });

  it('a fault leaves registers and flags as they were, repeated strings apart', () => {
    let faults = 0;
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      prepare(seed);
      const regs = [...boot.cpu.regs];
      const flags = boot.cpu.eflags;
      if (boot.cpu.run(1) !== Stop.Halt) continue;
      const frame = boot.frame();
      if (TRAPS.has(frame.vector) || boot.cpu.retired > 0) continue;
      faults++;
      regs[4] = frame.esp | 0;
      expect([...boot.cpu.regs].filter((_, i) => i !== 4), `seed ${seed}`).toEqual(regs.filter((_, i) => i !== 4));
      expect([frame.eip, frame.eflags & 0xffff, frame.cs, frame.ss], `seed ${seed}`).toEqual([CODE, flags, 0x1b, 0x23]);
    }
    expect(faults).toBeGreaterThan(PROGRAMS / 10);
  });

  it('the disassembler knows the length of every instruction that does not jump', () => {
    const runner = new FlatRunner();
    let compared = 0;
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      const code = randomCode(words(seed * 40503));
      const { text, length } = disassemble(code, 0, CODE);
      if (/^(db|j|loop|call|ret|iret|int)|o16 (j|call|loop|ret)|(rep|repne|es|cs|ss|ds|fs|gs|a16|lock) (.* )?(j|loop|call|ret|iret|int)/.test(text)) continue;
      const result = runner.run({ code, at: CODE, regs: { ecx: 1, esp: DATA + 0x800, ebx: DATA, eax: DATA, esi: DATA, edi: DATA, ebp: DATA, edx: 0 }, memory: [[DATA, new Uint8Array(0x1000)]], steps: 1 });
      if (result.fault !== null) continue;
      compared++;
      expect(result.regs.eip - CODE, `seed ${seed}: ${text}`).toBe(length);
    }
    expect(compared).toBeGreaterThan(PROGRAMS / 10);
  });

  it('the table has no row that the search cannot find', () => {
    expect(findInstruction(0x0f, 0)).toBeUndefined();
    expect(findInstruction(0x90, 0)?.mnemonic).toBe('nop');
    expect(findInstruction(0xff, 6 << 3)?.mnemonic).toBe('push');
  });
});
