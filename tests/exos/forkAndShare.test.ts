import { describe, expect, it } from 'vitest';
import { PAD, PAGE_BYTES } from '../../src/abi/addressMap.ts';
import { ProgramRun } from '../../src/check/programRun.ts';
import { cleanKit } from '../../src/check/programs.ts';
import type { Kit } from '../../src/check/kit.ts';
import { programBoot } from '../../src/exos/boot.ts';
import { forkAndShare } from '../../src/exos/forkAndShare.ts';
import { assemble } from '../../src/x86/assembler.ts';

const CODE = assemble(forkAndShare(), PAD);
const STEPS = 1_000_000;

const run = (kit: Kit): ProgramRun => {
  const program = new ProgramRun(kit, programBoot([...CODE]), STEPS);
  while (program.end === null) program.advance();
  return program;
};

describe('the demonstration', () => {
  it('is the file that users run', () => expect(forkAndShare()).toMatchFileSnapshot('../../examples/fork-and-share.asm'));

  it('fits the pad', () => expect(CODE.length).toBeLessThanOrEqual(PAGE_BYTES));

  it('runs', () => {
  const t = performance.now();
    const program = run(cleanKit());
    console.log(program.text, program.end, program.finding, program.steps, [...program.entries], performance.now() - t);
    expect(program.finding).toBeNull();
  });
});
