import { describe, expect, it } from 'vitest';
import { PAGE_BYTES } from '../src/abi/addressMap.ts';
import { SMALL } from '../src/abi/geometry.ts';
import { ENV, UAREA } from '../src/abi/layout.ts';
import type { Kit } from '../src/check/kit.ts';
import { cleanKit } from '../src/check/programs.ts';
import { PairRunner } from '../src/check/theorems/confidentiality.ts';
import type { PairsReport } from '../src/check/theorems/confidentiality.ts';
import { SAVE } from '../src/impl/layoutCore.ts';
import { CR0_TS, EAX, EDX, ESI } from '../src/x86/registers.ts';
import { budget } from './support/budget.ts';
import { afterwards, tamperedKit } from './support/tampering.ts';

const pairs = (kit: Kit, count: number): PairsReport => new PairRunner(kit, SMALL).run(11, 0, count);

/** P6, confidentiality (spec/theorems.md). CAP-5, ENT-8. */
describe('P6: two states that are alike for an environment are alike for it after any step', () => {
  it('on pairs nearly all of which really differ where it cannot see', () => {
    // Three scenarios in ten end before their pair: nobody runs any more.
    const report = pairs(cleanKit(), budget(2_500));
    expect(report.refuted).toBeNull();
    expect(report.pairs).toBeGreaterThan(budget(1_600));
    expect(report.differing / report.pairs).toBeGreaterThanOrEqual(0.95);
    expect(report.declassified / report.pairs).toBeLessThan(0.05);
    expect(report.own / report.pairs).toBeGreaterThan(0.5);
    expect(report.own / report.pairs).toBeLessThan(0.9);
  });
});

describe('P6 refutes', () => {
  it('a result that depends on words that the caller cannot read', () => {
    const report = pairs(afterwards((tables, cpu) => {
      const hidden = tables.framesOf('user').at(-1) ?? 0;
      const words = Array.from({ length: 64 }, (_, i) => tables.read(hidden * PAGE_BYTES + 4 * i));
      if (cpu.regs[EAX] === 15 && words.reduce((a, b) => (a ^ b) | 0, 0) % 2 !== 0) cpu.regs[EAX] = 14;
    }), 20_000);
    expect(report.refuted?.why).toMatch(/registers|frame/);
  });

  it('a result that depends on a word of a foreign u-area that is none of those the kernel acts on', () => {
    const report = pairs(afterwards((tables, cpu) => {
      if (cpu.regs[EAX] !== 15) return;
      const words = tables.liveEnvs().map((env) => tables.read(tables.read(tables.envRow(env) + ENV.uarea) * PAGE_BYTES + UAREA.gcap + 8));
      if (words.reduce((a, b) => (a ^ b) | 0, 0) % 2 !== 0) cpu.regs[EAX] = 14;
    }), 20_000);
    expect(report.refuted?.why).toMatch(/registers|frame/);
  });

  it('saved registers that are told to whoever asks', () => {
    const report = pairs(afterwards((tables, cpu) => {
      if (cpu.regs[EAX] === 15) cpu.regs[EDX] = tables.liveEnvs().map((env) => tables.read(tables.saveArea(env) + 12)).reduce((a, b) => (a ^ b) | 0, 0);
    }), 20_000);
    expect(report.refuted?.why).toMatch(/registers/);
  });

  it('a frame that keeps what its last owner wrote', () => {
    const kit = tamperedKit((serve, tables) => {
      const { words } = tables.machine.ram;
      const kept = new Map(tables.framesOf('free').map((frame) => [frame, words[frame * 1024 + 9]]));
      serve();
      for (const frame of tables.framesOf('user')) {
        const word = kept.get(frame);
        if (word !== undefined) tables.write(frame * PAGE_BYTES + 36, word);
      }
    });
    expect(pairs(kit, 60_000).refuted?.why).toMatch(/frame/);
  });

  it('a register that is left over from another environment', () => {
    const kit = tamperedKit((serve, tables, cpu) => {
      const before = cpu.cr3;
      const left = cpu.regs[ESI];
      const others = tables.liveEnvs().map((env) => tables.read(tables.saveArea(env) + 8)).reduce((a, b) => (a ^ b) | 0, 0);
      serve();
      if (cpu.cr3 !== before && !tables.isIdle()) cpu.regs[EDX] = left ^ others;
    });
    expect(pairs(kit, 20_000).refuted?.why).toMatch(/registers/);
  });

  it('a floating-point unit that goes from hand to hand', () => {
    const kit = tamperedKit((serve, tables, cpu) => {
      const { cr3 } = cpu;
      const left = (cpu.cr0 & CR0_TS) === 0 ? cpu.fpu.save() : null;
      serve();
      if (left === null || cpu.cr3 === cr3 || tables.isIdle()) return;
      cpu.cr0 &= ~CR0_TS;
      cpu.fpu.load(left);
    });
    expect(pairs(kit, 60_000).refuted?.why).toMatch(/registers/);
  });

  it('a result that depends on the saved floating-point state of another', () => {
    const report = pairs(afterwards((tables, cpu) => {
      if (cpu.regs[EAX] === 15) cpu.regs[EDX] = tables.liveEnvs().map((env) => tables.read(tables.saveArea(env) + SAVE.floatingPoint + 28)).reduce((a, b) => (a ^ b) | 0, 0);
    }), 20_000);
    expect(report.refuted?.why).toMatch(/registers/);
  });

  it('a clock that runs faster when a hidden word is odd', () => {
    const kit = afterwards((tables) => {
      const hidden = tables.framesOf('free')[0] ?? 0;
      tables.machine.clock += tables.read(hidden * PAGE_BYTES) % 2;
    });
    expect(pairs(kit, 20_000).refuted?.why).toMatch(/clock/);
  });
});
