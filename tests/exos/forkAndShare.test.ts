import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PAD, PAGE_BYTES } from '../../src/abi/addressMap.ts';
import type { Kit } from '../../src/check/kit.ts';
import { loadMutantKit } from '../../src/check/mutation/loadMutantKit.ts';
import { ProgramRun } from '../../src/check/programRun.ts';
import { cleanKit } from '../../src/check/programs.ts';
import { PROGRAM_GEOMETRY, programBoot } from '../../src/exos/boot.ts';
import { forkAndShare, MODULES } from '../../src/exos/forkAndShare.ts';
import { LIBRARY_MAP } from '../../src/exos/libraryMap.ts';
import { MAILBOX } from '../../src/exos/mailbox.ts';
import { assemble } from '../../src/x86/assembler.ts';

const CODE = assemble(forkAndShare(), PAD);
const STEPS = 1_000_000;

const run = (kit: Kit, tickCycles: number = PROGRAM_GEOMETRY.tickCycles): ProgramRun => {
  const boot = programBoot([...CODE]);
  const program = new ProgramRun(kit, { ...boot, geometry: { ...boot.geometry, tickCycles } }, STEPS);
  while (program.end === null) program.advance();
  return program;
};

const PAGE = readFileSync(new URL('../../docs/first-libos.md', import.meta.url), 'utf8');

/** Mutants of the kernel that this program meets, and what refutes them. */
const MET: readonly (readonly [string, string, string])[] = [
  ['kernel:stale-page-after-remove', 'P7', 'MEM-7'], ['kernel:reader-not-counted', 'P1', 'MEM-3'], ['kernel:presenter-needs-no-right', 'P1', 'PGA-5'],
  ['kernel:xsp-not-cleared', 'P1', 'EXC-2'], ['kernel:frame-not-cleared', 'P1', 'MEM-1'], ['kernel:generation-not-bumped', 'P1', 'ENV-5'],
];

describe('the demonstration', () => {
  it('is the file that users run (vitest -u writes it anew)', () => expect(forkAndShare()).toMatchFileSnapshot('../../examples/fork-and-share.asm'));

  it('fits the pad, and its places in the u-area do not overlap', () => {
    expect(CODE.length).toBeLessThanOrEqual(PAGE_BYTES);
    const { OWN, OWN_FREE, INHERITED_BYTES, ENTRIES, RECORD, EXCEPTION_STACK } = LIBRARY_MAP;
    const ends = [OWN_FREE + 4, OWN + INHERITED_BYTES, ENTRIES, ENTRIES + 256, RECORD, RECORD + 40, EXCEPTION_STACK, OWN + MAILBOX.count, OWN + MAILBOX.ring + MAILBOX.ringBytes, OWN + PAGE_BYTES];
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
  });

  it('runs to its end with every entry as the model says, and prints what its page shows', () => {
    const program = run(cleanKit());
    expect(program.finding).toBeNull();
    expect([program.end, program.exit, program.deaths]).toEqual(['ended', 0, []]);
    expect(PAGE).toContain(`\n${program.text}\`\`\`\n`);
    const rows = [...program.entries].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([event, times]) => `| ${event} | ${times} |\n`);
    expect(PAGE).toContain(rows.join(''));
    expect(PAGE).toContain(`${program.steps} instructions, ${[...program.entries.values()].reduce((a, b) => a + b)} kernel entries, ${CODE.length} bytes`);
  });

  it.each([1, 3, 7, 23, 97, 100_000])('ends in the same way with ticks of %i cycles, wherever slices end', (tickCycles) => {
    const { end, exit, finding, text } = run(cleanKit(), tickCycles);
    expect([end, exit, finding]).toEqual(['ended', 0, null]);
    expect(text.endsWith('first: everything is back\n')).toBe(true);
  });

  it('is as long as its page says', () => {
    const rows = Object.entries(MODULES).map(([name, text]) => {
      const lines = text.trim().split('\n');
      return `| [${name}](../src/exos/${name}.ts) | ${lines.length} | ${lines.filter((line) => !/^(?:;|$)/.test(line)).length} |\n`;
    });
    expect(PAGE).toContain(rows.join(''));
  });

  it.each(MET)('meets %s, which %s refutes', async (id, theorem, rule) => {
    const { end, finding } = run(await loadMutantKit(id));
    expect([end, finding?.theorem, finding?.rule]).toEqual(['refuted', theorem, rule]);
  });
});
